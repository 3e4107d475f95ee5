/** Runs a seed. The same seed gives the same run, to the last byte. */
import { Cluster } from "./cluster.ts";
import type { Coverage } from "./coverage.ts";
import { finish } from "./finish.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";
import { journalOf, planOf, STATE_BUDGET } from "./plan.ts";
import { Random } from "./random.ts";
import { Steps } from "./steps.ts";
import type { LinkKind } from "./worker_links.ts";

/**
 * Faults of journals are drawn from a stream of random numbers of their own (and so are clocks, trackers and so on), so
 * that adding them did not change what older seeds do. These constants, and the remainders below, are chosen so that
 * the seeds in sim_test.ts that are there for something rare still come across it.
 */
const FATES = 0x5ef1;
/** Settings of the wall clock. */
const CLOCKS = 0xc10c;
/** Clients that ask whether a room exists. */
const LOOKS = 0x100c;
/** Requests to trackers, and their answers [A5]. */
const TRACKERS = 0x7ac4;
/** Programs. */
const PROGRAMS = 0xa9e1;

interface RunOptions {
  /** Swaps the cards [R7]. */
  readonly swapped?: boolean;
  /** A planted bug. */
  readonly tampering?: () => Tampering;
  /** No journals, whatever the seed draws. */
  readonly forgetful?: boolean;
  /** An ample budget for states, whatever the seed draws. */
  readonly ample?: boolean;
  /** The kind of link, whatever the seed draws. */
  readonly linkKind?: LinkKind;
  /** Adds every frame to the history. */
  readonly verbose?: boolean;
  /** Records what is sent and logged, without cards, for the comparison of two runs. */
  readonly recorded?: boolean;
}

export interface Run {
  readonly seed: number;
  readonly coverage: Coverage;
  /** Why it failed; null: it passed. */
  readonly failure: Error | null;
  readonly history: readonly string[];
  readonly record: readonly string[];
}

/** Every 20th seed ends with the scenario of marathon.ts, which would be too rare by chance. */
const MARATHON_EVERY = 20;
/** Every 5th seed with a journal ends with the scenario of arranged_room.ts. */
const ARRANGED_EVERY = 5;

/** In every 7th seed, clients ask whether rooms exist. */
const LOOKS_EVERY = 7;

/** In two of eleven seeds, admins make requests to trackers. */
const TRACKERS_EVERY = 11;
const WITH_TRACKERS: readonly number[] = [4, 7];
/** In one of eleven seeds, programs open rooms [A3]. */
const PROGRAMS_EVERY = 11;
const PROGRAMS_AT = 3;

/** Every third seed has links over a bus, as between machines; the others have rings, as between threads. */
const BUS_EVERY = 3;

/** Runs a seed once. Never throws: a failure is in the result. */
export function run(seed: number, options: RunOptions = {}): Run {
  const { swapped = false, tampering = () => NO_TAMPERING, verbose = false, recorded = false } =
    options;
  const random = new Random(seed);
  const fates = new Random(seed ^ FATES);
  const journal = journalOf(fates);
  const drawn = planOf(random);
  const plan = {
    ...drawn,
    journal: options.forgetful === true ? null : journal,
    stateBudget: options.ample === true ? STATE_BUDGET : drawn.stateBudget,
  };
  const history: string[] = [];
  const record: string[] = [];
  if (verbose) history.push(JSON.stringify(plan));
  const trackers = WITH_TRACKERS.includes(seed % TRACKERS_EVERY)
    ? new Random(seed ^ TRACKERS)
    : null;
  const linkKind = options.linkKind ?? (seed % BUS_EVERY === 0 ? "bus" : "rings");
  if (verbose) history.push(linkKind);
  const cluster = new Cluster({
    plan,
    linkKind,
    random,
    fates,
    trackers,
    swapped,
    tampering: tampering(),
    note: verbose ? (line) => history.push(line()) : () => {},
    record: recorded ? (line) => record.push(line()) : () => {},
  });
  const clocks = new Random(seed ^ CLOCKS);
  const looks = seed % LOOKS_EVERY === LOOKS_EVERY - 1 ? new Random(seed ^ LOOKS) : null;
  const hasPrograms = seed % PROGRAMS_EVERY === PROGRAMS_AT;
  const programs = hasPrograms ? new Random(seed ^ PROGRAMS) : null;
  const steps = new Steps(cluster, plan, { random, fates, clocks, looks, trackers, programs });
  let failure: Error | null = null;
  try {
    for (let step = 1; step <= plan.steps; step++) {
      const at = history.length;
      history.push("");
      try {
        history[at] = `${step}. ${steps.next()}`;
      } catch (error) {
        history[at] = `${step}. (what follows)`;
        throw error;
      }
      cluster.check();
    }
    history.push("the end");
    const marathon = seed % MARATHON_EVERY === 0;
    const arranges = seed % ARRANGED_EVERY === 0;
    finish(cluster, steps, { ...plan, marathon, arranges });
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  return { seed, coverage: cluster.coverage, failure, history, record };
}

/**
 * [R7] Runs a seed and, if it passes, once more with swapped cards. It fails if anything that is sent or logged
 * differs, other than revealed cards and results.
 */
export function runTwice(seed: number, options: RunOptions = {}): Run {
  const first = run(seed, { ...options, recorded: true });
  if (first.failure !== null) return first;
  const second = run(seed, { ...options, recorded: true, swapped: true });
  if (second.failure !== null) return second;
  const at = first.record.findIndex((line, n) => line !== second.record[n]);
  if (at < 0 && first.record.length === second.record.length) return first;
  // with a small budget, the time until the next state depends on the length of the last one, and so on a revealed
  // summary. A leak shows with an ample budget, too
  if (options.ample !== true) {
    const again = runTwice(seed, { ...options, ample: true });
    return again.failure === null ? first : again;
  }
  const failure = new Error(
    `[R7] a card shows: ${first.record[at]} and, with other cards, ${second.record[at]}`,
  );
  return { ...first, failure };
}
