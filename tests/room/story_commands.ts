/** What the lines of a story ask of the room: words to a command. It must never judge what comes of it. */
import { fail } from "@std/assert";
import type { BallotName, Command, RoomChanges } from "../../src/room/events.ts";
import type { EndReason, Settings, Ticket } from "../../src/room/state.ts";

/** `ana hands over to bob`, taken apart. */
interface Action {
  readonly who: string;
  readonly verb: string;
  readonly rest: readonly string[];
}

/** What a line leaves to be understood. */
interface Unsaid {
  readonly idOf: (person: string) => string;
  /** The last ticket begun. */
  readonly ticket: string;
  /** By the steady clock. */
  readonly now: number;
}

/** What `drops` keeps unless it names others: for the ballot, for the admin's room, for the seat [P2.7, R14]. */
const KEPT = ["10s", "30s", "120s"] as const;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s` in milliseconds; or `-90s`. */
export function milliseconds(time: string): number {
  const [, count, unit = ""] = /^(-?\d+)(ms|s|m|h)$/.exec(time) ?? fail(`no such time: ${time}`);
  return Number(count) * (UNIT_MS[unit] ?? 0);
}

/** The command behind an action. */
export function commandOf({ who, verb, rest }: Action, { idOf, ticket, now }: Unsaid): Command {
  const by = idOf(who);
  const [first = ticket, second = ticket, third = ticket] = rest;
  switch (verb) {
    case "announces":
      return { type: "announce", by };
    case "begins": // or, on no ticket: begins
      return { type: "begin", by, ticket: rest.length === 0 ? {} : ticketOf(first) };
    case "cancels": // or: cancels T-1 at 2
      return { type: "cancel", by, ...ballotOf(rest) };
    case "nudges":
      return { type: "nudge", by };
    case "restarts": // or: restarts T-1 at 2
      return { type: "restart", by, ...ballotOf(rest) };
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
    case "forces": // forces T-1 at 2
      return { type: "reveal", by, ticket_id: first, ...ballotOf(rest), force: verb === "forces" };
    case "estimates":
      return { type: "estimate", by, ticket_id: first, estimate: rest.slice(1).join(" ") };
    case "notes": // notes T-1 ask the architects
      return { type: "note", by, ticket_id: first, note: rest.slice(1).join(" ") };
    case "renames": // renames to Rob
      return { type: "rename", by, name: rest.slice(1).join(" ") };
    case "makes": // makes bob observer
      return {
        type: "set_member_role",
        by,
        member_id: idOf(first),
        role: second === "observer" ? "observer" : "voter",
      };
    case "observes":
      return { type: "set_role", by, role: "observer" };
    case "participates":
      return { type: "set_role", by, role: "voter" };
    case "removes":
      return { type: "remove", by, member_id: idOf(first), bar: rest[1] === "for" }; // for good
    case "hands": // hands over to bob
      return { type: "hand_over", by, member_id: idOf(third) };
    case "queues": { // queues A B=Title, or in place of what is queued: queues only A B
      const replace = first === "only";
      const asker = who === "program" ? null : by;
      return {
        type: "queue",
        by: asker,
        tickets: rest.slice(replace ? 1 : 0).map(ticketOf),
        replace,
      };
    }
    case "edits": // edits T-1 title Log_in url https://example.test/1
      return { type: "edit_ticket", by, ticket_id: first, changes: pairsOf(rest.slice(1)) };
    case "moves": // moves T-1 before T-2, moves T-1 last
      return { type: "move_ticket", by, ticket_id: first, before: rest[2] ?? null };
    case "drops_ticket":
      return { type: "remove_ticket", by, ticket_id: first };
    case "changes": // changes capacity 3 locked on name Team_A passcode HASH deck 1,2,XL
      return { type: "set_room", by, changes: changesOf(rest) };
    case "sets": // sets auto_reveal on on_admin_leave promote
      return { type: "settings", by, settings: settingsOf(rest) };
    case "starts": // starts 90s, starts 90s to reveal
      return {
        type: "timer",
        by,
        ends_at: now + milliseconds(first),
        reveals: rest[1] === "to",
      };
    case "stops":
      return { type: "timer", by, ends_at: null, reveals: false };
    case "recovers": // server recovers
      return { type: "recover", wait_until: now + 60_000, gone_at: now + 120_000 };
    case "extends": // server extends the grace
      return { type: "extend_grace", wait_until: now + 60_000, gone_at: now + 120_000 };
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
  const [ticketId = "", title] = words.split("=");
  return title === undefined ? { ticket_id: ticketId } : { ticket_id: ticketId, title };
}

function settingsOf([name, value, ...rest]: readonly string[]): Partial<Settings> {
  if (name === undefined) return {};
  if (name === "auto_reveal" && (value === "on" || value === "off")) {
    return { auto_reveal: value === "on", ...settingsOf(rest) };
  }
  if (name === "on_admin_leave" && (value === "close" || value === "promote")) {
    return { on_admin_leave: value, ...settingsOf(rest) };
  }
  if (name === "who_runs" && (value === "admin" || value === "everyone")) {
    return { who_runs: value, ...settingsOf(rest) };
  }
  throw new Error(`no such setting: ${name} ${value}`);
}

/** `title Log_in url -`, where `-` stands for nothing. */
function pairsOf([key, value, ...rest]: readonly string[]): Readonly<Record<string, string>> {
  if (key === undefined || value === undefined) return {};
  return { [key]: value === "-" ? "" : value, ...pairsOf(rest) };
}

function changesOf([name, value, ...rest]: readonly string[]): RoomChanges {
  switch (name) {
    case undefined:
      return {};
    case "capacity":
      return { capacity: Number(value), ...changesOf(rest) };
    case "locked":
      return { locked: value === "on", ...changesOf(rest) };
    case "name":
      return { name: value === "-" ? null : value ?? "", ...changesOf(rest) };
    case "passcode":
      return { passcode_hash: value === "-" ? null : value ?? "", ...changesOf(rest) };
    case "deck":
      return { deck: { name: "custom", cards: value?.split(",") ?? [] }, ...changesOf(rest) };
    default:
      throw new Error(`no such change: ${name} ${value}`);
  }
}

function endReasonOf(word: string): EndReason {
  if (word === "admin_left" || word === "idle" || word === "server_stopping") return word;
  throw new Error(`no such reason: ${word}`);
}

/** `T-1 at 2`: the ballot that somebody sees, the second attempt at T-1; or less, or nothing. */
function ballotOf([ticket_id, , attempt]: readonly string[]): BallotName {
  return {
    ...ticket_id !== undefined && { ticket_id },
    ...attempt !== undefined && { attempt: Number(attempt) },
  };
}
