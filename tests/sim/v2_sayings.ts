/** What v2 clients say: each command as it is sent, with what it asks for, written down by hand [P2.5]. */
import type { Ask, SomeSettings, Ticket } from "./ask.ts";

/** A command on the wire, and what it means. */
export interface Saying {
  readonly type: string;
  readonly data: unknown;
  readonly ask: Ask;
}

interface Titled {
  readonly raw: string;
  readonly shown: string;
}

/** A ticket as typed and as it is meant; without a title where there is none. */
function ticketOf(ticket: Titled, title: Titled | null): { typed: Ticket; means: Ticket } {
  if (title === null) {
    return { typed: { ticket_id: ticket.raw }, means: { ticket_id: ticket.shown } };
  }
  return {
    typed: { ticket_id: ticket.raw, title: title.raw },
    means: { ticket_id: ticket.shown, title: title.shown },
  };
}

export function saysVote(ticket_id: string, card: string | null, attempt: number | null): Saying {
  const common = { ticket_id, ...attempt !== null && { attempt } };
  return {
    type: "MEMBER_VOTED",
    data: { ...common, vote: card },
    ask: { type: "vote", ...common, card },
  };
}

export function saysRole(role: "voter" | "observer"): Saying {
  return { type: "SET_ROLE", data: { role }, ask: { type: "set_role", role } };
}

export function saysResults(after: number | null): Saying {
  const data = after === null ? undefined : { after };
  return { type: "GET_RESULTS", data, ask: { type: "results", after: after ?? 0 } };
}

export function saysLeave(): Saying {
  return { type: "LEAVE", data: {}, ask: { type: "leave" } };
}

export function saysBegin(ticket: Titled, title: Titled | null): Saying {
  const { typed, means } = ticketOf(ticket, title);
  return { type: "BEGIN_VOTING", data: typed, ask: { type: "begin", ticket: means } };
}

export function saysRestart(): Saying {
  return { type: "RESTART_VOTING", data: {}, ask: { type: "restart" } };
}

export function saysReveal(ticket_id: string, force: boolean): Saying {
  const data = { ticket_id, ...force && { force } };
  return { type: "REVEAL_VOTES", data, ask: { type: "reveal", ticket_id, force } };
}

export function saysEstimate(ticket_id: string, estimate: string): Saying {
  const data = { ticket_id, estimate };
  return { type: "SET_ESTIMATE", data, ask: { type: "estimate", ...data } };
}

export function saysQueue(
  tickets: readonly (readonly [Titled, Titled | null])[],
  replace: boolean,
) {
  const all = tickets.map(([ticket, title]) => ticketOf(ticket, title));
  return {
    type: "QUEUE_TICKETS",
    data: { tickets: all.map(({ typed }) => typed), ...replace && { replace } },
    ask: { type: "queue", tickets: all.map(({ means }) => means), replace },
  } as const;
}

export function saysHandOver(member_id: string): Saying {
  return { type: "HAND_OVER", data: { member_id }, ask: { type: "hand_over", member_id } };
}

export function saysRemove(member_id: string): Saying {
  return { type: "REMOVE_MEMBER", data: { member_id }, ask: { type: "remove", member_id } };
}

export function saysSettings(settings: SomeSettings): Saying {
  return { type: "SET_SETTINGS", data: settings, ask: { type: "settings", settings } };
}

export function saysTimer(seconds: number | null): Saying {
  if (seconds === null) {
    return { type: "STOP_TIMER", data: {}, ask: { type: "timer", ends_at: null } };
  }
  return { type: "START_TIMER", data: { seconds }, ask: { type: "timer", seconds } };
}

export function saysEnd(): Saying {
  return { type: "END_SESSION", data: {}, ask: { type: "end_session" } };
}
