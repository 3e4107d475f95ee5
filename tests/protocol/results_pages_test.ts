// Results in pages, as replies and as the end of a session [P2.5, P2.8, S4].
import { assert, assertEquals } from "@std/assert";
import {
  encodeEnded,
  encodeResultsPage,
  RESULTS_PAGE_BALLOTS,
  RESULTS_PAGE_BYTES,
} from "../../src/protocol/results_pages.ts";
import { COUNT_MAX } from "../../src/protocol/wire_limits.ts";
import { resultsOf } from "../../src/room/results.ts";
import type { RevealedBallot } from "../../src/room/state.ts";
import { at } from "../room/moments.ts";
import { NOW, OPEN, revealed, room, SUMMARY, TICKET, VOTES } from "./v2_room.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

Deno.test("[P2.5] results come in pages, each with where the next begins; the last without", () => {
  const count = 2 * RESULTS_PAGE_BALLOTS + 1;
  const history = Array.from(
    { length: count },
    (_, n) => revealed({ ticket: { ticket_id: `T-${n}` } }),
  );
  const page = (after: number, of = history) =>
    JSON.parse(encodeResultsPage("c", { history: of, after, version: 9 }));
  const seen: string[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const { type, data, re } = page(after);
    assertEquals([type, data.version, re], ["OK", 9, "c"]);
    seen.push(...data.ballots.map((one: { ticket_id: string }) => one.ticket_id));
    after = data.next;
  }
  assertEquals(seen, history.map(({ ticket }) => ticket.ticket_id));
  // a page that is just full is the last one
  assertEquals(page(0, history.slice(0, RESULTS_PAGE_BALLOTS)).data.next, undefined);
  for (const after of [count, COUNT_MAX]) assertEquals(page(after).data.ballots, []);
  assertEquals(page(0, []).data, { version: 9, ballots: [] });
  assertEquals(page(0, [revealed({ estimate: "8" })]).data.ballots, [{
    ...TICKET,
    attempt: 2,
    opened_at: NOW,
    revealed_at: NOW + 9,
    votes: VOTES,
    summary: SUMMARY,
    estimate: "8",
  }]);
});

Deno.test("[P2.5, S4] a page of results is bounded in bytes, too, and has one ballot at least", () => {
  const many = (count: number) => Array.from({ length: count }, () => VOTES[0] ?? null);
  const ballotOf = (votes: number) =>
    revealed({ votes: many(votes).filter((one) => one !== null) });
  const page = (history: ReturnType<typeof ballotOf>[]) => {
    const text = encodeResultsPage("c", { history, after: 0, version: 9 });
    return { length: bytesOf(text), data: JSON.parse(text).data };
  };
  // a hundred ballots of a hundred voters each: more pages, none much longer than it may be
  const one = bytesOf(JSON.stringify(page([ballotOf(100)]).data.ballots[0]));
  const { length, data } = page(Array.from({ length: 100 }, () => ballotOf(100)));
  assertEquals(data.next, data.ballots.length);
  assert(length > RESULTS_PAGE_BYTES && length < RESULTS_PAGE_BYTES + one + 200, `${length}`);
  // a single ballot longer than a page is a page of its own
  const long = Math.ceil(RESULTS_PAGE_BYTES / JSON.stringify(VOTES[0]).length);
  const alone = page([ballotOf(long), ballotOf(1)]).data;
  assertEquals([alone.ballots.length, alone.ballots[0].votes.length, alone.next], [1, long, 1]);
});

Deno.test("[R12] a ballot whose votes the history has dropped keeps its summary", () => {
  const history = [revealed({ votes: null })];
  const { data } = JSON.parse(encodeResultsPage("c", { history, after: 0, version: 9 }));
  assertEquals(Object.keys(data.ballots[0]).sort(), [
    "attempt",
    "opened_at",
    "revealed_at",
    "summary",
    "ticket_id",
    "title",
  ]);
});

Deno.test("[P2.8, R16] SESSION_ENDED: why, and the results; the open ballot is in none", () => {
  const participants = [{ member_id: "ana", name: "ana!", joined_at: NOW, left_at: null }];
  const ended = room({
    ballot: { ...OPEN, phase: "voting" },
    history: [revealed({ attempt: 1 })],
    participants,
  });
  const { frame: text, earlier_ballots } = encodeEnded("idle", resultsOf(ended, at(NOW + 99)));
  assertEquals(earlier_ballots, 0);
  assertEquals(JSON.parse(text), {
    type: "SESSION_ENDED",
    data: {
      reason: "idle",
      results: {
        room_id: "7Z3K9QWD",
        created_at: NOW,
        ended_at: NOW + 99,
        participants,
        ballots: [{
          ...TICKET,
          attempt: 1,
          opened_at: NOW,
          revealed_at: NOW + 9,
          votes: VOTES,
          summary: SUMMARY,
        }],
      },
    },
  });
  assert(!text.includes("QUOKKA"), text);
});

Deno.test("[P2.8] SESSION_ENDED has the newest page, oldest first, and the number of the ballots before it", () => {
  const endedWith = (history: readonly RevealedBallot[]) => {
    const { frame, earlier_ballots } = encodeEnded("idle", resultsOf(room({ history }), at(NOW)));
    const { results, earlier_ballots: earlier } = JSON.parse(frame).data;
    assertEquals(earlier ?? 0, earlier_ballots);
    assertEquals(Object.hasOwn(JSON.parse(frame).data, "earlier_ballots"), earlier_ballots > 0);
    const tickets = results.ballots.map((one: { ticket_id: string }) => one.ticket_id);
    return { bytes: bytesOf(frame), earlier_ballots, tickets };
  };
  const numbered = (count: number, title: string) =>
    Array.from({ length: count }, (_, n) => revealed({ ticket: { ticket_id: `T-${n}`, title } }));
  const ids = (history: readonly RevealedBallot[]) => history.map(({ ticket }) => ticket.ticket_id);
  // what fits is all there is, one more is one too many
  const page = numbered(RESULTS_PAGE_BALLOTS, "");
  assertEquals(endedWith(page).earlier_ballots, 0);
  assertEquals(endedWith(page).tickets, ids(page));
  const more = numbered(RESULTS_PAGE_BALLOTS + 7, "");
  assertEquals(endedWith(more).earlier_ballots, 7);
  assertEquals(endedWith(more).tickets, ids(more).slice(7));
  // in bytes: whatever the titles are made of
  const long = endedWith(numbered(90, "\u{1F9EA}".repeat(200)));
  assert(long.earlier_ballots > 0 && long.bytes < RESULTS_PAGE_BYTES + 2_000, `${long.bytes}`);
});
