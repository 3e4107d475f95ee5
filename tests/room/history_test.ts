// What a room remembers of revealed ballots, and how much of it [R12].
import { assert, assertEquals } from "@std/assert";
import {
  ballotBytes,
  hasRoomFor,
  largestBallotBytes,
  votesMax,
  withHistory,
} from "../../src/room/history.ts";
import {
  HISTORY_BYTES_MAX,
  HISTORY_VOTES_MAX,
  LEFT_VOTES_MAX,
  NAME_LENGTH_MAX,
  TICKET_ID_LENGTH_MAX,
  TITLE_LENGTH_MAX,
} from "../../src/room/limits.ts";
import type { Command } from "../../src/room/events.ts";
import { step } from "../../src/room/room.ts";
import { openBallot, type RevealedBallot, type Room, type Vote } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { checkRoom } from "./invariants.ts";
import { BEGINNING, roomAfter } from "./story.ts";
import { at } from "./moments.ts";

/** A room for one, in which a ballot with one vote is about to be revealed. */
const LAST_VOTE = `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins LAST -> opened LAST #1
    ana votes 5 -> voted ana first, completed LAST #1`;

/** `count` ballots of `size` votes each. */
function ballots(count: number, size: number): readonly RevealedBallot[] {
  const { deck } = roomAfter("ana creates 1");
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
    note: null,
  }));
}

function reveals(room: Room, ticketId: string): Room {
  const result = step(
    room,
    { type: "reveal", by: "ana", ticket_id: ticketId, force: false },
    at(BEGINNING),
  );
  assert(result.kind === "done");
  checkRoom(result.room, BEGINNING);
  return result.room;
}

Deno.test("[R12] a revealed ballot is remembered whole", () => {
  const room = roomAfter(`
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
      suggestion: "5",
    },
    estimate: null,
    note: null,
  }]);
});

Deno.test("[R12] up to 5,000 votes are kept to the last one", () => {
  const history = ballots(1, HISTORY_VOTES_MAX - 1);
  const room = reveals(withHistory(roomAfter(LAST_VOTE), history), "LAST");
  assertEquals(room.history.map(({ votes }) => votes?.length), [HISTORY_VOTES_MAX - 1, 1]);
});

Deno.test("[R12] past them the oldest ballots lose their votes and keep their summary", () => {
  const before = ballots(50, 100);
  const [oldest, ...younger] = before;
  assert(oldest !== undefined);
  const room = reveals(withHistory(roomAfter(LAST_VOTE), before), "LAST");
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
  const room = reveals(withHistory(roomAfter(LAST_VOTE), [...named, big]), "LAST");
  assertEquals(room.history.map(({ votes }) => votes?.length), [333, 333, 333, 4_000, 1]);
  const again = roomAfter(LAST_VOTE.replaceAll("LAST", "MORE"));
  const next = reveals(withHistory(again, room.history), "MORE");
  assertEquals(next.history.map(({ votes }) => votes?.length), [undefined, 333, 333, 4_000, 1, 1]);
});

/** Text of so many characters that take as many bytes as any. */
const longest = (length: number) => "\u{1F9EA}".repeat(length);

const LARGEST = {
  ticket_id: longest(TICKET_ID_LENGTH_MAX),
  title: longest(TITLE_LENGTH_MAX),
};

/** The n-th ticket of full length. */
function largest(n: number) {
  const number = `${n}`.padStart(4, "0");
  return { ...LARGEST, ticket_id: longest(TICKET_ID_LENGTH_MAX - number.length) + number };
}

/** Estimates tickets of full length until that is refused; gives the room and the refusal. */
function fills(room: Room): { readonly room: Room; readonly message: string } {
  for (let n = 0;; n++) {
    const ticket = largest(n);
    const begun = step(room, { type: "begin", by: "ana", ticket }, at(BEGINNING));
    if (begun.kind === "refused") {
      assertEquals(begun.refusal.code, "session_full");
      return { room, message: begun.refusal.message };
    }
    const { ticket_id } = ticket;
    const reveal = { type: "reveal", by: "ana", ticket_id, force: false } as const;
    const revealed = step(votes(begun.room, ticket_id), reveal, at(BEGINNING));
    assert(revealed.kind === "done");
    room = revealed.room;
  }
}

function votes(room: Room, ticketId: string): Room {
  const voted = step(
    room,
    { type: "vote", by: "ana", ticket_id: ticketId, card: "13" },
    at(BEGINNING),
  );
  assert(voted.kind === "done");
  return voted.room;
}

const ALONE = "ana creates 1\nana announces -> joined ana, filled";

Deno.test("[R12] a history has 1 MiB as encoded; what might go past it can't be begun, nor begun again", () => {
  const { room, message } = fills(roomAfter(ALONE));
  checkRoom(room, BEGINNING);
  const more = largestBallotBytes(room, { ticket: LARGEST, attempt: 1 });
  assert(room.history_bytes > HISTORY_BYTES_MAX - more, `${room.history_bytes} bytes`);
  assert(room.history_bytes <= HISTORY_BYTES_MAX, `${room.history_bytes} bytes`);
  assert(message.includes("1 MiB"), message);
  const again = step(room, { type: "restart", by: "ana" }, at(BEGINNING));
  assertEquals(again.kind === "refused" && again.refusal.code, "session_full");
});

Deno.test("[R12] what is open can be revealed: estimates don't take what is kept for it, and are refused before", () => {
  const { history } = fills(roomAfter(ALONE)).room;
  let left = history.length;
  const begins = () => {
    const room = withHistory(roomAfter(ALONE), history.slice(0, left));
    return step(room, { type: "begin", by: "ana", ticket: LARGEST }, at(BEGINNING));
  };
  let begun = begins();
  for (; begun.kind === "refused"; begun = begins()) left--;
  let { room } = begun;
  const outcomes = new Set<string>();
  const estimate = longest(16);
  for (const { ticket: { ticket_id } } of room.history) {
    const result = step(room, { type: "estimate", by: "ana", ticket_id, estimate }, at(BEGINNING));
    outcomes.add(result.kind === "done" ? "done" : result.refusal.code);
    if (result.kind === "done") room = result.room;
  }
  checkRoom(room, BEGINNING);
  assert(outcomes.has("session_full"), [...outcomes].join(", "));
  const { ticket_id } = LARGEST;
  room = reveals(votes(room, ticket_id), ticket_id);
  const result = step(room, { type: "estimate", by: "ana", ticket_id, estimate }, at(BEGINNING));
  assertEquals(result.kind, "done", "its own estimate was kept for, too");
});

Deno.test("[R12] a history has room for a ballot to the byte, whatever its deck, its voters and its ticket", () => {
  const { deck } = roomAfter(ALONE);
  const card = (n: number) => longest(6) + `${n}`.padStart(2, "0");
  const largestDeck = { name: "custom", cards: Array.from({ length: 24 }, (_, n) => card(n)) };
  for (const capacity of [1, 10, 100, 1_000]) {
    for (const cards of [deck, largestDeck]) {
      for (const ticket of [{ ticket_id: "T" }, LARGEST]) {
        const room = { ...roomAfter(ALONE), capacity, deck: cards };
        const most = largestBallotBytes(room, { ticket, attempt: 1_000_000 });
        const left = (bytes: number) => ({ ...room, history_bytes: HISTORY_BYTES_MAX - bytes });
        const fits = (bytes: number) => hasRoomFor(left(bytes), { ticket, attempt: 1_000_000 });
        assertEquals([fits(most - 1), fits(most)], [false, true], `${capacity}`);
      }
    }
  }
});

Deno.test("[R12] a ballot comes to no more than what was kept for it: longest names, all cards, leavers' votes", () => {
  const capacity = 3;
  let room: Room = {
    ...roomAfter(`ana creates ${capacity}\nana announces -> joined ana`),
    deck: { name: "custom", cards: [longest(8), '"\\' + longest(6), "0.3333", "?"] },
  };
  const begun = step(room, { type: "begin", by: "ana", ticket: LARGEST }, at(BEGINNING));
  assert(begun.kind === "done");
  const kept = largestBallotBytes(begun.room, { ticket: LARGEST, attempt: 1 });
  room = begun.room;
  const { ticket_id } = LARGEST;
  const ask = (command: Command) => {
    const result = step(room, command, at(BEGINNING));
    assert(result.kind === "done", JSON.stringify(result));
    room = result.room;
  };
  const votes = (n: number) => {
    const by = `01KAQ5Z8V3M4N5P6Q7R8S9${n}`.padEnd(26, "X");
    const name = longest(NAME_LENGTH_MAX - 4) + n;
    ask({ type: "reserve", member_id: by, name, role: "voter", protocol: "v2" });
    ask({ type: "announce", by });
    ask({ type: "vote", by, ticket_id, card: room.deck.cards[n % 3] ?? "" });
    return by;
  };
  for (let n = 0; n < 2 * LEFT_VOTES_MAX; n++) ask({ type: "leave", by: votes(n) });
  const left = [...openBallot(room)?.votes.values() ?? []].map(({ name }) => name);
  assertEquals(left.length, LEFT_VOTES_MAX, "of those who left, so many count");
  assertEquals(left[0], longest(NAME_LENGTH_MAX - 4) + LEFT_VOTES_MAX, "the oldest don't");
  for (let n = 1; n < capacity; n++) votes(2 * LEFT_VOTES_MAX + n);
  ask({ type: "vote", by: "ana", ticket_id, card: "?" });
  ask({ type: "reveal", by: "ana", ticket_id, force: true });
  ask({ type: "estimate", by: "ana", ticket_id, estimate: longest(16) });
  const [ballot] = room.history;
  assert(ballot !== undefined);
  assertEquals(ballot.votes?.length, votesMax(capacity));
  assertEquals(ballot.votes?.at(-1)?.name, "ana", "whoever is there keeps the vote");
  assert(ballotBytes(ballot) <= kept, `${ballotBytes(ballot)} of ${kept}`);
});

Deno.test("[R12] attempts go on where the history of that ticket ended", () => {
  const [earlier] = ballots(1, 1);
  assert(earlier !== undefined);
  const history = [{ ...earlier, ticket: { ticket_id: "T-1" }, attempt: 7, votes: null }];
  const room = withHistory(
    roomAfter("ana creates 1\nana announces -> joined ana, filled"),
    history,
  );
  for (const [ticketId, attempt] of [["T-1", 8], ["T-2", 1]] as const) {
    const result = step(
      room,
      { type: "begin", by: "ana", ticket: { ticket_id: ticketId } },
      at(BEGINNING),
    );
    assert(result.kind === "done");
    assertEquals(result.events, [{ type: "opened", ticket: { ticket_id: ticketId }, attempt }]);
  }
});
