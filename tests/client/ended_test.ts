// A session's end: all results come along, however many pages they take [P2.8].
import { assertEquals, assertRejects } from "@std/assert";
import { ClientError, type RevealedBallot } from "../../src/client/mod.ts";
import { type FakeSocket, NO_SUMMARY, turns, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

const SESSION = { room_id: "7K2M9QXD", created_at: 1, ended_at: 2, participants: [] };

/** Ballots by their numbers. */
function ballots(from: number, to: number): readonly RevealedBallot[] {
  const numbers = Array.from({ length: to - from }, (_, n) => from + n);
  return numbers.map((n) => {
    return { ticket_id: `T${n}`, attempt: 1, opened_at: 1, revealed_at: 2, summary: NO_SUMMARY };
  });
}

/** The server ends a session of `count` ballots, and sends the newest, from this one on. */
function ends(socket: FakeSocket, count: number, from: number): void {
  const results = { ...SESSION, ballots: ballots(from, count) };
  const earlier = from > 0 ? { earlier_ballots: from } : {};
  socket.receive({ type: "SESSION_ENDED", data: { reason: "idle", results, ...earlier } });
}

/** The server answers the last question with these ballots. */
function answers(socket: FakeSocket, from: number, to: number): void {
  const { id, data } = socket.last;
  assertEquals(data, { after: from });
  socket.receive({ type: "OK", data: { version: 9, ballots: ballots(from, to) }, re: id });
}

function ended({ client: { status } }: World) {
  if (status.state !== "ended") return status.state;
  const { results, missing_ballots } = status;
  return { tickets: results?.ballots.map(({ ticket_id }) => ticket_id), missing_ballots };
}

const ids = (count: number) => ballots(0, count).map(({ ticket_id }) => ticket_id);

Deno.test("[P2.8] what the end left out is fetched page by page, and handed over as a whole", async () => {
  using world = new World();
  const socket = await world.joined();
  ends(socket, 9, 5);
  assertEquals([ended(world), socket.hungUp], ["online", false]);
  answers(socket, 0, 3);
  // a page may go on into what is known already
  answers(socket, 3, 8);
  assertEquals(ended(world), { tickets: ids(9), missing_ballots: undefined });
  assertEquals([socket.hungUp, socket.sent.length], [true, 2]);
  assertEquals(world.statuses.filter(({ state }) => state === "ended").length, 1);
});

Deno.test("[P2.8] results that came whole end it at once", async () => {
  using world = new World();
  const socket = await world.joined();
  ends(socket, 3, 0);
  assertEquals(ended(world), { tickets: ids(3), missing_ballots: undefined });
  assertEquals([socket.hungUp, socket.sent], [true, []]);
});

Deno.test("[P2.8] whatever cuts the fetching short: it is over, with what came and what is missing", async () => {
  const cuts: Readonly<Record<string, (socket: FakeSocket, world: World) => void>> = {
    "the server's time is up": (socket) => socket.end(1000),
    "the server is gone": (socket) => socket.end(1012),
    "the line is cut": (socket) => socket.end(1006),
    "it is refused": (socket) => socket.error("session_over"),
    "nothing is in the page": (socket) => answers(socket, 3, 3),
    "the server falls silent": (_, world) => world.clock.advance(60_000),
    "the client hangs up": (_, world) => world.client.close(),
  };
  for (const [cut, happens] of Object.entries(cuts)) {
    using world = new World();
    const socket = await world.joined();
    ends(socket, 9, 5);
    answers(socket, 0, 3);
    happens(socket, world);
    const tickets = [...ids(3), ...ids(9).slice(5)];
    assertEquals(ended(world), { tickets, missing_ballots: 2 }, cut);
    world.clock.advance(60_000);
    assertEquals(world.sockets.length, 1, `${cut}: there is no room to come back to`);
  }
});

Deno.test("[P2.8] meanwhile nothing else can be done, and what was asked before is answered", async () => {
  using world = new World();
  const socket = await world.joined();
  const before = world.client.endSession();
  const asked = socket.last;
  ends(socket, 9, 5);
  socket.ok(4, asked);
  assertEquals(await before, 4);
  for (const ask of [() => world.client.begin({ ticket_id: "T" }), () => world.client.leave()]) {
    await assertRejects(ask, ClientError, "The session is over.");
  }
  await assertRejects(() => world.client.until(() => false), ClientError, "The session is over.");
  socket.state({ version: 77 });
  assertEquals(world.client.room?.version, 1);
  answers(socket, 0, 5);
  await turns();
  assertEquals(world.seats.at(-1), null);
});

Deno.test("[P2.8] against the server: every ballot of a long session, for admin and member", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  const count = 130;
  const pause = (ms: number) =>
    world.passes(new Promise<void>((done) => world.clock.after(ms, done)));
  for (let n = 0; n < count; n++) {
    const ticketId = `T${n}`;
    await world.passes(ana.begin({ ticket_id: ticketId }));
    await world.passes(ana.until(({ ballot }) => ballot?.ticket_id === ticketId));
    await world.passes(ana.vote(ticketId, "5"));
    await world.passes(ana.reveal(ticketId, { force: true }));
    await pause(200); // or it would be put out for its haste [W6]
  }
  await world.passes(ana.endSession());
  await pause(100);
  for (const { status } of [ana, bob]) {
    const tickets = status.state === "ended"
      ? status.results?.ballots.map(({ ticket_id }) => ticket_id)
      : status.state;
    assertEquals(tickets, ids(count));
  }
});
