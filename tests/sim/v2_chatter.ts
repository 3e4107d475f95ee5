/** Draws any v2 command with any fields, whether it is allowed or not [P2.5, P2.5a]. */
import type { Random } from "./random.ts";
import * as commands from "./v2_commands.ts";
import { anyAbout, anyRoomChange } from "./v2_room_chatter.ts";
import { ESTIMATES, FIBONACCI, NOTES, STRANGE_CARDS, TITLES } from "./v2_inputs.ts";
import { NAMES, ticketOf } from "./inputs.ts";

/** The room as a client has read it last. */
export interface SeenRoom {
  readonly room_id: string;
  readonly version: number;
  readonly admin_id: string;
  readonly deck: { readonly cards: readonly string[] };
  readonly settings: { readonly who_runs: "admin" | "everyone" };
  readonly members: readonly {
    readonly member_id: string;
    readonly role: "voter" | "observer";
    readonly presence: "online" | "away";
    readonly voted: boolean;
  }[];
  readonly ballot: {
    readonly ticket_id: string;
    readonly attempt: number;
    readonly phase: "voting" | "complete" | "revealed";
  } | null;
  readonly queue: readonly { readonly ticket_id: string }[];
  readonly results_count: number;
}

/** The weight of each command. */
const COMMANDS = {
  vote: 30,
  withdraw: 6,
  role: 5,
  results: 5,
  leave: 0.5,
  begin: 8,
  unnamed: 2,
  cancel: 4,
  nudge: 9,
  restart: 5,
  reveal: 8,
  estimate: 6,
  note: 4,
  queue: 5,
  edit_ticket: 4,
  move_ticket: 3,
  remove_ticket: 2,
  flood: 0.7,
  hand_over: 5,
  remove: 5,
  member_role: 4,
  rename: 4,
  room: 9,
  settings: 12,
  timer: 7,
  end: 0.4,
} as const;

type Name = keyof typeof COMMANDS;

/** The commands that every member may send, and those of members who run ballots [R11b]. */
const ANYBODYS: readonly Name[] = ["vote", "withdraw", "role", "results", "leave", "rename"];
const RUNNERS: readonly Name[] = ["begin", "unnamed", "nudge", "restart", "reveal"];
/** The weights of commands about the room, its tickets and its members. */
const MANAGING = {
  queue: 8,
  edit_ticket: 5,
  move_ticket: 5,
  remove_ticket: 3,
  cancel: 7,
  unnamed: 2,
  nudge: 6,
  note: 6,
  estimate: 2,
  remove: 7,
  member_role: 4,
  rename: 2,
  room: 12,
  settings: 7,
  timer: 9,
} as const satisfies Partial<Record<Name, number>>;

const WEIGHTS = Object.entries(COMMANDS);
const of = (names: readonly string[]) => WEIGHTS.filter(([name]) => names.includes(name));
/** The weights for each kind of member. */
const OFTEN = {
  all: WEIGHTS,
  run: of([...ANYBODYS, ...RUNNERS]),
  vote: of(ANYBODYS),
  manage: Object.entries(MANAGING),
} as const;

/** Draws a command. `card`: swaps a card in the second run of a seed [R7]. */
export function anyCommand(
  random: Random,
  { room, can, card }: {
    readonly room: SeenRoom | null;
    readonly can: keyof typeof OFTEN;
    readonly card: (chosen: string) => string;
  },
): commands.V2Command {
  const ballot = room?.ballot ?? null;
  const ticket = ballot !== null && random.chance(0.85)
    ? ballot.ticket_id
    : ticketOf(random.below(8)).shown;
  const attempt = random.chance(0.5) ? null : (ballot?.attempt ?? 1) + (random.chance(0.2) ? 1 : 0);
  const named = () => attempt === null ? {} : { ticket_id: ticket, attempt };
  const members = room?.members ?? [];
  const others = members.filter(({ member_id }) => member_id !== room?.admin_id);
  const some = others.length > 0 && random.chance(0.8) ? others : members;
  const member = () =>
    some.length > 0 && random.chance(0.9) ? random.pick(some).member_id : "NOBODY";
  const queued = () => {
    const queue = room?.queue ?? [];
    const known = queue.length > 0 && random.chance(0.9);
    return known ? random.pick(queue).ticket_id : ticketOf(random.below(8)).shown;
  };
  switch (random.weighted(OFTEN[can])) {
    case "vote": {
      const cards = random.chance(0.9) ? room?.deck.cards ?? FIBONACCI.cards : STRANGE_CARDS;
      return commands.voteCommand(ticket, card(random.pick(cards)), attempt);
    }
    case "withdraw":
      return commands.voteCommand(ticket, null, attempt);
    case "role":
      return commands.roleCommand(random.pick(["voter", "voter", "observer"]));
    case "results":
      return commands.resultsCommand(random.pick([null, 0, 1, room?.results_count ?? 5, 1_000]));
    case "leave":
      return commands.leaveCommand();
    case "begin":
      return commands.beginCommand(ticketOf(random.below(8)), anyAbout(random));
    case "unnamed":
      return commands.beginCommand(null, anyAbout(random));
    case "cancel":
      return commands.cancelCommand(named());
    case "nudge":
      return commands.nudgeCommand();
    case "restart":
      return commands.restartCommand(named());
    case "reveal":
      return commands.revealCommand(ticket, random.chance(0.6), attempt);
    case "estimate":
      return commands.estimateCommand(ticket, random.pick(ESTIMATES));
    case "note":
      return commands.noteCommand(ticket, random.pick(NOTES));
    case "edit_ticket": {
      const edited = random.chance(0.3) ? ticket : queued();
      const emptied = random.chance(0.3) && { title: { raw: " ", shown: "" } };
      return commands.editTicketCommand(edited, { ...anyAbout(random), ...emptied });
    }
    case "move_ticket":
      return commands.moveTicketCommand(queued(), random.chance(0.3) ? null : queued());
    case "remove_ticket":
      return commands.removeTicketCommand(queued());
    case "rename":
      return commands.renameCommand(random.pick(NAMES));
    case "member_role":
      return commands.memberRoleCommand(member(), random.pick(["voter", "observer"]));
    case "room":
      return anyRoomChange(random);
    case "queue": {
      const count = random.between(0, 3);
      const tickets = Array.from(
        { length: count },
        () => [ticketOf(random.below(8)), anyAbout(random)] as const,
      );
      return commands.queueCommand(tickets, random.chance(0.3));
    }
    case "flood": {
      // 200 titles of 200 characters fit in a message, but not in a queue
      const title = TITLES.find(({ raw }) => raw.length === 200);
      const long = { ...title !== undefined && { title } };
      const named = (n: number) => ({ raw: `FLOOD-${n}`, shown: `FLOOD-${n}` });
      return commands.queueCommand(
        Array.from({ length: 200 }, (_, n) => [named(n), long] as const),
        false,
      );
    }
    case "hand_over":
      return commands.handOverCommand(member());
    case "remove":
      return commands.removeCommand(member(), random.chance(0.5));
    case "settings":
      return commands.settingsCommand({
        ...random.chance(0.8) && { auto_reveal: random.chance(0.9) },
        ...random.chance(0.6) && { on_admin_leave: random.pick(["close", "promote"]) },
        ...random.chance(0.6) && { who_runs: random.pick(["admin", "everyone", "everyone"]) },
      });
    case "timer":
      return commands.timerCommand(
        random.chance(0.8) ? random.pick([1, 1, 5, 90, 86_400]) : null,
        random.chance(0.5),
      );
    case "end":
      return commands.endCommand();
    default:
      throw new Error("a command that nothing sends");
  }
}
