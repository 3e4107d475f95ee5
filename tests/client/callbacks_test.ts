// Callbacks are the program's: what they throw is reported once, and nothing in the client breaks by it.
import { assert, assertEquals } from "@std/assert";
import { ClientError, RoomClient, type RoomClientOptions } from "../../src/client/mod.ts";
import { SEAT, SERVER_URL, turns, World } from "./fake_world.ts";

/** What became of a promise; "nothing" while it is open. */
function fate(promise: Promise<unknown>): { is: string } {
  const found = { is: "nothing" };
  promise.then(
    () => found.is = "done",
    (error) => found.is = error instanceof ClientError ? error.code : `${error}`,
  );
  return found;
}

type Callback = "onState" | "onVote" | "onStatus" | "onSeat";

/** How often each is called in the story below. */
const CALLS: Readonly<Record<Callback, number>> = {
  onState: 4,
  onVote: 3,
  onStatus: 6,
  onSeat: 2,
};

const VOTING = {
  ballot: { ticket_id: "T-1", attempt: 1, phase: "voting", opened_at: 0 },
} as const;

for (const [callback, calls] of Object.entries(CALLS)) {
  Deno.test(`${callback} throws each time: everything is settled all the same`, async () => {
    using world = new World();
    const fault = new Error(`in ${callback}`);
    const thrower: Partial<RoomClientOptions> = {
      [callback]: () => {
        throw fault;
      },
    };
    const { environment } = world;
    const client = new RoomClient({ url: SERVER_URL, environment, ...thrower });
    const joining = fate(client.join({ name: "ana", room_id: SEAT.room_id }));
    const early = fate(client.until(({ version }) => version >= 1));
    world.socket.welcome({ version: 1 });
    await turns();
    assertEquals([client.status.state, joining.is, early.is], ["online", "done", "done"]);

    const later = [2, 3].map((wanted) => fate(client.until(({ version }) => version >= wanted)));
    world.socket.state({ version: 2, ...VOTING });
    const vote = fate(client.vote("T-1", "5"));
    world.socket.ok(3);
    world.socket.state({ version: 3, ...VOTING });
    await turns();
    assertEquals([vote.is, ...later.map(({ is }) => is)], ["done", "done", "done"]);

    const begin = fate(client.begin({ ticket_id: "T-2" }));
    world.socket.end(1006);
    world.clock.advance(250);
    world.socket.welcome({ version: 4 });
    await turns();
    assertEquals([client.status.state, begin.is], ["online", "connection_lost"]);

    const results = { room_id: "R", created_at: 1, ended_at: 2, participants: [], ballots: [] };
    const open = [client.until(() => false), client.restart(), client.leave()].map(fate);
    world.socket.receive({ type: "SESSION_ENDED", data: { reason: "idle", results } });
    await turns();
    assertEquals(client.status.state, "ended");
    assertEquals(open.map(({ is }) => is), ["session_over", "session_over", "done"]);
    assertEquals(world.reported, Array.from({ length: calls }, () => fault));
  });
}

Deno.test("until: a test that throws rejects its own promise, and drops nobody else's", async () => {
  using world = new World();
  const socket = await world.joined({ version: 1 });
  const { client } = world;
  const throws = () => {
    throw new RangeError("no such member");
  };
  const atOnce = fate(client.until(throws));
  const all = [
    client.until(({ version }) => version === 2),
    client.until(({ version }) => version === 2 && throws()),
    client.until(({ version }) => version === 2),
    client.until(({ version }) => version === 3),
  ].map(fate);
  const fates = () => all.map(({ is }) => is);
  socket.state({ version: 2 });
  await turns();
  assertEquals(atOnce.is, "RangeError: no such member");
  assertEquals(fates(), ["done", "RangeError: no such member", "done", "nothing"]);
  socket.state({ version: 3 });
  await turns();
  assertEquals(fates()[3], "done");
  // it has been called where it can answer
  assertEquals([world.reported, world.states.length], [[], 3]);
});

Deno.test("until: a test that ends the client settles whoever is behind it, too", async () => {
  using world = new World();
  const socket = await world.joined({ version: 1 });
  const { client } = world;
  const all = [
    client.until(() => false),
    client.until(({ version }) => {
      if (version === 2) client.close();
      return version === 2;
    }),
    client.until(({ version }) => version === 2),
    client.until(() => false),
  ].map(fate);
  socket.state({ version: 2 });
  await turns();
  assertEquals(all.map(({ is }) => is), ["closed", "closed", "closed", "closed"]);
});

Deno.test("until: a test is not called any more once its promise is settled", async () => {
  using world = new World();
  const socket = await world.joined({ version: 1 });
  const { client } = world;
  const called: string[] = [];
  const asked = (name: string, then: (version: number) => boolean) =>
    fate(client.until(({ version }) => {
      called.push(`${name} ${version}`);
      return then(version);
    }));
  asked("found", (version) => version === 2);
  asked("broken", () => {
    throw new Error("broken");
  });
  asked("closing", (version) => {
    if (version === 3) client.close();
    return false;
  });
  asked("behind", () => false);
  for (const version of [2, 3]) socket.state({ version });
  await turns();
  assertEquals(called, [
    ...["found 1", "broken 1", "closing 1", "behind 1"],
    ...["found 2", "closing 2", "behind 2"],
    "closing 3",
  ]);
});

Deno.test("until: one that is asked for in a callback or a test waits like any other", async () => {
  using world = new World();
  const socket = await world.joined({ version: 1 });
  const { client } = world;
  const inner: { is: string }[] = [];
  const outer = fate(client.until(({ version }) => {
    if (version === 2) inner.push(fate(client.until((room) => room.version === 3)));
    return version === 2;
  }));
  socket.state({ version: 2 });
  socket.state({ version: 3 });
  await turns();
  assertEquals([outer.is, inner.map(({ is }) => is)], ["done", ["done"]]);
});

Deno.test("a socket that throws is a lost connection, and reported", async () => {
  using world = new World();
  const fault = new TypeError("not open");
  const { openSocket } = world.environment;
  let broken = false;
  const fail = () => {
    if (broken) throw fault;
  };
  const client = new RoomClient({
    url: SERVER_URL,
    environment: {
      ...world.environment,
      openSocket: (url, protocols, events) => {
        const socket = openSocket(url, protocols, events);
        return {
          send: (text) => (fail(), socket.send(text)),
          close: () => (socket.close(), fail()),
        };
      },
    },
  });
  const joining = client.join({ name: "ana", room_id: SEAT.room_id });
  world.socket.welcome({ version: 1, ...VOTING });
  await joining;
  broken = true;
  const commands = [client.begin({ ticket_id: "T-1" }), client.vote("T-1", "8")].map(fate);
  await turns();
  assertEquals([client.status.state, commands[0]?.is], ["offline", "connection_lost"]);
  broken = false;
  world.clock.advance(250);
  world.socket.welcome({ version: 2, ...VOTING });
  assertEquals(world.socket.last.data, { ticket_id: "T-1", attempt: 1, vote: "8" });
  world.socket.ok(3);
  await turns();
  assertEquals(commands[1]?.is, "done");
  assert(world.reported.length > 0 && world.reported.every((one) => one === fault));
  client.close();
});
