/**
 * Protocol v2, client to server: a table of all commands, each with a schema of its data and its decoder [P2.5]. Only
 * this table knows a command's fields: the decoder, the client's types and the AsyncAPI document follow from it.
 */
import * as v from "valibot";
import type { Result } from "../base/result.ts";
import {
  CARD_LENGTH_MAX,
  DESCRIPTION_LENGTH_MAX,
  ESTIMATE_LENGTH_MAX,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
  PASSCODE_LENGTH_MAX,
  QUEUE_TICKETS_MAX,
  ROOM_NAME_LENGTH_MAX,
  TICKET_ID_LENGTH_MAX,
  TIMER_SECONDS_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../room/limits.ts";
import { withoutEmpty } from "../room/state.ts";
import type { V2Command, V2Request } from "./client_message.ts";
import { parseDeck } from "./deck_text.ts";
import {
  boolean,
  checkedText,
  decode,
  fields,
  integer,
  listOf,
  oneOf,
  plainText,
  type Problem,
  string,
  stringOrNull,
  typedText,
} from "./fields.ts";
import { checkDescription, checkNote, checkPasscode, checkUrl } from "./text.ts";
import type { Frozen } from "./v2_frames.ts";
import {
  COMMAND_ID_LENGTH_MAX,
  COUNT_MAX,
  TRACKER_NAME_LENGTH_MAX,
  TRACKER_PAGE_LENGTH_MAX,
  TRACKER_QUERY_LENGTH_MAX,
  TRACKER_TICKETS_MAX,
} from "./wire_limits.ts";

/** A command's id, which its reply repeats. */
export const COMMAND_ID = plainText(COMMAND_ID_LENGTH_MAX);

const id = typedText(1, TICKET_ID_LENGTH_MAX);
const ticketId = { ticket_id: id };
const attempt = { attempt: v.exactOptional(integer(1, COUNT_MAX)) };
/** The ballot that the sender sees. */
const ballotName = { ticket_id: v.exactOptional(id), ...attempt };
const about = {
  title: v.exactOptional(typedText(0, TITLE_LENGTH_MAX)),
  url: v.exactOptional(checkedText(checkUrl, { max: URL_LENGTH_MAX })),
  description: v.exactOptional(checkedText(checkDescription, { max: DESCRIPTION_LENGTH_MAX })),
};
const ticket = { ...ticketId, ...about };
const memberId = { member_id: string };

const tracker = { tracker: plainText(TRACKER_NAME_LENGTH_MAX) };
const ticketIds = { ticket_ids: listOf(id, TRACKER_TICKETS_MAX, "tickets") };

/** As in the query that creates a room [P2.1]. */
const deck = v.pipe(
  string,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const parsed = parseDeck(value);
    if (parsed.ok) return parsed.value;
    addIssue({ message: parsed.error });
    return NEVER;
  }),
);

/** Every command of P2.5, in the order in which an error lists them. */
export const COMMANDS = {
  PING: row("keeps the connection alive", {}, () => null),
  MEMBER_VOTED: row(
    "votes on the open ballot; null withdraws the vote",
    {
      ...ticketId,
      ...attempt,
      vote: v.nullable(typedText(1, CARD_LENGTH_MAX, stringOrNull)),
    },
    ({ ticket_id, attempt, vote: card }) =>
      command(
        attempt === undefined
          ? { type: "vote", ticket_id, card }
          : { type: "vote", ticket_id, attempt, card },
      ),
  ),
  SET_ROLE: row(
    "becomes a voter or an observer, if there is a seat",
    { role: oneOf("voter", "observer") },
    ({ role }) => command({ type: "set_role", role }),
  ),
  GET_RESULTS: row(
    "returns a page of the ballots revealed so far",
    { after: v.exactOptional(integer(0, COUNT_MAX)) },
    ({ after = 0 }) => ({ type: "results", after }),
  ),
  LEAVE: row("leaves the room for good", {}, () => ({ type: "leave" })),
  RENAME: row(
    "changes the name",
    { name: typedText(1, NAME_LENGTH_MAX) },
    ({ name }) => command({ type: "rename", name }),
  ),
  BEGIN_VOTING: row(
    "opens a ballot; without a ticket_id it is called Vote 1, Vote 2, and so on",
    { ticket_id: v.exactOptional(id), ...about },
    (ticket) => command({ type: "begin", ticket: withoutEmpty(ticket) }),
  ),
  CANCEL_BALLOT: row(
    "cancels the open ballot; its cards are never shown",
    ballotName,
    (named) => command({ type: "cancel", ...named }),
  ),
  NUDGE: row(
    "reminds the others who have not voted",
    {},
    () => command({ type: "nudge" }),
  ),
  RESTART_VOTING: row(
    "restarts the open or just revealed ballot, as a new attempt",
    ballotName,
    (named) => command({ type: "restart", ...named }),
  ),
  REVEAL_VOTES: row(
    "reveals the votes; with force, the admin need not wait for all of them",
    { ...ticketId, ...attempt, force: v.exactOptional(boolean) },
    ({ force = false, ...named }) => command({ type: "reveal", ...named, force }),
  ),
  SET_ESTIMATE: row(
    "sets the agreed estimate of a revealed ticket",
    { ...ticketId, estimate: typedText(1, ESTIMATE_LENGTH_MAX) },
    (data) => command({ type: "estimate", ...data }),
  ),
  SET_NOTE: row(
    "sets the note of a revealed ticket; an empty one removes it",
    { ...ticketId, note: checkedText(checkNote, { max: NOTE_LENGTH_MAX }) },
    (data) => command({ type: "note", ...data }),
  ),
  QUEUE_TICKETS: row(
    "adds tickets to the queue, or replaces it",
    {
      tickets: listOf(fields(ticket), QUEUE_TICKETS_MAX, "tickets"),
      replace: v.exactOptional(boolean),
    },
    ({ tickets, replace = false }) =>
      command({
        type: "queue",
        tickets: tickets.map((ticket) => withoutEmpty(ticket)),
        replace,
      }),
  ),
  EDIT_TICKET: row(
    "edits a ticket in the queue, or that of the open ballot; an empty field is removed",
    ticket,
    ({ ticket_id, ...changes }) => command({ type: "edit_ticket", ticket_id, changes }),
  ),
  MOVE_TICKET: row(
    "moves a ticket before another one, or to the end of the queue",
    { ...ticketId, before: v.exactOptional(id) },
    ({ ticket_id, before = null }) => command({ type: "move_ticket", ticket_id, before }),
  ),
  REMOVE_TICKET: row(
    "removes a ticket from the queue",
    ticketId,
    ({ ticket_id }) => command({ type: "remove_ticket", ticket_id }),
  ),
  HAND_OVER: row(
    "makes another v2 member who is online the admin",
    memberId,
    (data) => command({ type: "hand_over", ...data }),
  ),
  REMOVE_MEMBER: row(
    "removes a member; with bar, nobody can join under that name or from that address",
    { ...memberId, bar: v.exactOptional(boolean) },
    (data) => command({ type: "remove", ...data }),
  ),
  SET_MEMBER_ROLE: row(
    "makes another member a voter or an observer",
    { ...memberId, role: oneOf("voter", "observer") },
    (data) => command({ type: "set_member_role", ...data }),
  ),
  SET_ROOM: row(
    "changes the room; an empty name and a passcode of null remove these",
    {
      name: v.exactOptional(typedText(0, ROOM_NAME_LENGTH_MAX)),
      capacity: v.exactOptional(integer(1, COUNT_MAX, "1 to the server's limit")),
      deck: v.exactOptional(deck),
      locked: v.exactOptional(boolean),
      passcode: v.exactOptional(
        v.nullable(
          checkedText(checkPasscode, { min: 1, max: PASSCODE_LENGTH_MAX, type: stringOrNull }),
        ),
      ),
    },
    ({ name, ...changes }) => ({
      type: "set_room",
      changes: { ...changes, ...name !== undefined && { name: name === "" ? null : name } },
    }),
  ),
  SET_SETTINGS: row(
    "changes the given settings",
    {
      auto_reveal: v.exactOptional(boolean),
      on_admin_leave: v.exactOptional(oneOf("close", "promote")),
      who_runs: v.exactOptional(oneOf("admin", "everyone")),
    },
    (settings) => command({ type: "settings", settings }),
  ),
  START_TIMER: row(
    "starts a timer; with reveal, the votes are revealed when it ends",
    { seconds: integer(1, TIMER_SECONDS_MAX), reveal: v.exactOptional(boolean) },
    ({ seconds, reveal = false }) => ({ type: "timer", seconds, reveals: reveal }),
  ),
  STOP_TIMER: row("removes the timer", {}, () => command({ type: "timer", ends_at: null })),
  SEARCH_TRACKER: row(
    "searches a tracker",
    {
      ...tracker,
      query: typedText(0, TRACKER_QUERY_LENGTH_MAX),
      page: v.exactOptional(plainText(TRACKER_PAGE_LENGTH_MAX)),
    },
    ({ page = null, ...search }) => ({ type: "search_tracker", ...search, page }),
  ),
  IMPORT_TICKETS: row(
    "adds tickets of a tracker to the queue",
    { ...tracker, ...ticketIds },
    (data) => ({ type: "import_tickets", ...data }),
  ),
  WRITE_ESTIMATES: row(
    "writes estimates back to the trackers of their tickets",
    ticketIds,
    (data) => ({ type: "write_estimates", ...data }),
  ),
  END_SESSION: row(
    "ends the session and sends everybody the results",
    {},
    () => command({ type: "end_session" }),
  ),
} as const;

/**
 * The rows by name. Internal, so that it is not in the client library's documentation.
 *
 * @internal
 */
type Rows = typeof COMMANDS;

/**
 * The data that a row's schema accepts, deeply readonly.
 *
 * @internal
 */
type Sent<Type extends keyof Rows> = Frozen<v.InferInput<Rows[Type]["data"]>>;

/** A command as a client sends it, without its id: the name of a row, and its data. */
export type ClientCommand = {
  readonly [Type in keyof Rows]: { readonly type: Type; readonly data: Sent<Type> };
}[keyof Rows];

/** A command: the schema of its data, and what it decodes to. */
export interface CommandRow<Entries extends v.ObjectEntries = v.ObjectEntries> {
  /** What it does, for the AsyncAPI document. */
  readonly summary: string;
  readonly data: v.ObjectSchema<Entries, undefined>;
  /** Decodes the data. null: the command does not concern the room. */
  readonly decode: (data: unknown) => Result<V2Request | null, Problem>;
}

function row<const Entries extends v.ObjectEntries>(
  summary: string,
  entries: Entries,
  requestOf: (data: v.InferOutput<v.ObjectSchema<Entries, undefined>>) => V2Request | null,
): CommandRow<Entries> {
  const data = fields(entries);
  const decodeData: CommandRow["decode"] = (given) => {
    const decoded = decode(data, given);
    return decoded.ok ? { ok: true, value: requestOf(decoded.value) } : decoded;
  };
  if (Object.keys(entries).length > 0) return { summary, data, decode: decodeData };
  // without fields any data is valid
  const same = decodeData({});
  return { summary, data, decode: () => same };
}

function command(command: V2Command): V2Request {
  return { type: "command", command };
}
