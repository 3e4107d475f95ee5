/** Something that a v2 program says of which it can't know whether it fits: any command, any field [P2.5]. */
import type { Random } from "./random.ts";
import * as say from "./v2_sayings.ts";
import { ESTIMATES, FIBONACCI, STRANGE_CARDS, TITLES } from "./v2_words.ts";
import { ticketOf } from "./words.ts";

/** The room as a client has read it. */
export interface SeenRoom {
  readonly room_id: string;
  readonly version: number;
  readonly admin_id: string;
  readonly deck: { readonly cards: readonly string[] };
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

/** How often each command is said. */
const COMMANDS = {
  vote: 30,
  withdraw: 6,
  role: 5,
  results: 5,
  leave: 0.5,
  begin: 8,
  restart: 5,
  reveal: 8,
  estimate: 6,
  queue: 5,
  flood: 0.7,
  hand_over: 5,
  remove: 3,
  settings: 7,
  timer: 5,
  end: 0.4,
} as const;

const WEIGHTS = Object.entries(COMMANDS);

/** Draws one. `card` is what a chosen card becomes in the second run of a seed [R7]. */
export function anySaying(
  random: Random,
  room: SeenRoom | null,
  card: (chosen: string) => string,
): say.Saying {
  const ballot = room?.ballot ?? null;
  const ticket = ballot !== null && random.chance(0.85)
    ? ballot.ticket_id
    : ticketOf(random.below(8)).shown;
  const attempt = random.chance(0.5) ? null : (ballot?.attempt ?? 1) + (random.chance(0.2) ? 1 : 0);
  const members = room?.members ?? [];
  const member = () =>
    members.length > 0 && random.chance(0.9) ? random.pick(members).member_id : "NOBODY";
  const title = () => random.chance(0.5) ? random.pick(TITLES) : null;
  switch (random.weighted(WEIGHTS)) {
    case "vote": {
      const cards = random.chance(0.9) ? room?.deck.cards ?? FIBONACCI.cards : STRANGE_CARDS;
      return say.saysVote(ticket, card(random.pick(cards)), attempt);
    }
    case "withdraw":
      return say.saysVote(ticket, null, attempt);
    case "role":
      return say.saysRole(random.pick(["voter", "voter", "observer"]));
    case "results":
      return say.saysResults(random.pick([null, 0, 1, room?.results_count ?? 5, 1_000]));
    case "leave":
      return say.saysLeave();
    case "begin":
      return say.saysBegin(ticketOf(random.below(8)), title());
    case "restart":
      return say.saysRestart();
    case "reveal":
      return say.saysReveal(ticket, random.chance(0.6));
    case "estimate":
      return say.saysEstimate(ticket, random.pick(ESTIMATES));
    case "queue": {
      const count = random.between(0, 3);
      const tickets = Array.from(
        { length: count },
        () => [ticketOf(random.below(8)), title()] as const,
      );
      return say.saysQueue(tickets, random.chance(0.3));
    }
    case "flood": {
      // 200 tickets of 200 characters are more than a queue holds, and less than a message may have
      const long = TITLES.find(({ raw }) => raw.length === 200) ?? null;
      const named = (n: number) => ({ raw: `FLOOD-${n}`, shown: `FLOOD-${n}` });
      return say.saysQueue(Array.from({ length: 200 }, (_, n) => [named(n), long] as const), false);
    }
    case "hand_over":
      return say.saysHandOver(member());
    case "remove":
      return say.saysRemove(member());
    case "settings":
      return say.saysSettings({
        ...random.chance(0.6) && { auto_reveal: random.chance(0.6) },
        ...random.chance(0.6) && { on_admin_leave: random.pick(["close", "promote"]) },
      });
    case "timer":
      return say.saysTimer(random.chance(0.7) ? random.pick([1, 90, 86_400]) : null);
    case "end":
      return say.saysEnd();
    default:
      throw new Error("a command without words");
  }
}
