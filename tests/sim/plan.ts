/**
 * The plan of a run: how many workers, which commands and faults, and how often. Seeds are a swarm: each switches some
 * off and makes others frequent, because what is rare among everything else is common where most else is missing.
 */
import type { Faults } from "../bus/fake_bus.ts";
import type { Random } from "./random.ts";
import type { StateBudget } from "./states.ts";

/** The commands of steps, with their usual weights. */
const COMMANDS = {
  /** A client reads or answers, or what it has sent arrives. */
  turn: 100,
  /** A program sends any command. */
  chatter: 9,
  /** An admin changes the room, its tickets or its members. */
  manage: 9,
  /** A program sends many messages to a home that hangs. */
  storm: 0.25,
  garbage: 1,
  create: 1,
  join: 8,
  /** Several clients join at once, perhaps for one free seat. */
  race: 1,
  /** A client connects with a request that must be refused. */
  knock: 0.5,
  /** An address guesses many room ids. */
  guess: 0.04,
  leave: 0.7,
  /** A v1 client leaves during a ballot and joins again under the same name. */
  return: 1,
  vanish: 0.4,
  /** A v2 connection is cut. */
  drop: 2,
  /** A v2 member resumes, whether its old connection has ended or not; `rivals`: on two connections at once. */
  resume: 4,
  rivals: 0.5,
  /** A client resumes with a token that is invalid or another member's. */
  intrude: 0.4,
  /** A client stops reading. */
  stall: 0.5,
  /** The scenario of marathon.ts. */
  marathon: 0.02,
  /** Time passes: milliseconds, seconds, until unclaimed seats are freed, until graces end, until rooms are idle. */
  moment: 16,
  wait: 1.5,
  linger: 0.4,
  absence: 0.15,
  night: 0.08,
  block: 0.8,
  kill: 0.2,
  /** A worker has an uncaught error, closes its connections and ends. */
  crash: 0.1,
  /** The faults of the bus change. */
  weather: 1,
} as const;

export type Command = keyof typeof COMMANDS;

/** Commands that every run has. */
const NEEDED: readonly Command[] = ["turn", "create", "join", "moment"];

/** How a run ends: everybody leaves, or the server stops, after recovering or at once. */
type Ending = "leave" | "drain" | "drain at once";

export interface Plan {
  readonly workers: number;
  readonly steps: number;
  readonly weights: readonly (readonly [Command, number])[];
  /** The share of v1 clients that are terminals; the others are programs. */
  readonly terminals: number;
  /** The probabilities that a client answers its prompt now, and that the answer is sensible. */
  readonly answers: number;
  readonly sense: number;
  /** The share of clients that speak v2. */
  readonly v2: number;
  readonly capacityMax: number;
  readonly clientsMax: number;
  /** Limits of rooms and connections, in total and per address; 0: no limit. */
  readonly max_rooms: number;
  readonly max_rooms_per_ip: number;
  readonly max_connections: number;
  readonly max_connections_per_ip: number;
  /** The limit of unclaimed seats per address; 0: no limit. */
  readonly unclaimedMax: number;
  readonly message_rate: number;
  readonly stateBudget: StateBudget;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** The worst faults of the bus; `weather` draws from them. */
  readonly worst: Faults;

  readonly ending: Ending;
  /** The faults of journals; null: there are no journals, and rooms end with their homes. */
  readonly journal: JournalPlan | null;
}

export interface JournalPlan {
  /** The probability that a worker dies in a commit: before it, after it, or while it sends. */
  readonly deaths: number;
  /** The probability in each step that a disk fails or recovers. */
  readonly failures: number;
}

/** The usual budget of states: more than any room of a run needs. */
export const STATE_BUDGET: StateBudget = { bytesPerSecond: 100_000_000, bytesPerTurn: 5_000_000 };

/** Draws the plan of a seed. */
export function planOf(random: Random): Plan {
  const workers = random.pick([1, 2, 2, 3, 3, 4]);
  const resume_grace_ms = random.pick([120_000, 20_000, 8_000]);
  const limited = (chance: number, low: number, high: number) =>
    random.chance(chance) ? random.between(low, high) : 0;
  const drawn: Omit<Plan, "max_rooms_per_ip" | "unclaimedMax" | "stateBudget"> = {
    workers,
    steps: random.between(150, 450),
    weights: (Object.keys(COMMANDS) as Command[]).map((name) => [name, weight(random, name)]),
    terminals: random.pick([1, 0.9, 0.7, 0.4]),
    answers: random.pick([1, 0.7, 0.4]),
    sense: random.pick([1, 0.97, 0.9]),
    v2: random.pick([0, 0.3, 0.5, 0.7, 0.9]),
    capacityMax: random.pick([2, 3, 3, 5]),
    clientsMax: random.between(4, 14),
    max_rooms: limited(0.3, 1, 3),
    max_connections: limited(0.15, 4, 12),
    max_connections_per_ip: limited(0.15, 2, 4),
    message_rate: random.pick([20, 20, 20, 20, 20, 20, 0, 2]),
    room_idle_ms: random.pick([20_000, 600_000, 600_000]),
    resume_grace_ms,
    admin_grace_ms: Math.min(resume_grace_ms, random.pick([30_000, 5_000])),
    worst: {
      drop: random.pick([0, 0, 0.02, 0.2, 0.5]),
      duplicate: 0,
      delayMs: random.pick([0, 0, 3, 30, 400]),
      ring: random.pick([256, 256, 24, 8]),
    },
    ending: random.pick(["leave", "drain", "drain at once"]),
    journal: null,
  };
  // not drawn, so that seeds stay the same
  const max_rooms_per_ip = Math.max(0, drawn.max_rooms - 1);
  const unclaimedMax = drawn.capacityMax === 2 ? 4 : 1;
  // in some runs a state for two members is already beyond the budget
  const stateBudget = drawn.steps % 3 === 0
    ? { bytesPerSecond: 30_000, bytesPerTurn: 2_000 }
    : STATE_BUDGET;
  return { ...drawn, max_rooms_per_ip, unclaimedMax, stateBudget };
}

/** Draws whether there are journals, and their faults. */
export function journalOf(random: Random): JournalPlan | null {
  if (random.chance(0.6)) return null;
  return { deaths: random.pick([0, 0.02, 0.05]), failures: random.pick([0, 0.01, 0.05]) };
}

function weight(random: Random, name: Command): number {
  const usual = COMMANDS[name];
  if (NEEDED.includes(name)) return usual;
  return usual * random.pick([0, 0, 1, 1, 1, 5]);
}
