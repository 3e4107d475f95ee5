/** What the lines of a story ask of the room: words to a command. It must never judge what comes of it. */
import { fail } from "@std/assert";
import type { Command } from "../../src/room/events.ts";
import type { EndReason, Settings, Ticket } from "../../src/room/state.ts";

/** `ana hands over to bob`, taken apart. */
export interface Action {
  readonly who: string;
  readonly verb: string;
  readonly rest: readonly string[];
}

/** What a line says without saying it. */
export interface Moment {
  readonly idOf: (person: string) => string;
  /** The last ticket begun. */
  readonly ticket: string;
  readonly now: number;
}

/** What `drops` keeps unless it says otherwise: for the ballot, for the admin's room, for the seat [P2.7, R14]. */
const KEPT = ["10s", "30s", "120s"] as const;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s` in milliseconds. */
export function milliseconds(time: string): number {
  const [, count, unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(time) ?? fail(`no such time: ${time}`);
  return Number(count) * (UNIT_MS[unit] ?? 0);
}

/** The command behind an action. */
export function commandOf({ who, verb, rest }: Action, { idOf, ticket, now }: Moment): Command {
  const by = idOf(who);
  const [first = ticket, second = ticket, third = ticket] = rest;
  switch (verb) {
    case "announces":
      return { type: "announce", by };
    case "begins":
      return { type: "begin", by, ticket: ticketOf(first) };
    case "restarts":
      return { type: "restart", by };
    case "votes": // or: votes 5 on T-1, votes 5 on T-1 at 2, its second attempt
      return {
        type: "vote",
        by,
        ticket_id: third,
        card: first,
        ...rest[4] !== undefined && { attempt: Number(rest[4]) },
      };
    case "withdraws": // or: withdraws on T-2
      return { type: "vote", by, ticket_id: second, card: null };
    case "reveals":
    case "forces":
      return { type: "reveal", by, ticket_id: first, force: verb === "forces" };
    case "estimates":
      return { type: "estimate", by, ticket_id: first, estimate: rest.slice(1).join(" ") };
    case "observes":
      return { type: "set_role", by, role: "observer" };
    case "participates":
      return { type: "set_role", by, role: "voter" };
    case "removes":
      return { type: "remove", by, member_id: idOf(first) };
    case "hands": // hands over to bob
      return { type: "hand_over", by, member_id: idOf(third) };
    case "queues": { // queues A B=Title, or in place of what is queued: queues only A B
      const replace = first === "only";
      return { type: "queue", by, tickets: rest.slice(replace ? 1 : 0).map(ticketOf), replace };
    }
    case "sets": // sets auto_reveal on on_admin_leave promote
      return { type: "settings", by, settings: settingsOf(rest) };
    case "starts": // starts 90s
      return { type: "timer", by, ends_at: now + milliseconds(first) };
    case "stops":
      return { type: "timer", by, ends_at: null };
    case "leaves":
      return { type: "leave", by };
    case "drops": { // or, with what is kept for how long: drops 60s 30s 120s
      const [wait, admin, gone] = KEPT.map((usual, at) => now + milliseconds(rest[at] ?? usual));
      if (wait === undefined || admin === undefined || gone === undefined) fail("no such time");
      return { type: "disconnect", by, wait_until: wait, admin_until: admin, gone_at: gone };
    }
    case "returns":
      return { type: "resume", by };
    case "ends": // ana ends the session; idle ends
      return rest.length > 0
        ? { type: "end_session", by }
        : { type: "end", reason: endReasonOf(who) };
    default:
      throw new Error(`no such verb: ${verb}`);
  }
}

/** `T-1`, or `T-1=Log_in` with a title. */
function ticketOf(words: string): Ticket {
  const [ticket_id = "", title] = words.split("=");
  return title === undefined ? { ticket_id } : { ticket_id, title };
}

function settingsOf([name, value, ...rest]: readonly string[]): Partial<Settings> {
  if (name === undefined) return {};
  if (name === "auto_reveal" && (value === "on" || value === "off")) {
    return { auto_reveal: value === "on", ...settingsOf(rest) };
  }
  if (name === "on_admin_leave" && (value === "close" || value === "promote")) {
    return { on_admin_leave: value, ...settingsOf(rest) };
  }
  throw new Error(`no such setting: ${name} ${value}`);
}

function endReasonOf(word: string): EndReason {
  if (word === "admin_left" || word === "idle" || word === "server_stopping") return word;
  throw new Error(`no such reason: ${word}`);
}
