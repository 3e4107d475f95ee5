/** v2 commands as they are sent, with the requests that they mean, written by hand [P2.5]. */
import type { About, BallotName, RoomChanges, SomeSettings, V2Request } from "./v2_request.ts";

/** A command as it is sent, and the request that it means. */
export interface V2Command {
  readonly type: string;
  readonly data: unknown;
  readonly request: V2Request;
}

interface Typed {
  readonly raw: string;
  readonly shown: string;
}

/** Fields of a ticket as typed; missing ones are not sent. */
export interface TypedAbout {
  readonly title?: Typed;
  readonly url?: Typed;
  readonly description?: Typed;
}

type Way = keyof Typed;

/** The fields as typed or as sanitised. */
function aboutOf({ title, url, description }: TypedAbout, way: Way): About {
  return {
    ...title !== undefined && { title: title[way] },
    ...url !== undefined && { url: url[way] },
    ...description !== undefined && { description: description[way] },
  };
}

/** A ticket as typed or as sanitised. */
function ticketOf(ticket: Typed, about: TypedAbout, way: Way) {
  return { ticket_id: ticket[way], ...aboutOf(about, way) };
}

export function voteCommand(
  ticket_id: string,
  card: string | null,
  attempt: number | null,
): V2Command {
  const common = { ticket_id, ...attempt !== null && { attempt } };
  return {
    type: "MEMBER_VOTED",
    data: { ...common, vote: card },
    request: { type: "vote", ...common, card },
  };
}

export function roleCommand(role: "voter" | "observer"): V2Command {
  return { type: "SET_ROLE", data: { role }, request: { type: "set_role", role } };
}

export function resultsCommand(after: number | null): V2Command {
  const data = after === null ? undefined : { after };
  return { type: "GET_RESULTS", data, request: { type: "results", after: after ?? 0 } };
}

export function leaveCommand(): V2Command {
  return { type: "LEAVE", data: {}, request: { type: "leave" } };
}

/** null: without a ticket [R11a]. */
export function beginCommand(ticket: Typed | null, about: TypedAbout = {}): V2Command {
  const given = (way: Way) => ticket === null ? aboutOf(about, way) : ticketOf(ticket, about, way);
  const request = { type: "begin", ticket: given("shown") } as const;
  return { type: "BEGIN_VOTING", data: given("raw"), request };
}

export function cancelCommand(data: BallotName = {}): V2Command {
  return { type: "CANCEL_BALLOT", data, request: { type: "cancel", ...data } };
}

export function nudgeCommand(): V2Command {
  return { type: "NUDGE", data: {}, request: { type: "nudge" } };
}

export function renameCommand(name: Typed): V2Command {
  const request = { type: "rename", name: name.shown } as const;
  return { type: "RENAME", data: { name: name.raw }, request };
}

export function restartCommand(data: BallotName = {}): V2Command {
  return { type: "RESTART_VOTING", data, request: { type: "restart", ...data } };
}

export function revealCommand(
  ticket_id: string,
  force: boolean,
  attempt: number | null = null,
): V2Command {
  const named = { ticket_id, ...attempt !== null && { attempt } };
  const data = { ...named, ...force && { force } };
  return { type: "REVEAL_VOTES", data, request: { type: "reveal", ...named, force } };
}

export function estimateCommand(ticket_id: string, estimate: string): V2Command {
  const data = { ticket_id, estimate };
  return { type: "SET_ESTIMATE", data, request: { type: "estimate", ...data } };
}

export function noteCommand(ticket_id: string, note: Typed): V2Command {
  return {
    type: "SET_NOTE",
    data: { ticket_id, note: note.raw },
    request: { type: "note", ticket_id, note: note.shown },
  };
}

export function queueCommand(
  tickets: readonly (readonly [Typed, TypedAbout])[],
  replace: boolean,
): V2Command {
  const all = (way: Way) => tickets.map(([ticket, about]) => ticketOf(ticket, about, way));
  return {
    type: "QUEUE_TICKETS",
    data: { tickets: all("raw"), ...replace && { replace } },
    request: { type: "queue", tickets: all("shown"), replace },
  };
}

export function editTicketCommand(ticket_id: string, about: TypedAbout): V2Command {
  return {
    type: "EDIT_TICKET",
    data: { ticket_id, ...aboutOf(about, "raw") },
    request: { type: "edit_ticket", ticket_id, changes: aboutOf(about, "shown") },
  };
}

export function moveTicketCommand(ticket_id: string, before: string | null): V2Command {
  const data = { ticket_id, ...before !== null && { before } };
  return { type: "MOVE_TICKET", data, request: { type: "move_ticket", ticket_id, before } };
}

export function removeTicketCommand(ticket_id: string): V2Command {
  const data = { ticket_id };
  return { type: "REMOVE_TICKET", data, request: { type: "remove_ticket", ...data } };
}

export function handOverCommand(member_id: string): V2Command {
  return { type: "HAND_OVER", data: { member_id }, request: { type: "hand_over", member_id } };
}

export function removeCommand(member_id: string, bar: boolean): V2Command {
  const data = { member_id, ...bar && { bar } };
  return { type: "REMOVE_MEMBER", data, request: { type: "remove", ...data } };
}

export function memberRoleCommand(member_id: string, role: "voter" | "observer"): V2Command {
  const data = { member_id, role };
  return { type: "SET_MEMBER_ROLE", data, request: { type: "set_member_role", ...data } };
}

/** `typed`: the changes as they are sent. */
export function roomCommand(typed: unknown, changes: RoomChanges): V2Command {
  return { type: "SET_ROOM", data: typed, request: { type: "set_room", changes } };
}

export function settingsCommand(settings: SomeSettings): V2Command {
  return { type: "SET_SETTINGS", data: settings, request: { type: "settings", settings } };
}

export function timerCommand(seconds: number | null, reveals = false): V2Command {
  if (seconds === null) {
    return { type: "STOP_TIMER", data: {}, request: { type: "timer", ends_at: null } };
  }
  return {
    type: "START_TIMER",
    data: { seconds, ...reveals && { reveal: true } },
    request: { type: "timer", seconds, reveals },
  };
}

export function endCommand(): V2Command {
  return { type: "END_SESSION", data: {}, request: { type: "end_session" } };
}
