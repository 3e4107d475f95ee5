/** Anything that can happen to a room, drawn from a seed: what is likely to meet a rule comes often. */
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command, RoomChanges } from "../../src/room/events.ts";
import type { MemberId, Room, Settings } from "../../src/room/state.ts";
import type { Random } from "../sim/random.ts";

const NAMES = ["ana", "Ana", "bob", "ｂｏｂ", "cem"] as const;
const TICKETS = [{ ticket_id: "T-1" }, { ticket_id: "T-2", title: "two" }] as const;
const CARDS = ["1", "5", "8", "?", "☕", "4"] as const;
/** Mostly what lets others in, or rooms would soon be empty. */
const CHANGES: readonly RoomChanges[] = [
  { capacity: 2 },
  { capacity: 3 },
  { capacity: 5, name: "Team A" },
  { locked: true },
  { locked: false },
  { locked: false, passcode_hash: "hash" },
  { deck: FIBONACCI },
  { deck: { name: "custom", cards: ["1", "5", "XL"] } },
];
const ROLES = ["voter", "voter", "observer"] as const;
const PROTOCOLS = ["v2", "v2", "v1"] as const;
/** Weighted so that ballots come about: many votes, few ways out. */
const VERBS =
  ("seat seat seat announce announce announce begin begin begin reveal reveal restart role " +
    "remove leave vote vote vote vote vote vote vote withdraw drop drop return return return " +
    "tick tick tick extend_grace hand_over estimate queue settings timer cancel note nudge rename member_role " +
    "edit move remove_ticket room").split(" ");

/** Who asks, mostly the admin where only the admin may: or nothing would ever be opened. */
interface Asker {
  readonly anybody: MemberId;
  readonly by: MemberId;
  /** Who goes: hardly ever the admin, or the room would soon be over. */
  readonly goer: MemberId;
}

/** A command of any kind, mostly one that can be executed. `count` numbers whoever comes with it. */
export function anyCommand(
  room: Room,
  random: Random,
  { count, now }: { readonly count: number; readonly now: number },
): Command {
  const anybody = random.pick([room.admin_id, ...room.members.keys(), "nobody"]);
  const asker = {
    anybody,
    by: random.once(3) ? anybody : room.admin_id,
    goer: anybody !== room.admin_id || random.once(5) ? anybody : "nobody",
  };
  const verb = random.pick(VERBS);
  if (verb === "seat" && room.admin_link_hash !== null && random.once(6)) {
    return {
      type: "reserve",
      member_id: room.admin_id,
      name: "ana",
      role: random.pick(ROLES),
      protocol: "v2",
    };
  }
  return inBallot(verb, room, random, asker) ?? aroundIt(verb, random, asker) ??
    comingAndGoing(verb, random, { ...asker, count, now });
}

function inBallot(
  verb: string,
  room: Room,
  random: Random,
  { anybody, by }: Asker,
): Command | null {
  const ticketId = random.once(9)
    ? random.pick(TICKETS).ticket_id
    : room.ballot?.ticket.ticket_id ?? "T-1";
  const attempt = random.pick([1, 1, 2]);
  switch (verb) {
    case "begin":
      return { type: "begin", by, ticket: random.once(5) ? {} : random.pick(TICKETS) };
    case "cancel":
      return { type: "cancel", by, ...random.once(3) && { ticket_id: ticketId, attempt } };
    case "nudge":
      return { type: "nudge", by };
    case "note":
      return {
        type: "note",
        by,
        ticket_id: ticketId,
        note: random.pick(["", "ask again", "split it"]),
      };
    case "reveal":
      return { type: "reveal", by, ticket_id: ticketId, force: random.once(3) };
    case "restart":
      return { type: "restart", by, ...random.once(3) && { ticket_id: ticketId, attempt } };
    case "vote":
      return {
        type: "vote",
        by: anybody,
        ticket_id: ticketId,
        card: random.pick(CARDS),
        ...random.once(5) && { attempt },
      };
    case "withdraw":
      return { type: "vote", by: anybody, ticket_id: ticketId, card: null };
    case "estimate":
      return { type: "estimate", by, ticket_id: ticketId, estimate: random.pick(["5", "8", "XL"]) };
    default:
      return null;
  }
}

function aroundIt(
  verb: string,
  random: Random,
  { anybody, by }: Asker,
): Command | null {
  switch (verb) {
    case "role":
      return { type: "set_role", by: anybody, role: random.pick(ROLES) };
    case "remove":
      return { type: "remove", by, member_id: anybody, bar: random.once(4) };
    case "member_role":
      return { type: "set_member_role", by, member_id: anybody, role: random.pick(ROLES) };
    case "rename":
      return { type: "rename", by: anybody, name: random.pick(NAMES) };
    case "edit": {
      const changes = random.pick([{ title: "new" }, { title: "" }, {
        url: "https://example.test",
      }]);
      return { type: "edit_ticket", by, ticket_id: random.pick(TICKETS).ticket_id, changes };
    }
    case "move": {
      const before = random.pick([null, "T-1", "T-2"]);
      return { type: "move_ticket", by, ticket_id: random.pick(TICKETS).ticket_id, before };
    }
    case "remove_ticket":
      return { type: "remove_ticket", by, ticket_id: random.pick(TICKETS).ticket_id };
    case "room":
      return { type: "set_room", by, changes: random.pick(CHANGES) };
    case "hand_over":
      return { type: "hand_over", by, member_id: anybody };
    case "queue": {
      const tickets = TICKETS.filter(() => random.once(2));
      // once in a while more than there is room for
      const many = Array.from({ length: 201 }, (_, n) => ({ ticket_id: `Q-${n}` }));
      return {
        type: "queue",
        by: random.once(9) ? null : by,
        tickets: random.once(9) ? many : tickets,
        replace: random.once(3),
      };
    }
    case "settings": {
      const settings: Partial<Settings> = random.once(2)
        ? { auto_reveal: random.once(2) }
        : random.once(3)
        ? { who_runs: random.pick(["admin", "everyone"]) }
        : { on_admin_leave: random.once(6) ? "close" : "promote" };
      return { type: "settings", by, settings };
    }
    case "timer":
      return {
        type: "timer",
        by,
        ends_at: random.once(2) ? null : 1_000 + random.below(2),
        reveals: random.once(2),
      };
    default:
      return null;
  }
}

function comingAndGoing(
  verb: string,
  random: Random,
  { anybody, by, goer, count, now }: Asker & { readonly count: number; readonly now: number },
): Command {
  switch (verb) {
    case "seat": {
      const protocol = random.pick(PROTOCOLS);
      const role = protocol === "v1" ? "voter" : random.pick(ROLES); // [P1.4]
      const name = random.pick(NAMES);
      const origin = random.pick(["here", "there", "elsewhere"]);
      return { type: "reserve", member_id: `m${count}`, name, role, protocol, origin };
    }
    case "announce":
      return { type: "announce", by: anybody };
    case "drop": {
      const waitUntil = now + random.below(20);
      const adminUntil = waitUntil + random.below(20);
      const goneAt = adminUntil + random.below(40);
      return {
        type: "disconnect",
        by: goer,
        wait_until: waitUntil,
        admin_until: adminUntil,
        gone_at: goneAt,
      };
    }
    case "extend_grace":
      return { type: "extend_grace", wait_until: now + 10, gone_at: now + 30 };
    case "return":
      return { type: "resume", by };
    case "leave":
      return { type: "leave", by: goer };
    default:
      return { type: "tick" };
  }
}
