/** One seed, one run: the same seed gives the same run, to the last byte. */
import { Cluster } from "./cluster.ts";
import type { Coverage } from "./coverage.ts";
import { finish } from "./finish.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";
import { journalOf, planOf, STATE_BUDGET } from "./plan.ts";
import { Random } from "./random.ts";
import { Steps } from "./steps.ts";
import type { LinkKind } from "./worker_links.ts";

/**
 * What becomes of journals is a stream of its own, so that seeds without them are what they always were. It is
 * chosen so that the seeds of CI that alone come across something rare are among those.
 */
const FATES = 0x5ef1;
/** So is what becomes of the wall clock, for the same reason. */
const CLOCKS = 0xc10c;
/** And who asks whether there is a room. */
const LOOKS = 0x100c;
/** And what admins ask trackers for, and what comes of it [A5]. */
const TRACKERS = 0x7ac4;

/** And what programs do. */
const PROGRAMS = 0xa9e1;

interface RunOptions {
  /** Each card is another one [R7]. */
  readonly swapped?: boolean;
  /** A bug on purpose. */
  readonly tampering?: () => Tampering;
  /** Without journals, whatever the seed draws. */
  readonly forgetful?: boolean;
  /** States cost what they may, whatever the seed draws. */
  readonly ample?: boolean;
  /** What links the workers, whatever the seed draws. */
  readonly linkKind?: LinkKind;
  /** Keep every frame in the history, too. */
  readonly verbose?: boolean;
  /** Keep a record of all that was sent and logged, cards aside. */
  readonly recorded?: boolean;
}

export interface Run {
  readonly seed: number;
  readonly coverage: Coverage;
  /** What went wrong; null: nothing. */
  readonly failure: Error | null;
  readonly history: readonly string[];
  readonly record: readonly string[];
}

/** Every so many seeds have one at their end: left to chance it is too rare for those that CI runs. */
const MARATHON_EVERY = 20;
/** Every so many end with a room that its admin has arranged and that comes back, where rooms do. */
const ARRANGED_EVERY = 5;

/** In every so many somebody asks whether there is a room: the last of them, since no pinned seed is one of those. */
const LOOKS_EVERY = 7;

/** In these of every eleven admins ask trackers: no pinned seed is one of them. */
const TRACKERS_EVERY = 11;
const WITH_TRACKERS: readonly number[] = [4, 7];
/** In every so many programs open rooms [A3]: the third of them, since no pinned seed is one of those. */
const PROGRAMS_EVERY = 11;
const PROGRAMS_AT = 3;

/** Every so many seeds have links over a bus, as between machines; the others have rings, as between threads. */
const BUS_EVERY = 3;

/** Simulates the cluster of this seed, from its start to its end. */
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
 * [R7] Runs the seed and, if nothing goes wrong, once more with every card another one: what is sent and
 * logged may differ in revealed cards and results only.
 */
export function runTwice(seed: number, options: RunOptions = {}): Run {
  const first = run(seed, { ...options, recorded: true });
  if (first.failure !== null) return first;
  const second = run(seed, { ...options, recorded: true, swapped: true });
  if (second.failure !== null) return second;
  const at = first.record.findIndex((line, n) => line !== second.record[n]);
  if (at < 0 && first.record.length === second.record.length) return first;
  // where states cost more than they may, the next one waits the longer the longer the last was, with all that a
  // revealed ballot's summary takes: a card that shows does so without waits, too
  if (options.ample !== true) {
    const again = runTwice(seed, { ...options, ample: true });
    return again.failure === null ? first : again;
  }
  const failure = new Error(
    `[R7] a card shows: ${first.record[at]} and, with other cards, ${second.record[at]}`,
  );
  return { ...first, failure };
}
