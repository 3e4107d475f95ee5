/** What v2 clients send: every command of P2.5, and what is wrong with any other message. */
import { assert } from "@std/assert";
import type { V2Request } from "../../src/protocol/client_message.ts";
import { decodeV2, type V2Problem } from "../../src/protocol/v2_decode.ts";

export const TICKET = { ticket_id: "T-1" };

function command(
  command: Extract<V2Request, { type: "command" }>["command"],
): Extract<V2Request, { type: "command" }> {
  return { type: "command", command };
}

/** Every command of P2.5 with each of its forms, and what it asks for. */
export const COMMANDS: readonly (readonly [type: string, data: unknown, request: V2Request])[] = [
  ["MEMBER_VOTED", { ...TICKET, vote: "5" }, command({ type: "vote", ...TICKET, card: "5" })],
  [
    "MEMBER_VOTED",
    { ...TICKET, attempt: 2, vote: "5" },
    command({ type: "vote", ...TICKET, attempt: 2, card: "5" }),
  ],
  ["MEMBER_VOTED", { ...TICKET, vote: null }, command({ type: "vote", ...TICKET, card: null })],
  ["SET_ROLE", { role: "observer" }, command({ type: "set_role", role: "observer" })],
  ["SET_ROLE", { role: "voter" }, command({ type: "set_role", role: "voter" })],
  ["GET_RESULTS", {}, { type: "results", after: 0 }],
  ["GET_RESULTS", { after: 200 }, { type: "results", after: 200 }],
  ["LEAVE", {}, { type: "leave" }],
  ["BEGIN_VOTING", TICKET, command({ type: "begin", ticket: TICKET })],
  [
    "BEGIN_VOTING",
    { ...TICKET, title: "Log in" },
    command({ type: "begin", ticket: { ...TICKET, title: "Log in" } }),
  ],
  ["BEGIN_VOTING", { ...TICKET, title: " " }, command({ type: "begin", ticket: TICKET })],
  ["RESTART_VOTING", {}, command({ type: "restart" })],
  ["RESTART_VOTING", { attempt: 2 }, command({ type: "restart", attempt: 2 })],
  [
    "RESTART_VOTING",
    { ...TICKET, attempt: 2 },
    command({ type: "restart", ...TICKET, attempt: 2 }),
  ],
  ["REVEAL_VOTES", TICKET, command({ type: "reveal", ...TICKET, force: false })],
  [
    "REVEAL_VOTES",
    { ...TICKET, attempt: 2 },
    command({ type: "reveal", ...TICKET, attempt: 2, force: false }),
  ],
  ["REVEAL_VOTES", { ...TICKET, force: true }, command({ type: "reveal", ...TICKET, force: true })],
  [
    "REVEAL_VOTES",
    { ...TICKET, force: false },
    command({ type: "reveal", ...TICKET, force: false }),
  ],
  [
    "SET_ESTIMATE",
    { ...TICKET, estimate: "8 days" },
    command({ type: "estimate", ...TICKET, estimate: "8 days" }),
  ],
  ["QUEUE_TICKETS", { tickets: [] }, command({ type: "queue", tickets: [], replace: false })],
  [
    "QUEUE_TICKETS",
    { tickets: [TICKET, { ticket_id: "T-2", title: "Log out" }], replace: true },
    command({
      type: "queue",
      tickets: [TICKET, { ticket_id: "T-2", title: "Log out" }],
      replace: true,
    }),
  ],
  ["BEGIN_VOTING", {}, command({ type: "begin", ticket: {} })],
  [
    "BEGIN_VOTING",
    { url: "https://example.test/a b", description: " one\r\n\r\n\r\n  - two\u202e\n" },
    command({
      type: "begin",
      ticket: { url: "https://example.test/a%20b", description: " one\n\n  - two" },
    }),
  ],
  ["CANCEL_BALLOT", {}, command({ type: "cancel" })],
  ["CANCEL_BALLOT", { ...TICKET, attempt: 2 }, command({ type: "cancel", ...TICKET, attempt: 2 })],
  ["NUDGE", {}, command({ type: "nudge" })],
  ["RENAME", { name: " Rob " }, command({ type: "rename", name: "Rob" })],
  ["SET_NOTE", { ...TICKET, note: "a\nb" }, command({ type: "note", ...TICKET, note: "a\nb" })],
  [
    "EDIT_TICKET",
    { ...TICKET, title: "", url: "" },
    command({ type: "edit_ticket", ...TICKET, changes: { title: "", url: "" } }),
  ],
  ["MOVE_TICKET", TICKET, command({ type: "move_ticket", ...TICKET, before: null })],
  [
    "MOVE_TICKET",
    { ...TICKET, before: "T-2" },
    command({ type: "move_ticket", ...TICKET, before: "T-2" }),
  ],
  [
    "SEARCH_TRACKER",
    { tracker: "JIRA", query: " sprint =  7 " },
    { type: "search_tracker", tracker: "JIRA", query: "sprint = 7", page: null },
  ],
  [
    "SEARCH_TRACKER",
    { tracker: "JIRA", query: "", page: "next" },
    { type: "search_tracker", tracker: "JIRA", query: "", page: "next" },
  ],
  [
    "IMPORT_TICKETS",
    { tracker: "JIRA", ticket_ids: ["T-1", "T-2"] },
    { type: "import_tickets", tracker: "JIRA", ticket_ids: ["T-1", "T-2"] },
  ],
  ["WRITE_ESTIMATES", { ticket_ids: [] }, { type: "write_estimates", ticket_ids: [] }],
  ["REMOVE_TICKET", TICKET, command({ type: "remove_ticket", ...TICKET })],
  [
    "SET_MEMBER_ROLE",
    { member_id: "01J", role: "observer" },
    command({ type: "set_member_role", member_id: "01J", role: "observer" }),
  ],
  ["SET_ROOM", {}, { type: "set_room", changes: {} }],
  [
    "SET_ROOM",
    { name: " ", passcode: null, locked: true, capacity: 7, deck: "1,2,XL" },
    {
      type: "set_room",
      changes: {
        name: null,
        passcode: null,
        locked: true,
        capacity: 7,
        deck: { name: "custom", cards: ["1", "2", "XL"] },
      },
    },
  ],
  [
    "SET_ROOM",
    { name: "Team A", passcode: "open sesame" },
    { type: "set_room", changes: { name: "Team A", passcode: "open sesame" } },
  ],
  [
    "REMOVE_MEMBER",
    { member_id: "01J", bar: true },
    command({ type: "remove", member_id: "01J", bar: true }),
  ],
  [
    "SET_SETTINGS",
    { who_runs: "everyone" },
    command({ type: "settings", settings: { who_runs: "everyone" } }),
  ],
  ["START_TIMER", { seconds: 5, reveal: true }, { type: "timer", seconds: 5, reveals: true }],
  ["HAND_OVER", { member_id: "01J" }, command({ type: "hand_over", member_id: "01J" })],
  ["REMOVE_MEMBER", { member_id: "01J" }, command({ type: "remove", member_id: "01J" })],
  ["SET_SETTINGS", {}, command({ type: "settings", settings: {} })],
  [
    "SET_SETTINGS",
    { auto_reveal: true },
    command({ type: "settings", settings: { auto_reveal: true } }),
  ],
  [
    "SET_SETTINGS",
    { auto_reveal: false, on_admin_leave: "promote" },
    command({ type: "settings", settings: { auto_reveal: false, on_admin_leave: "promote" } }),
  ],
  ["START_TIMER", { seconds: 1 }, { type: "timer", seconds: 1, reveals: false }],
  ["START_TIMER", { seconds: 86_400 }, { type: "timer", seconds: 86_400, reveals: false }],
  ["STOP_TIMER", {}, command({ type: "timer", ends_at: null })],
  ["END_SESSION", {}, command({ type: "end_session" })],
];

/** The name of each of them, once. */
export const TYPES = [...new Set(COMMANDS.map(([type]) => type))];

/** What is wrong with a message, given as it is or as its text. Fails where nothing is. */
export function problemOf(message: unknown): V2Problem {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const decoded = decodeV2(text);
  assert(!decoded.ok, `${text} is ${JSON.stringify(decoded)}`);
  const { code, message: sentence } = decoded.error.problem;
  assert(sentence.length > 0 && sentence.length < 500, `${code} in ${sentence.length} characters`);
  return decoded.error.problem;
}
