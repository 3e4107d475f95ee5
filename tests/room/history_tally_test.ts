// What is counted of a history is what a walk over all of it finds, whatever was revealed, and it takes few maps.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FIBONACCI } from "../../src/room/deck.ts";
import { withBallot, withHistory } from "../../src/room/history.ts";
import { attemptAt } from "../../src/room/history_tally.ts";
import { HISTORY_VOTES_MAX } from "../../src/room/limits.ts";
import { createRoom } from "../../src/room/room.ts";
import type { RevealedBallot, Room } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { at } from "./moments.ts";

const TICKETS = [
  "T-1",
  "T-2",
  "Vote 1",
  "Vote 7",
  "Vote 07",
  "vote 9",
  "Vote 1234567890",
  "Vote 99",
];

interface Given {
  readonly ticket_id: string;
  readonly voters: number;
}

const ballot: fc.Arbitrary<Given> = fc.record({
  ticket_id: fc.constantFrom(...TICKETS),
  voters: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(700, 2_500, 5_000, 6_000)),
});

const EMPTY: Room = createRoom({
  room_id: "7Z3K9QWD",
  capacity: 10,
  deck: FIBONACCI,
  admin: { member_id: "M", name: "ana", role: "voter", protocol: "v2", origin: "" },
}, at(0));

/** The next attempt at this ticket, as a walk over the history numbers it. */
function revealed(
  { history }: Room,
  { ticket_id, voters }: Given,
): RevealedBallot {
  const last = history.findLast((one) => one.ticket.ticket_id === ticket_id)?.attempt ?? 0;
  return {
    phase: "revealed",
    ticket: { ticket_id },
    attempt: last + 1,
    opened_at: 0,
    revealed_at: 1,
    votes: Array.from({ length: voters }, (_, n) => ({ member_id: `M${n}`, name: "m", card: "8" })),
    summary: summarize(FIBONACCI, ["8"]),
    estimate: null,
    note: null,
  };
}

/** Which ballots keep their votes, by a walk from the newest one. */
function kept(all: readonly RevealedBallot[]): readonly boolean[] {
  let votes = 0;
  return all.toReversed().map((one) => (votes += one.votes?.length ?? 0) <= HISTORY_VOTES_MAX)
    .toReversed();
}

Deno.test("[R12, R11a] what is counted of a history is what a walk finds, now and when it comes out of a journal", () => {
  fc.assert(
    fc.property(fc.array(ballot, { maxLength: 40 }), (ballots) => {
      let room = EMPTY;
      const whole: RevealedBallot[] = [];
      for (const one of ballots) {
        const next = revealed(room, one);
        whole.push(next);
        room = withBallot(room, next);
        assertEquals(room.history.map(({ votes }) => votes !== null), kept(whole));
        assertEquals(room, withHistory(room, room.history)); // bytes, votes, names and attempts
        for (const ticket of TICKETS) {
          const last = room.history.findLast(({ ticket: { ticket_id } }) => ticket_id === ticket);
          assertEquals(attemptAt(room.history_tally, ticket), last?.attempt ?? 0);
        }
        const votes = room.history.flatMap(({ votes }) => votes ?? []).length;
        assertEquals(room.history_tally.votes, votes);
        assert(room.history_tally.attempts.length <= 1 + Math.log2(room.history.length + 1));
      }
    }),
    { numRuns: 30 },
  );
});
