// Lost and found: when a client comes back, when it stops, and what becomes of what was under way
// [P2.7, P2.9, W7].
import { assert, assertEquals, assertLess } from "@std/assert";
import { waitBefore } from "../../src/client/backoff.ts";
import { ClientError } from "../../src/client/mod.ts";
import { STEADY_MS } from "../../src/client/session.ts";
import { SEAT, TOKEN, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

async function code(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => null, (error: unknown) => error);
  assert(error instanceof ClientError, `it came to ${error}`);
  return error.code;
}

/** The wait that the client announced last. */
function wait(world: World): number {
  const status = world.statuses.at(-1);
  assert(status?.state === "offline", `it is ${status?.state}`);
  return status.retry_in_ms;
}

Deno.test("[P2.9] exponential backoff with full jitter, up to half a minute", async () => {
  using world = new World();
  const first = await world.joined();
  world.draw = 0.999;
  const waits: number[] = [];
  first.end(1006);
  for (let attempt = 0; attempt < 9; attempt++) {
    waits.push(wait(world));
    const { length } = world.sockets;
    world.clock.advance(wait(world) - 1);
    assertEquals(world.sockets.length, length, "too early");
    world.clock.advance(1);
    assertEquals(world.sockets.length, length + 1, "at last");
    world.socket.end(1006);
  }
  assertEquals(waits, [499, 999, 1998, 3996, 7992, 15984, 29970, 29970, 29970]);
  assertEquals(world.socket.query, {
    action: "RESUME",
    room_id: SEAT.room_id,
    resume_token: TOKEN,
  });
  // jitter is full: it may be at once
  world.draw = 0;
  world.client.retryNow();
  world.socket.end(1006);
  assertEquals(wait(world), 0);
  for (const attempt of [0, 5, 1_000, 100_000]) {
    assertLess(waitBefore(attempt, "later", () => 0.999), 30_000);
  }
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
    const told = status.state === "offline"
      ? `offline ${status.retry_in_ms}`
      : status.state === "ended"
      ? `ended ${status.reason}`
      : status.state === "closed"
      ? `closed ${status.code} ${status.advice}`
      : status.state;
    assertEquals(told, outcome, `${close}`);
    assertEquals(world.statuses.at(-1), status);
    assertEquals(world.seats, seat === "kept" ? [SEAT] : [SEAT, null], `${close}`);
    world.clock.advance(30_000);
    assertEquals(world.sockets.length > 1, status.state === "offline", `${close}`);
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

Deno.test("[P2.7] coming back may be refused: removed, forgotten, or the room is gone", async () => {
  for (
    const [error, close, state] of [
      ["resume_refused", 4010, "closed"],
      ["no_such_room", 4004, "ended"],
      ["restarting", 1012, "offline"],
      ["try_later", 1013, "offline"],
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
  world.socket.receive("what a proxy says");
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

Deno.test("[P2.7] against the server: cut twice, back in the same seat; the seat expires", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  for (let drop = 0; drop < 2; drop++) {
    world.cut();
    await world.passes(ana.until(({ members }) => members[1]?.presence === "away"));
    await world.passes(ana.until(({ members }) => members[1]?.presence === "online"));
  }
  assertEquals(bob.status.state, "online");
  assertEquals(bob.room?.members.length, 2);
});

Deno.test("[P2.7] against the server: the same seat in a second window replaces the first", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const seats: unknown[] = [];
  const first = world.client({ onSeat: (seat) => seats.push(seat) });
  const room_id = ana.room?.room_id ?? "";
  await world.passes(first.join({ name: "bob", room_id }));
  const [seat] = seats as [typeof SEAT];
  const second = world.client();
  await world.passes(second.resume(seat));
  await world.passes(code(first.until(() => false)));
  assertEquals(first.status.state === "closed" && first.status.code, "replaced");
  assertEquals(second.member_id, first.member_id);
  // and takes it back
  const third = world.client();
  await world.passes(third.resume(seat));
  await world.passes(code(second.until(() => false)));
  assertEquals([second.status.state, third.status.state], ["closed", "online"]);
});

Deno.test("[P2.2] the server's clock as of the last WELCOME", async () => {
  using world = new World();
  const { client, clock } = world;
  assertEquals(client.server_offset_ms, 0);
  const socket = await world.joined({});
  for (const ahead of [90_000, -3_000]) {
    world.socket.end(1006);
    client.retryNow();
    world.socket.welcome({}, {}, { now: clock.now() + ahead });
    clock.advance(5_000);
    assertEquals(client.server_offset_ms, ahead);
  }
  assert(socket !== world.socket);
});
