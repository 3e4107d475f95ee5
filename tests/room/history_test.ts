// What a room remembers of revealed ballots, and how much of it [R12].
import { assert, assertEquals } from "@std/assert";
import { HISTORY_BALLOTS_MAX, HISTORY_VOTES_MAX } from "../../src/room/limits.ts";
import { step } from "../../src/room/room.ts";
import type { RevealedBallot, Room, Vote } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { checkRoom } from "./invariants.ts";
import { BEGINNING, tell } from "./story.ts";

/** A room for one, in which a ballot with one vote is about to be revealed. */
const LAST_VOTE = `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins LAST -> opened LAST #1
    ana votes 5 -> voted ana first, completed LAST #1`;

/** `count` ballots of `size` votes each. */
function ballots(count: number, size: number): readonly RevealedBallot[] {
  const { deck } = tell("ana creates 1");
  const votes: readonly Vote[] = Array.from({ length: size }, (_, n) => {
    return { member_id: `m${n}`, name: `m${n}`, card: "8" };
  });
  const summary = summarize(deck, votes.map(({ card }) => card));
  return Array.from({ length: count }, (_, n) => ({
    phase: "revealed",
    ticket: { ticket_id: `T-${n}` },
    attempt: 1,
    opened_at: BEGINNING,
    revealed_at: BEGINNING,
    votes,
    summary,
    estimate: null,
  }));
}

function reveals(room: Room, ticket_id: string): Room {
  const result = step(room, { type: "reveal", by: "ana", ticket_id, force: false }, BEGINNING);
  assert(result.kind === "done");
  checkRoom(result.room, BEGINNING);
  return result.room;
}

Deno.test("[R12] a revealed ballot is remembered whole", () => {
  const room = tell(`
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    after 5s
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    bob votes ? -> voted bob first, completed T-1 #1
    bob leaves -> left bob
    after 5s
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:?
    ana begins T-2 -> opened T-2 #1`);
  assertEquals(room.history, [{
    phase: "revealed",
    ticket: { ticket_id: "T-1" },
    attempt: 1,
    opened_at: BEGINNING + 5_000,
    revealed_at: BEGINNING + 10_000,
    votes: [
      { member_id: "ana", name: "ana", card: "5" },
      { member_id: "bob", name: "bob", card: "?" },
    ],
    summary: {
      counts: [{ card: "5", count: 1 }],
      counted_apart: [{ card: "?", count: 1 }],
      mean: 5,
      median: 5,
      min: 5,
      max: 5,
      consensus: true,
    },
    estimate: null,
  }]);
});

Deno.test("[R12] up to 5,000 votes are kept to the last one", () => {
  const history = ballots(1, HISTORY_VOTES_MAX - 1);
  const room = reveals({ ...tell(LAST_VOTE), history }, "LAST");
  assertEquals(room.history.map(({ votes }) => votes?.length), [HISTORY_VOTES_MAX - 1, 1]);
});

Deno.test("[R12] past them the oldest ballots lose their votes and keep their summary", () => {
  const before = ballots(50, 100);
  const [oldest, ...younger] = before;
  assert(oldest !== undefined);
  const room = reveals({ ...tell(LAST_VOTE), history: before }, "LAST");
  assertEquals(room.history.length, 51);
  assertEquals(room.history[0], { ...oldest, votes: null });
  assertEquals(room.history[0]?.summary.counts, [{ card: "8", count: 100 }]);
  assertEquals(room.history.slice(1, 50), younger);
  assertEquals(room.history[50]?.votes?.length, 1);
});

Deno.test("[R12] an old ballot goes whole, and no more of them than must", () => {
  const [big, ...small] = [...ballots(1, 4_000), ...ballots(3, 333)];
  assert(big !== undefined);
  const named = small.map((ballot, n) => ({ ...ballot, ticket: { ticket_id: `S-${n}` } }));
  const room = reveals({ ...tell(LAST_VOTE), history: [...named, big] }, "LAST");
  assertEquals(room.history.map(({ votes }) => votes?.length), [333, 333, 333, 4_000, 1]);
  const again = tell(LAST_VOTE.replaceAll("LAST", "MORE"));
  const next = reveals({ ...again, history: room.history }, "MORE");
  assertEquals(next.history.map(({ votes }) => votes?.length), [undefined, 333, 333, 4_000, 1, 1]);
});

Deno.test("[R12] a session holds 10,000 ballots; one more can't be begun", () => {
  const history = ballots(HISTORY_BALLOTS_MAX - 1, 0);
  const full = reveals({ ...tell(LAST_VOTE), history }, "LAST");
  assertEquals(full.history.length, HISTORY_BALLOTS_MAX);
  for (const type of ["begin", "restart"] as const) {
    const ticket = { ticket_id: "ONE-MORE" };
    const result = step(full, { type, by: "ana", ticket }, BEGINNING);
    assert(result.kind === "refused");
    assertEquals(result.refusal.code, "session_full");
    assert(result.refusal.message.includes(String(HISTORY_BALLOTS_MAX)));
  }
});

Deno.test("[R12] attempts go on where the history of that ticket ended", () => {
  const [earlier] = ballots(1, 1);
  assert(earlier !== undefined);
  const history = [{ ...earlier, ticket: { ticket_id: "T-1" }, attempt: 7, votes: null }];
  const room = { ...tell("ana creates 1\nana announces -> joined ana, filled"), history };
  for (const [ticket_id, attempt] of [["T-1", 8], ["T-2", 1]] as const) {
    const result = step(room, { type: "begin", by: "ana", ticket: { ticket_id } }, BEGINNING);
    assert(result.kind === "done");
    assertEquals(result.events, [{ type: "opened", ticket: { ticket_id }, attempt }]);
  }
});
