// What v2 clients are sent: the room exactly as P2.4 has it, and a reply for each command [P2].
import { assert, assertEquals } from "@std/assert";
import {
  encodeError,
  encodeNudged,
  encodeOk,
  encodePong,
  encodeRoom,
  encodeState,
  encodeWelcome,
} from "../../src/protocol/v2_encode.ts";
import {
  encodeEnded,
  encodeResultsPage,
  RESULTS_PAGE_BALLOTS,
  RESULTS_PAGE_BYTES,
} from "../../src/protocol/results_pages.ts";
import { resultsOf } from "../../src/room/results.ts";
import { createRoom } from "../../src/room/room.ts";
import { COUNT_MAX } from "../../src/protocol/wire_limits.ts";
import type { MemberId, RevealedBallot, Room, Vote } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { viewOf } from "../../src/room/view.ts";
import { at } from "../room/moments.ts";

const NOW = 1_700_000_000_000;
const DECK = { name: "custom", cards: ["QUOKKA", "WOMBAT", "5", "?"] };
const TICKET = { ticket_id: "T-1", title: "Log in" };

/** A room with ana, who has voted, ben, who is away, an observer, and cid, who only has a seat. */
function room(changes: Partial<Room> = {}): Room {
  const member = (memberId: string, more: object = {}) => ({
    member_id: memberId,
    name: `${memberId}!`,
    role: "voter" as const,
    protocol: "v2" as const,
    seated_at: NOW,
    announced_at: NOW,
    presence: { state: "online" as const },
    ...more,
  });
  const away = { state: "away", waited_for: true, wait_until: NOW + 1, gone_at: NOW + 2 };
  const members = [
    member("ana"),
    member("ben", { presence: away }),
    member("wim", { role: "observer", protocol: "v1" }),
    member("cid", { announced_at: null }),
  ];
  const admin = member("ana");
  return {
    ...createRoom({ room_id: "7Z3K9QWD", capacity: 5, deck: DECK, admin }, at(NOW)),
    version: 17,
    members: new Map(members.map((one) => [one.member_id, one])),
    ...changes,
  };
}

function votes(cards: Readonly<Record<MemberId, string>>): Map<MemberId, Vote> {
  const entries = Object.entries(cards).map(([member_id, card]) =>
    [member_id, { member_id, name: `${member_id}!`, card }] as const
  );
  return new Map(entries);
}

const OPEN = {
  ticket: TICKET,
  attempt: 2,
  opened_at: NOW,
  votes: votes({ ana: "QUOKKA" }),
  v1_leavers: ["ana"],
  queued: false,
};

function revealed(changes: Partial<RevealedBallot> = {}): RevealedBallot {
  return {
    phase: "revealed",
    ticket: TICKET,
    attempt: 2,
    opened_at: NOW,
    revealed_at: NOW + 9,
    votes: [...votes({ ana: "5", ben: "?" }).values()],
    summary: summarize(DECK, ["5", "?"]),
    estimate: null,
    note: null,
    ...changes,
  };
}

const SUMMARY = {
  counts: [{ card: "5", count: 1 }],
  counted_apart: [{ card: "?", count: 1 }],
  mean: 5,
  median: 5,
  min: 5,
  max: 5,
  consensus: true,
  suggestion: "5",
};

const VOTES = [
  { member_id: "ana", name: "ana!", card: "5" },
  { member_id: "ben", name: "ben!", card: "?" },
];

function shown(changes: Partial<Room> = {}, timerEndsAt: number | null = null) {
  return JSON.parse(encodeRoom(viewOf(room(changes)), timerEndsAt));
}

Deno.test("[P2.4] a room without a ballot has these fields and no others", () => {
  assertEquals(shown(), {
    room_id: "7Z3K9QWD",
    version: 17,
    created_at: NOW,
    capacity: 5,
    deck: DECK,
    locked: false,
    passcode: false,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
    admin_id: "ana",
    // a reserved seat is nobody yet [R3]
    members: [
      { member_id: "ana", name: "ana!", role: "voter", presence: "online", voted: false },
      { member_id: "ben", name: "ben!", role: "voter", presence: "away", voted: false },
      { member_id: "wim", name: "wim!", role: "observer", presence: "online", voted: false },
    ],
    ballot: null,
    queue: [],
    timer: null,
    results_count: 0,
  });
});

Deno.test("[P2.4] queue, timer, settings and the count of results", () => {
  const queue = [TICKET, { ticket_id: "T-2" }];
  const settings = { auto_reveal: true, on_admin_leave: "promote", who_runs: "everyone" } as const;
  const history = [revealed(), revealed()];
  // the room's own deadline is by a clock that is nobody's time of day [R17a]
  const changes = { queue, settings, history, timer_ends_at: 77, timer_reveals: true };
  const { queue: q, timer, settings: s, results_count } = shown(changes, NOW + 60_000);
  assertEquals([q, timer, s, results_count], [
    queue,
    { ends_at: NOW + 60_000, reveal: true },
    settings,
    2,
  ]);
});

Deno.test("[P2.4, R7] an open ballot: who has voted, and no card, vote, summary or estimate", () => {
  for (const phase of ["voting", "complete"] as const) {
    const room = shown({ ballot: { ...OPEN, phase } });
    assertEquals(room.ballot, { ...TICKET, attempt: 2, phase, opened_at: NOW });
    assertEquals(room.members.map((one: { voted: boolean }) => one.voted), [true, false, false]);
    const text = JSON.stringify({ ...room, deck: null });
    assert(!/QUOKKA|WOMBAT/.test(text), text);
  }
  const untitled = shown({ ballot: { ...OPEN, phase: "voting", ticket: { ticket_id: "T-1" } } });
  assert(!("title" in untitled.ballot));
});

Deno.test("[P2.4] a revealed ballot: votes and summary, and the estimate once there is one", () => {
  const times = { opened_at: NOW, revealed_at: NOW + 9 };
  const ballot = { ...TICKET, attempt: 2, phase: "revealed", ...times, votes: VOTES };
  const room = shown({ ballot: revealed() });
  assertEquals(room.ballot, { ...ballot, summary: SUMMARY });
  assertEquals(room.members.map((one: { voted: boolean }) => one.voted), [true, true, false]);
  assertEquals(shown({ ballot: revealed({ estimate: "8 days" }) }).ballot, {
    ...ballot,
    summary: SUMMARY,
    estimate: "8 days",
  });
  const noted = shown({ ballot: revealed({ note: "split it" }) });
  assertEquals(noted.ballot, { ...ballot, summary: SUMMARY, note: "split it" });
});

Deno.test("[R17b, W14] a room's name where it has one, whether it is locked and asks for a passcode; never which", () => {
  const { name, locked, passcode } = shown({ name: "Team A", locked: true, passcode_hash: "beef" });
  assertEquals([name, locked, passcode], ["Team A", true, true]);
  assert(!JSON.stringify(shown({ passcode_hash: "beef" })).includes("beef"));
});

Deno.test("[P2.5a] whoever has not voted is sent who waits for it", () => {
  const ana = { member_id: "ana", name: "ana!", role: "voter" };
  assertEquals(JSON.parse(encodeNudged(ana, "T-1")), {
    type: "NUDGED",
    data: { ticket_id: "T-1", by: { member_id: "ana", name: "ana!" } },
  });
});

Deno.test("[R13] no numeric card: null in the summary, not 0 and not missing", () => {
  const { ballot } = shown({ ballot: revealed({ summary: summarize(DECK, ["?"]) }) });
  const { mean, median, min, max } = ballot.summary;
  assertEquals([mean, median, min, max], [null, null, null, null]);
});

Deno.test("[P2.2, P2.3] WELCOME and ROOM_STATE carry the room as it was encoded", () => {
  const encoded = encodeRoom(viewOf(room()), null);
  const server = { name: "estimatex-server", version: '1.0"' };
  const you = { member_id: "ana", resume_token: "0f" };
  assertEquals(JSON.parse(encodeState(encoded, NOW)), {
    type: "ROOM_STATE",
    data: { room: shown(), now: NOW },
  });
  for (const mine of [you, { ...you, vote: "QUOKKA" }]) {
    assertEquals(JSON.parse(encodeWelcome(encoded, mine, { server, now: NOW })), {
      type: "WELCOME",
      data: { room: shown(), you: mine, server, now: NOW },
    });
  }
});

Deno.test("[P2, P2.6] replies carry the id they answer; an error that answers nothing carries none", () => {
  assertEquals(JSON.parse(encodeOk("c-1", 7)), { type: "OK", data: { version: 7 }, re: "c-1" });
  assertEquals(JSON.parse(encodePong("")), { type: "OK", data: {}, re: "" });
  const error = { code: "bad_field", message: "role must be voter or observer", field: "role" };
  const { field: _, ...short } = error;
  assertEquals(JSON.parse(encodeError("c-1", error)), { type: "ERROR", data: error, re: "c-1" });
  assertEquals(JSON.parse(encodeError(null, short)), { type: "ERROR", data: short });
  assertEquals(JSON.parse(encodeError("", { ...short, field: undefined })), {
    type: "ERROR",
    data: short,
    re: "",
  });
});

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

Deno.test("[P2] names, tickets and cards can't break out of a frame", () => {
  const nasty = '"},"type":"X","data":{"\\\u2028';
  const named = room({ queue: [{ ticket_id: nasty, title: nasty }] });
  const you = { member_id: nasty, resume_token: nasty, vote: nasty };
  const encoded = encodeRoom(viewOf(named), null);
  const server = { name: nasty, version: nasty };
  const welcome = JSON.parse(encodeWelcome(encoded, you, { server, now: NOW }));
  assertEquals([welcome.type, welcome.data.you], ["WELCOME", you]);
  assertEquals(welcome.data.room.queue, [{ ticket_id: nasty, title: nasty }]);
  const error = JSON.parse(encodeError(nasty, { code: "x", message: nasty, field: nasty }));
  assertEquals([error.re, error.data.field], [nasty, nasty]);
});
