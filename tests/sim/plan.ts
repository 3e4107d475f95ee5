/**
 * The plan of one run: how many workers, which commands and faults there are and how often. A swarm:
 * each seed switches some off and others up, because what is rare beside everything else is common where
 * most of the rest is missing.
 */
import type { Faults } from "../bus/fake_bus.ts";
import type { Random } from "./random.ts";
import type { StateBudget } from "./states.ts";

/** What a step can do, and how often where nothing is switched. */
const COMMANDS = {
  /** A client takes in what came, answers, or what it sent arrives. */
  turn: 100,
  /** A program sends something of which it can't know whether it fits. */
  chatter: 9,
  /** An admin changes something about the room, its tickets or its people, and it arrives. */
  manage: 9,
  /** A program talks without a pause to a home that stands still. */
  storm: 0.25,
  garbage: 1,
  create: 1,
  join: 8,
  /** Several join at once where there may be room for one. */
  race: 1,
  /** A request that can't be granted. */
  knock: 0.5,
  /** Many room ids that never were, from one address. */
  guess: 0.04,
  leave: 0.7,
  /** Somebody leaves in the middle of a ballot and comes back under the same name, as old clients do. */
  return: 1,
  vanish: 0.4,
  /** A v2 connection is cut. */
  drop: 2,
  /** A v2 member comes back, with the old connection gone or not; two of its connections race. */
  resume: 4,
  rivals: 0.5,
  /** Somebody tries a token that is none, or another's. */
  intrude: 0.4,
  /** Somebody reads no more. */
  stall: 0.5,
  /** A team estimates a hundred tickets. */
  marathon: 0.02,
  /** A few milliseconds, a few seconds, long enough for a seat to be freed, for an absence, for a room to be idle. */
  moment: 16,
  wait: 1.5,
  linger: 0.4,
  absence: 0.15,
  night: 0.08,
  block: 0.8,
  kill: 0.2,
  /** A worker finds a bug in itself, closes its connections and ends. */
  crash: 0.1,
  /** The bus gets better or worse. */
  weather: 1,
} as const;

export type Command = keyof typeof COMMANDS;

/** Commands without which a run comes to nothing. */
const NEEDED: readonly Command[] = ["turn", "create", "join", "moment"];

/** Everybody leaves, or the server stops: when all is well, or in the middle of things. */
export type Ending = "leave" | "drain" | "drain at once";

export interface Plan {
  readonly workers: number;
  readonly steps: number;
  readonly weights: readonly (readonly [Command, number])[];
  /** Of the clients that connect, so many are old terminals; the others are programs. */
  readonly terminals: number;
  /** Chance that a person at a prompt answers now, and that the answer is one that makes sense. */
  readonly answers: number;
  readonly sense: number;
  /** Of those who come, so many speak v2. */
  readonly v2: number;
  readonly capacityMax: number;
  readonly clientsMax: number;
  /** Rooms in the whole process, and of one address, and connections likewise; 0: no limit. */
  readonly max_rooms: number;
  readonly max_rooms_per_ip: number;
  readonly max_connections: number;
  readonly max_connections_per_ip: number;
  /** Seats of one address that nobody has claimed; 0: no limit. */
  readonly unclaimedMax: number;
  readonly message_rate: number;
  readonly stateBudget: StateBudget;
  readonly room_idle_ms: number;
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** What may be wrong with the bus; "weather" draws from it. */
  readonly worst: Faults;

  readonly ending: Ending;
  /** What may go wrong with the workers' journals; null: there are none, and rooms end with their homes. */
  readonly journal: JournalPlan | null;
}

export interface JournalPlan {
  /** Chance that a worker dies of a commit: before it, after it, or while it sends. */
  readonly deaths: number;
  /** Chance of each step that a disk fails, or works again. */
  readonly failures: number;
}

/** What states may cost where nothing else is drawn: more than any room of a run has use for. */
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
  // with no draw of their own, since a seed is to play what it always played
  const max_rooms_per_ip = Math.max(0, drawn.max_rooms - 1);
  const unclaimedMax = drawn.capacityMax === 2 ? 4 : 1;
  // in some, a state of two members is more than a tick or a turn has room for
  const stateBudget = drawn.steps % 3 === 0
    ? { bytesPerSecond: 30_000, bytesPerTurn: 2_000 }
    : STATE_BUDGET;
  return { ...drawn, max_rooms_per_ip, unclaimedMax, stateBudget };
}

/** Draws whether the workers have journals, and how those fare. */
export function journalOf(random: Random): JournalPlan | null {
  if (random.chance(0.6)) return null;
  return { deaths: random.pick([0, 0.02, 0.05]), failures: random.pick([0, 0.01, 0.05]) };
}

function weight(random: Random, name: Command): number {
  const usual = COMMANDS[name];
  if (NEEDED.includes(name)) return usual;
  return usual * random.pick([0, 0, 1, 1, 1, 5]);
}
