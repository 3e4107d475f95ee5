// Lost and found: when a client comes back, when it stops, and what becomes of what was under way
// [P2.7, P2.9, W7].
import { assert, assertEquals, assertLess } from "@std/assert";
import { waitBefore } from "../../src/client/backoff.ts";
import { STEADY_MS } from "../../src/client/session.ts";
import { code, SEAT, TOKEN, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

/** The wait that the client announced last. */
function wait(world: World): number {
  const status = world.statuses.at(-1);
  assert(status?.state === "offline", `it is ${status?.state}`);
  return status.retry_in_ms;
}

Deno.test("[P2.9] exponential backoff with full jitter: up to 5 s for two minutes, then to half a minute", async () => {
  using world = new World();
  const first = await world.joined();
  world.draw = 0.999;
  const waits: number[] = [];
  const lostAt = world.clock.now();
  const began: number[] = [];
  first.end(1006);
  while (waits.length < 40) {
    waits.push(wait(world));
    began.push(world.clock.now() - lostAt);
    const { length } = world.sockets;
    world.clock.advance(wait(world) - 1);
    assertEquals(world.sockets.length, length, "too early");
    world.clock.advance(1);
    assertEquals(world.sockets.length, length + 1, "at last");
    world.socket.end(1006);
  }
  assertEquals(waits.slice(0, 6), [499, 999, 1998, 3996, 4995, 4995]);
  const young = began.filter((ms) => ms < 120_000).length;
  assertEquals(new Set(waits.slice(4, young)), new Set([4995]));
  assertEquals(new Set(waits.slice(young)), new Set([29970]));
  assertEquals(world.socket.query, {
    action: "RESUME",
    replies: "in_state",
    room_id: SEAT.room_id,
  });
  assertEquals(world.socket.protocols, ["estimatex.v2", `estimatex.token.${TOKEN}`]);
  // jitter is full: it may be at once
  world.draw = 0;
  world.client.retryNow();
  world.socket.end(1006);
  assertEquals(wait(world), 0);
  for (const attempt of [0, 5, 1_000, 100_000]) {
    const outage = { attempt, retry: "later", retryAfterMs: null } as const;
    assertLess(waitBefore({ ...outage, lostForMs: 119_999 }, () => 0.999), 5_000);
    assertLess(waitBefore({ ...outage, lostForMs: 1e9 }, () => 0.999), 30_000);
  }
});

Deno.test("[P2.9] an outage is as old as its first loss, however often the line comes back for a moment", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  world.draw = 0.999;
  // back for less than it takes to be steady, again and again
  const waits: number[] = [];
  for (let round = 0; round < 30; round++) {
    waits.push(wait(world));
    world.clock.advance(wait(world));
    world.socket.welcome();
    world.socket.end(1006);
  }
  assertEquals([waits[10], waits[20]], [4995, 4995]);
  assertEquals(wait(world), 29970, "two minutes are over");
  world.client.retryNow();
  world.socket.welcome();
  world.clock.advance(STEADY_MS);
  world.socket.end(1006);
  assertEquals(wait(world), 499, "a new outage");
});

Deno.test("[P2.9] it reports how long it is to the next attempt", async () => {
  using world = new World();
  const { client, clock } = world;
  assertEquals(client.nextTryIn(), null);
  const socket = await world.joined();
  assertEquals(client.nextTryIn(), null);
  world.draw = 0.8;
  socket.end(1006);
  clock.advance(400);
  world.socket.end(1006);
  assertEquals([wait(world), client.nextTryIn()], [800, 800]);
  clock.advance(300);
  clock.set(3_600_000); // whatever the wall clock says
  assertEquals(client.nextTryIn(), 500);
  clock.advance(500);
  assertEquals([client.status.state, client.nextTryIn()], ["connecting", null]);
  client.close();
  assertEquals(client.nextTryIn(), null);
});

Deno.test("[W7, P2.9] what each close code means to a member", async () => {
  const table: [code: number, outcome: string, seat: "kept" | "forgotten"][] = [
    [1006, "offline 250", "kept"],
    [1005, "offline 250", "kept"],
    [0, "offline 250", "kept"],
    [1012, "offline 250", "kept"],
    [1001, "offline 2000", "kept"],
    [1008, "offline 2000", "kept"],
    [1011, "offline 2000", "kept"],
    [1013, "offline 2000", "kept"],
    [1002, "offline 2000", "kept"],
    [4999, "offline 2000", "kept"],
    [1000, "ended unknown", "forgotten"],
    [4004, "ended unknown", "forgotten"],
    [4003, "closed removed none", "forgotten"],
    [4010, "closed resume_refused join", "forgotten"],
    [4000, "closed bad_request correct", "forgotten"],
    [4001, "closed replaced resume", "kept"],
    [1003, "closed not_text resume", "kept"],
    [1009, "closed too_big resume", "kept"],
  ];
  for (const [close, outcome, seat] of table) {
    using world = new World();
    (await world.joined()).end(close);
    const { status } = world.client;
    const reported = status.state === "offline"
      ? `offline ${status.retry_in_ms}`
      : status.state === "ended"
      ? `ended ${status.reason}`
      : status.state === "closed"
      ? `closed ${status.code} ${status.advice}`
      : status.state;
    assertEquals(reported, outcome, `${close}`);
    assertEquals(world.statuses.at(-1), status);
    assertEquals(world.seats, seat === "kept" ? [SEAT] : [SEAT, null], `${close}`);
    world.clock.advance(30_000);
    assertEquals(world.sockets.length > 1, status.state === "offline", `${close}`);
  }
});

Deno.test("[P2.9] a server that is busy says when, and is asked again then, whatever chance draws", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  world.clock.advance(250);
  for (
    const [asked, waited] of [[3_217, 3_217], [0, 0], [600_000, 60_000], [-1, 5_000], ["3", 5_000]]
  ) {
    world.draw = 1;
    const data = { code: "try_later", message: "In words.", retry_after_ms: asked };
    world.socket.receive({ type: "ERROR", data });
    world.socket.end(1013);
    assertEquals(wait(world), waited, `${asked}`);
    world.clock.advance(wait(world));
  }
});

Deno.test("[P2.7] back again: online, the room as it is now, and no new seat to keep", async () => {
  using world = new World();
  (await world.joined({ version: 3 })).end(1006);
  world.clock.advance(250);
  world.socket.welcome({ version: 9 });
  assertEquals(world.statuses.map(({ state }) => state), [
    "connecting",
    "online",
    "offline",
    "connecting",
    "online",
  ]);
  assertEquals(world.states.map(({ version }) => version), [3, 9]);
  assertEquals(world.seats, [SEAT]);
});

Deno.test("[P2.9] only a connection that held makes the next loss a first one", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  assertEquals(wait(world), 250);
  world.clock.advance(250);
  world.socket.welcome();
  world.clock.advance(STEADY_MS - 1);
  world.socket.end(1006);
  assertEquals(wait(world), 500);
  world.clock.advance(500);
  world.socket.welcome();
  world.clock.advance(STEADY_MS);
  world.socket.end(1006);
  assertEquals(wait(world), 250);
});

Deno.test("[P2.9] retryNow tries at once, and changes nothing at other times", async () => {
  using world = new World();
  world.client.retryNow();
  const socket = await world.joined();
  world.client.retryNow();
  assertEquals(world.sockets.length, 1);
  socket.end(1006);
  world.client.retryNow();
  world.client.retryNow();
  assertEquals(world.sockets.length, 2);
  world.clock.advance(60_000);
});

Deno.test("[P2.9] attempts that it gave up may come through late, each once, and take the seat: they are no other window", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  for (let givenUp = 0; givenUp < 3; givenUp++) {
    world.clock.advance(wait(world));
    world.clock.advance(15_000); // no frame comes
  }
  for (let taken = 0; taken < 3; taken++) {
    world.clock.advance(wait(world));
    if (taken !== 1) world.socket.welcome(); // or it was taken before the welcome
    world.socket.end(4001);
    assertEquals(world.client.status.state, "offline");
  }
  world.clock.advance(wait(world));
  world.socket.welcome();
  world.socket.end(4001);
  assertEquals(world.client.status.state, "closed");
});

Deno.test("[P2.7] another window that took the seat has it, where no attempt can be on its way any more", async () => {
  for (const [gaveUp, later] of [[false, 0], [true, 60_000]] as const) {
    using world = new World();
    (await world.joined()).end(1006);
    world.clock.advance(wait(world));
    if (gaveUp) world.clock.advance(15_000);
    else world.socket.end(1006); // it never came to be
    world.clock.advance(wait(world));
    world.socket.welcome();
    world.clock.advance(later);
    world.socket.end(4001);
    assertEquals(world.client.status.state, "closed", JSON.stringify({ gaveUp, later }));
  }
});

Deno.test("[P2.7] coming back may be refused: removed, forgotten, or the room is gone", async () => {
  for (
    const [error, close, state] of [
      ["resume_refused", 4010, "closed"],
      ["no_such_room", 4004, "ended"],
      ["restarting", 1012, "offline"],
      ["try_later", 1013, "offline"],
      // the close frame is lost, as by a server on Deno 2.4
      ["resume_refused", 1006, "closed"],
      ["no_such_room", 1006, "ended"],
      ["no_such_room", 1005, "ended"],
      ["restarting", 1006, "offline"],
      ["of_a_newer_server", 1006, "offline"],
    ] as const
  ) {
    using world = new World();
    (await world.joined()).end(1006);
    const waiting = code(world.client.until(() => false));
    world.clock.advance(250);
    world.socket.error(error, null);
    world.socket.end(close);
    assertEquals(world.client.status.state, state);
    world.client.close();
    const expected = state === "ended" ? "session_over" : state === "closed" ? error : "closed";
    assertEquals(await waiting, expected);
  }
});

Deno.test("[P2.7] a resume from a saved seat is tried until it is in", async () => {
  using world = new World();
  const resuming = world.client.resume(SEAT);
  for (const close of [1006, 1012, 1001]) {
    world.socket.end(close);
    world.clock.advance(wait(world));
  }
  world.clock.advance(15_000); // no answer at all
  world.clock.advance(wait(world));
  world.socket.receive("what a proxy sends");
  world.clock.advance(wait(world));
  world.socket.welcome({ version: 4 });
  assertEquals((await resuming).version, 4);
  assertEquals(world.seats, [], "nothing new to keep");
});

Deno.test("commands under way when the line is lost, and without a line", async () => {
  using world = new World();
  const socket = await world.joined();
  const begin = code(world.client.begin({ ticket_id: "T-1" }));
  const results = code(world.client.results());
  const [asked] = socket.sent;
  assert(asked !== undefined);
  socket.end(1006);
  assertEquals(await begin, "connection_lost");
  assertEquals(await results, "connection_lost");
  assertEquals(await code(world.client.restart()), "offline");
  world.clock.advance(250);
  assertEquals(await code(world.client.restart()), "offline");
  world.socket.welcome({ version: 2 });
  // nothing of it is sent again, and a reply to it is nobody's
  assertEquals(world.socket.sent, []);
  world.socket.ok(3, asked);
  const restart = world.client.restart();
  assert(world.socket.last.id !== asked.id);
  world.socket.ok(4);
  assertEquals(await restart, 4);
});

Deno.test("[P2.9] an old socket's late frames and second ends are nobody's", async () => {
  using world = new World();
  const old = await world.joined({ version: 3 });
  old.end(1006);
  old.state({ version: 100 });
  old.end(4003);
  world.clock.advance(250);
  old.welcome({ version: 101 });
  world.socket.welcome({ version: 4 });
  old.state({ version: 102 });
  old.receive({ type: "SESSION_ENDED", data: { reason: "idle", results: { ballots: [] } } });
  old.end(1000);
  assertEquals(world.states.map(({ version }) => version), [3, 4]);
  assertEquals(world.client.status.state, "online");
});

Deno.test("[P2.7] against the server: the same seat in a second window replaces the first", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const seats: unknown[] = [];
  const first = world.client({ onSeat: (seat) => seats.push(seat) });
  const roomId = ana.room?.room_id ?? "";
  await world.passes(first.join({ name: "bob", room_id: roomId }));
  const [seat] = seats as [typeof SEAT];
  const second = world.client();
  await world.passes(second.resume(seat));
  await world.passes(code(first.until(() => false)));
  assertEquals(first.status.state === "closed" && first.status.code, "replaced");
  assertEquals(second.memberId, first.memberId);
  // and takes it back
  const third = world.client();
  await world.passes(third.resume(seat));
  await world.passes(code(second.until(() => false)));
  assertEquals([second.status.state, third.status.state], ["closed", "online"]);
});

Deno.test("[P2.2, R17a] the server's time, as the last state had it, whoever sets a clock", async () => {
  using world = new World();
  const { client, clock } = world;
  assertEquals(client.serverNow(), clock.wall());
  const joining = client.join({ name: "ana", room_id: SEAT.room_id });
  world.socket.welcome({ version: 1 }, {}, { now: 1_000_000 });
  await joining;
  assertEquals(client.serverNow(), 1_000_000);
  clock.advance(5_000);
  assertEquals(client.serverNow(), 1_005_000);
  clock.set(7_200_000); // here
  assertEquals(client.serverNow(), 1_005_000);
  world.socket.state({ version: 2 }, { now: 8_000_000 }); // there
  clock.advance(1_000);
  assertEquals(client.serverNow(), 8_001_000);
  world.socket.state({ version: 3 }); // an older server's
  clock.advance(1_000);
  assertEquals(client.serverNow(), 8_002_000);
  world.socket.end(1006);
  clock.advance(250);
  world.socket.welcome({ version: 3 }, {}, { now: 500 });
  assertEquals(client.serverNow(), 500);
});
