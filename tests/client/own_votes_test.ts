// The own vote over lost connections: what a person chose is in, on its way, or rejected as too late; never
// just gone [P2.2, P2.7, R6, R9].
import { assert, assertEquals } from "@std/assert";
import type { OpenBallot, ShownBallot } from "../../src/client/mod.ts";
import { code, type FakeSocket, NO_SUMMARY, roomWith, turns, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

const BALLOT: OpenBallot = { ticket_id: "T-1", attempt: 1, phase: "voting", opened_at: 1 };

function shown(votes: ShownBallot["votes"] = []): ShownBallot {
  return { ...BALLOT, phase: "revealed", revealed_at: 2, votes, summary: NO_SUMMARY };
}

const ofAna = (card: string) => [{ member_id: "ANA", name: "ana", card }];

/** What a promise came to: its version, or why it failed. */
function outcome(promise: Promise<number>): Promise<string> {
  return promise.then((version) => `in ${version}`, () => code(promise));
}

/** Where the client is back after the line was lost; `chosen` happens in between. */
function back(world: World, chosen: () => void = () => {}): FakeSocket {
  world.socket.end(1006);
  chosen();
  world.client.retryNow();
  return world.socket;
}

/** Cards that were sent on a connection. */
const sent = ({ sent }: FakeSocket) =>
  sent.filter(({ type }) => type === "MEMBER_VOTED").map(({ data }) => data["vote"]);

Deno.test("[R6] chosen, confirmed, changed, refused: the own vote is what the server has", async () => {
  using world = new World();
  const socket = await world.joined({ ballot: BALLOT });
  const five = world.client.vote("T-1", "5");
  assertEquals(socket.last.data, { ticket_id: "T-1", attempt: 1, vote: "5" });
  const pending = { ticket_id: "T-1", attempt: 1, card: "5", pending: true };
  assertEquals(world.client.ownVote, pending);
  socket.ok(2);
  assertEquals(await five, 2);
  const counted = { ...pending, pending: false };
  assertEquals(world.client.ownVote, counted);
  const bad = outcome(world.client.vote("T-1", "7"));
  socket.error("card_not_in_deck");
  assertEquals(await bad, "card_not_in_deck");
  const withdrawn = world.client.withdraw("T-1");
  assertEquals(socket.last.data, { ticket_id: "T-1", attempt: 1, vote: null });
  socket.ok(3);
  await withdrawn;
  assertEquals(world.votes, [
    pending,
    counted,
    { ...pending, card: "7" },
    counted,
    { ...pending, card: null },
    null,
  ]);
});

Deno.test("[R9, R12] the own vote goes with its ballot, and with the role", async () => {
  using world = new World();
  const socket = await world.joined({ ballot: BALLOT });
  const members = roomWith({}).members.map((member) => ({ ...member, voted: true }));
  const vote = async (version: number) => {
    const voting = world.client.vote("T-1", "5");
    socket.ok(version);
    await voting;
  };
  await vote(5);
  // a state that is older than the vote says nothing about it
  socket.state({ version: 4, ballot: BALLOT });
  assertEquals(world.client.ownVote?.card, "5");
  socket.state({ version: 5, ballot: BALLOT, members });
  assertEquals(world.client.ownVote?.card, "5");
  socket.state({ version: 6, ballot: BALLOT });
  assertEquals(world.client.ownVote, null, "turned observer");
  await vote(7);
  socket.state({ version: 8, ballot: { ...BALLOT, attempt: 2 }, members });
  assertEquals(world.client.ownVote, null, "restarted");
  await vote(9);
  assertEquals(world.client.ownVote?.attempt, 2);
  socket.state({ version: 10, ballot: { ...shown(ofAna("5")), attempt: 2 }, members });
  assertEquals(world.client.ownVote?.card, "5", "revealed");
  socket.state({ version: 11, ballot: { ...BALLOT, ticket_id: "T-2" } });
  assertEquals(world.client.ownVote, null, "the next ticket");
});

Deno.test("a reply that comes after the ballot, and one that comes twice", async () => {
  using world = new World();
  const socket = await world.joined({ ballot: BALLOT });
  const five = world.client.vote("T-1", "5");
  const first = socket.last;
  const eight = world.client.vote("T-1", "8");
  socket.ok(2, first);
  socket.ok(3);
  socket.ok(2, first);
  assertEquals([await five, await eight, world.client.ownVote?.card], [2, 3, "8"]);
  const late = world.client.vote("T-1", "1");
  socket.state({ version: 4, ballot: { ...BALLOT, ticket_id: "T-2" } });
  socket.ok(4);
  assertEquals([await late, world.client.ownVote], [4, null]);
});

Deno.test("[P2.2, R7] WELCOME has the own card again, a revealed ballot shows it", async () => {
  using world = new World();
  const resuming = world.client.resume({ room_id: "7K2M9QXD", resume_token: "0".repeat(32) });
  world.socket.welcome({ version: 1, ballot: BALLOT }, { vote: "8" });
  await resuming;
  const own = { ticket_id: "T-1", attempt: 1, card: "8", pending: false };
  assertEquals(world.client.ownVote, own);
  back(world).welcome({ version: 2, ballot: shown(ofAna("8")) });
  assertEquals(world.client.ownVote, own);
  back(world).welcome({ version: 3, ballot: shown() });
  assertEquals(world.client.ownVote, null);
  back(world).welcome({ version: 4, ballot: null });
  assertEquals(world.client.ownVote, null);
});

Deno.test("[P2.7] a vote under way when the line is lost: as WELCOME has it", async () => {
  const table: [string, Parameters<FakeSocket["welcome"]>, string, string[]][] = [
    ["it had arrived", [{ version: 7, ballot: BALLOT }, { vote: "5" }], "in 7", []],
    ["it had not", [{ version: 7, ballot: BALLOT }], "in 9", ["5"]],
    ["an earlier one had", [{ version: 7, ballot: BALLOT }, { vote: "3" }], "in 9", ["5"]],
    ["complete, but open", [{ version: 7, ballot: { ...BALLOT, phase: "complete" } }], "in 9", [
      "5",
    ]],
    ["revealed with it", [{ version: 7, ballot: shown(ofAna("5")) }], "in 7", []],
    ["revealed without it", [{ version: 7, ballot: shown(ofAna("3")) }], "ballot_over", []],
    ["restarted", [{ version: 7, ballot: { ...BALLOT, attempt: 2 } }], "ballot_over", []],
    [
      "another ticket",
      [{ version: 7, ballot: { ...BALLOT, ticket_id: "T-2" } }],
      "ballot_over",
      [],
    ],
  ];
  for (const [story, welcome, expected, resent] of table) {
    using world = new World();
    await world.joined({ ballot: BALLOT });
    const vote = outcome(world.client.vote("T-1", "5"));
    const socket = back(world);
    assertEquals(world.client.ownVote?.pending, true, story);
    socket.welcome(...welcome);
    assertEquals(sent(socket), resent, story);
    if (resent.length > 0) socket.ok(9);
    assertEquals(await vote, expected, story);
    assertEquals(world.client.ownVote?.pending ?? false, false, story);
  }
});

Deno.test("[P2.7] chosen while offline: the newest is sent, once, and all who asked get the answer", async () => {
  using world = new World();
  await world.joined({ ballot: BALLOT });
  const votes: Promise<string>[] = [];
  const choose = (card: string | null) =>
    votes.push(
      outcome(card === null ? world.client.withdraw("T-1") : world.client.vote("T-1", card)),
    );
  choose("1");
  const first = back(world, () => ["2", null, "5"].forEach(choose));
  choose("8"); // connecting, not in yet
  assertEquals(world.client.ownVote, { ticket_id: "T-1", attempt: 1, card: "8", pending: true });
  first.welcome({ version: 2, ballot: BALLOT }, { vote: "1" });
  assertEquals(sent(first), ["8"]);
  // lost once more before the reply
  const second = back(world);
  second.welcome({ version: 3, ballot: BALLOT }, { vote: "1" });
  assertEquals(sent(second), ["8"]);
  second.ok(4);
  assertEquals(await Promise.all(votes), Array(5).fill("in 4"));
});

Deno.test("[P2.7] what is sent again may be refused, like any vote", async () => {
  using world = new World();
  await world.joined({ ballot: BALLOT });
  let vote = Promise.resolve("");
  const socket = back(world, () => vote = outcome(world.client.vote("T-1", "5")));
  socket.welcome({ version: 2, ballot: BALLOT });
  socket.error("already_revealed");
  assertEquals(await vote, "already_revealed");
  assertEquals(world.client.ownVote, null);
});

Deno.test("a vote on a ballot that the client does not know of is the server's to judge", async () => {
  using world = new World();
  const socket = await world.joined({ ballot: null });
  const early = outcome(world.client.vote("T-1", "5"));
  assertEquals(socket.last.data, { ticket_id: "T-1", vote: "5" });
  assertEquals(world.client.ownVote, null);
  socket.ok(2);
  assertEquals(await early, "in 2");
  const lost = outcome(world.client.vote("T-1", "8"));
  socket.end(1006);
  assertEquals(await lost, "connection_lost");
  assertEquals(await outcome(world.client.vote("T-1", "8")), "offline");
});

Deno.test("[R12] a vote right behind the own restart waits for the new attempt to be shown", async () => {
  using world = new World();
  const socket = await world.joined({ ballot: BALLOT });
  const restarting = world.client.restart();
  socket.ok(2);
  await restarting;
  const voting = world.client.vote("T-1", "8");
  assertEquals([sent(socket), world.client.ownVote], [[], null]);
  socket.state({ version: 2, ballot: { ...BALLOT, attempt: 2 } });
  assertEquals(socket.last.data, { ticket_id: "T-1", attempt: 2, vote: "8" });
  socket.ok(3);
  assertEquals(await voting, 3);
  assertEquals(world.client.ownVote?.card, "8");

  // the line is lost before that: WELCOME shows it
  const again = world.client.restart();
  socket.ok(4);
  await again;
  const late = world.client.vote("T-1", "5");
  const next = back(world);
  next.welcome({ version: 4, ballot: { ...BALLOT, attempt: 3 } });
  assertEquals(next.last.data, { ticket_id: "T-1", attempt: 3, vote: "5" });
  next.ok(5);
  assertEquals(await late, 5);

  // or the client goes
  const last = world.client.restart();
  next.ok(6);
  await last;
  const never = outcome(world.client.vote("T-1", "5"));
  world.client.close();
  assertEquals(await never, "closed");
});

Deno.test("a choice that never got out is rejected when the client ends", async () => {
  using world = new World();
  await world.joined({ ballot: BALLOT });
  world.socket.end(1006);
  const vote = outcome(world.client.vote("T-1", "5"));
  world.client.close();
  assertEquals(await vote, "closed");
  assertEquals(world.client.ownVote, null);
});

Deno.test("[P2.7] against the server: voted, cut, changed while away; the ballot has the last word", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  await world.passes(ana.begin({ ticket_id: "T-1" }));
  await world.passes(bob.until(({ ballot }) => ballot !== null));
  await world.passes(bob.vote("T-1", "3"));
  world.cut();
  const vote = bob.vote("T-1", "8");
  await turns();
  assertEquals(bob.ownVote?.pending, true);
  await world.passes(vote);
  await world.passes(ana.vote("T-1", "5"));
  await world.passes(ana.reveal("T-1"));
  const { ballot } = await world.passes(bob.until(({ ballot }) => ballot?.phase === "revealed"));
  assert(ballot?.phase === "revealed");
  const cards = Object.fromEntries(ballot.votes?.map(({ name, card }) => [name, card]) ?? []);
  assertEquals(cards, { ana: "5", bob: "8" });
  assertEquals(bob.ownVote?.card, "8");
});
