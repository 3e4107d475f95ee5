/**
 * Texts that v2 clients send, with what they must become, as in inputs.ts. All digits in titles and estimates are
 * known.
 */
import type { Deck } from "./person.ts";

export const FIBONACCI: Deck = {
  name: "fibonacci",
  cards: ["1", "2", "3", "5", "8", "13", "21", "?", "\u2615"],
};

/** Decks as typed, and their cards [P2.1]; v1 clients can play in all but two. */
export const DECKS: readonly { readonly typed: string; readonly means: Deck }[] = [
  { typed: "fibonacci", means: FIBONACCI },
  { typed: " Fibonacci", means: FIBONACCI },
  {
    typed: "modified_fibonacci",
    means: {
      name: "modified_fibonacci",
      cards: [
        ...["0", "\u00bd", "1", "2", "3", "5", "8", "13", "20", "40", "100"],
        ...["?", "\u2615"],
      ],
    },
  },
  {
    typed: "T_SHIRT",
    means: { name: "t_shirt", cards: ["XS", "S", "M", "L", "XL", "XXL", "?", "\u2615"] },
  },
  {
    typed: "powers_of_two",
    means: { name: "powers_of_two", cards: ["1", "2", "4", "8", "16", "32", "64", "?", "\u2615"] },
  },
  {
    typed: "1; 2;0,5 ;\uff1f;\u0007go",
    means: { name: "custom", cards: ["1", "2", "0,5", "\uff1f", "go"] },
  },
  { typed: "yes,no", means: { name: "custom", cards: ["yes", "no"] } },
];

export const TITLES: readonly { readonly raw: string; readonly shown: string }[] = [
  { raw: "Log in", shown: "Log in" },
  { raw: " Log \t out\u200b", shown: "Log out" },
  { raw: "e\u0301tude \u{1f3b5}", shown: "\u00e9tude \u{1f3b5}" },
  { raw: "L".repeat(200), shown: "L".repeat(200) },
];

/** Links and descriptions [P2.5a]. */
export const URLS: readonly { readonly raw: string; readonly shown: string }[] = [
  { raw: "https://tracker.example/browse/SHOP", shown: "https://tracker.example/browse/SHOP" },
  { raw: " HTTP://Tracker.example ", shown: "http://tracker.example/" },
];
export const DESCRIPTIONS: readonly { readonly raw: string; readonly shown: string }[] = [
  { raw: "- as *typed*\r\n\tand on", shown: "- as *typed*\n  and on" },
  { raw: "<b>not bold</b>", shown: "<b>not bold</b>" },
];

/** Notes; the last one removes the note. */
export const NOTES: readonly { readonly raw: string; readonly shown: string }[] = [
  { raw: "split it\nlater \u200b", shown: "split it\nlater" },
  { raw: "ask Dora", shown: "ask Dora" },
  { raw: " ", shown: "" },
];

/** Names of rooms; the last one removes the name. */
export const ROOM_NAMES: readonly { readonly raw: string; readonly shown: string | null }[] = [
  { raw: " Team \t Otter", shown: "Team Otter" },
  { raw: "R".repeat(60), shown: "R".repeat(60) },
  { raw: "", shown: null },
];

export const ESTIMATES: readonly string[] = ["13", "about a week", "XL"];

/** Cards that no deck has. */
export const STRANGE_CARDS: readonly string[] = ["4242", "valueOf", "never", "1e1"];

/** A token that no member has. */
export const STRANGE_TOKEN = "0123456789abcdef0123456789abcdef";

/** A message that is refused before it reaches a room, and the answer [W6, P2.6]. */
interface V2Garbage {
  readonly text: string;
  readonly code: string;
  readonly field: string | null;
  readonly re: string | null;
}

function bad(data: unknown, type: string, field: string): V2Garbage {
  return {
    text: JSON.stringify({ type, data, id: "bad" }),
    code: "bad_field",
    field,
    re: "bad",
  };
}

export const V2_GARBAGE: readonly V2Garbage[] = [
  { text: "hello", code: "bad_message", field: null, re: null },
  { text: "", code: "bad_message", field: null, re: null },
  { text: "null", code: "bad_message", field: "type", re: null },
  { text: '{"id":"7"}', code: "bad_message", field: "type", re: "7" },
  { text: '{"type":"PING","id":7}', code: "bad_message", field: "id", re: null },
  { text: `{"type":"PING","id":"${"i".repeat(65)}"}`, code: "bad_message", field: "id", re: null },
  { text: '{"type":"DANCE","id":"7"}', code: "unknown_type", field: "type", re: "7" },
  { text: '{"type":"toString"}', code: "unknown_type", field: "type", re: null },
  { text: '{"type":"JOIN_ROOM","data":{}}', code: "unknown_type", field: "type", re: null },
  { text: '{"__proto__":{"type":"PING"}}', code: "bad_message", field: "type", re: null },
  bad({ ticket_id: "X" }, "MEMBER_VOTED", "vote"),
  bad({ ticket_id: "X", vote: 8 }, "MEMBER_VOTED", "vote"),
  bad({ ticket_id: "X", vote: "123456789" }, "MEMBER_VOTED", "vote"),
  bad({ vote: "5" }, "MEMBER_VOTED", "ticket_id"),
  bad({ ticket_id: "X", vote: "5", attempt: 0 }, "MEMBER_VOTED", "attempt"),
  bad({ role: "boss" }, "SET_ROLE", "role"),
  bad({ after: -1 }, "GET_RESULTS", "after"),
  bad({ ticket_id: "\u200b" }, "BEGIN_VOTING", "ticket_id"),
  bad({ ticket_id: "X", title: "T".repeat(201) }, "BEGIN_VOTING", "title"),
  bad({ ticket_id: "X", force: "yes" }, "REVEAL_VOTES", "force"),
  bad({ ticket_id: "X", estimate: "E".repeat(17) }, "SET_ESTIMATE", "estimate"),
  bad({ tickets: "X" }, "QUEUE_TICKETS", "tickets"),
  bad({ tickets: [{ ticket_id: "X" }, { ticket_id: 5 }] }, "QUEUE_TICKETS", "tickets[1].ticket_id"),
  bad({ tickets: Array(201).fill({ ticket_id: "X" }) }, "QUEUE_TICKETS", "tickets"),
  bad([], "HAND_OVER", "member_id"),
  bad({ member_id: null }, "REMOVE_MEMBER", "member_id"),
  bad({ auto_reveal: 1 }, "SET_SETTINGS", "auto_reveal"),
  bad({ on_admin_leave: "stay" }, "SET_SETTINGS", "on_admin_leave"),
  bad({ ticket_id: "X", url: "javascript:alert()" }, "BEGIN_VOTING", "url"),
  bad({ ticket_id: "X", description: "D".repeat(4_001) }, "EDIT_TICKET", "description"),
  bad({ ticket_id: "X", note: "N".repeat(501) }, "SET_NOTE", "note"),
  bad({ ticket_id: "X", before: "" }, "MOVE_TICKET", "before"),
  bad({}, "REMOVE_TICKET", "ticket_id"),
  bad({ name: "\u200b" }, "RENAME", "name"),
  bad({ member_id: "X", role: "boss" }, "SET_MEMBER_ROLE", "role"),
  bad({ member_id: "X", bar: "yes" }, "REMOVE_MEMBER", "bar"),
  bad({ name: "R".repeat(61) }, "SET_ROOM", "name"),
  bad({ capacity: 0 }, "SET_ROOM", "capacity"),
  bad({ deck: "one" }, "SET_ROOM", "deck"),
  bad({ deck: "" }, "SET_ROOM", "deck"),
  bad({ locked: 1 }, "SET_ROOM", "locked"),
  bad({ passcode: "" }, "SET_ROOM", "passcode"),
  bad({ who_runs: "nobody" }, "SET_SETTINGS", "who_runs"),
  bad({ seconds: 60, reveal: 1 }, "START_TIMER", "reveal"),
  bad({ seconds: 0 }, "START_TIMER", "seconds"),
  bad({ seconds: 86_401 }, "START_TIMER", "seconds"),
];

/** A text that is larger than a message may be, in bytes [W6]. */
export const V2_TOO_BIG = "\u00e9".repeat(32 * 1024 + 1);

/** Requests that must be refused, and the parameter that the refusal must name [W4, P2.1]. */
export const V2_BAD_REQUESTS: readonly { readonly query: string; readonly names: string }[] = [
  { query: "", names: "action" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=0", names: "max_room_capacity" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=3&deck=5", names: "deck" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=3&deck=5,5", names: "deck" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=3&role=boss", names: "role" },
  {
    query: "action=CREATE_ROOM&name=Ana&max_room_capacity=3&on_admin_leave=stay",
    names: "on_admin_leave",
  },
  { query: "action=JOIN_ROOM&name=%07&room_id=AAAAAAAA", names: "name" },
  { query: "action=RESUME&room_id=SHORT&resume_token=x", names: "room_id" },
  { query: "action=RESUME&room_id=AAAAAAAA&resume_token=x", names: "resume_token" },
];
