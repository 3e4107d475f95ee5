/**
 * What a cluster costs, held against one machine with `--data`: all of them are loaded in turns, members in turn on
 * each node. A cluster of one against a server that keeps nothing is what a commit costs a node: all that its way adds,
 * from the change to the frames that waited for it.
 */
import { contest, type Contestant, type Pace, type Placing } from "../../bench/contest.ts";
import type { Measurement } from "../../bench/drivers.ts";
import type { Errors } from "../../bench/errors.ts";
import { startKeeping, startServer } from "../../bench/subjects.ts";
import { startCluster } from "./cluster_subject.ts";

interface ComparisonOptions {
  readonly v1Percent: number;
  readonly rooms: number;
  /** Of a room at an open pace: a round begins so often, in milliseconds. */
  readonly paceMs: number;
  /** How many nodes clusters have. The first is a cluster of one. */
  readonly clusters: readonly number[];
  readonly how: Pace;
}

/** Who keeps nothing, which is in no table. */
const KEEPS_NOTHING = "nothing kept";
const TWO_WORKERS = "two workers, `--data`";
/** What the others are held against. */
const REFERENCE = "one node, `--data`";
const CLUSTER_OF_ONE = clusterOf(1);

/** How one did at both paces. */
interface Row {
  readonly name: string;
  /** As fast as it goes. */
  readonly closed: Placing;
  /** At the pace of people. */
  readonly open: Placing;
}

/** What a commit costs, in microseconds of CPU, and how many of them a command takes. */
interface CommitCost {
  readonly nodeUs: number;
  readonly natsUs: number;
  readonly each: number;
}

interface Comparison {
  readonly rows: readonly Row[];
  readonly commit: CommitCost;
}

export async function compare(
  { v1Percent, rooms, paceMs, clusters, how }: ComparisonOptions,
  errors: Errors,
): Promise<Comparison> {
  const contestantsAt = (paceMs: number | null): readonly Contestant[] => {
    const plan = { rooms, members: 10, v1Percent, paceMs, churn: false };
    return [
      // what a commit costs is seen at full speed alone
      ...paceMs === null ? [{ name: KEEPS_NOTHING, start: startServer, plan }] : [],
      { name: TWO_WORKERS, start: () => startKeeping([], { workers: 2 }), plan },
      ...clusters.map((count) => ({
        ...{ name: clusterOf(count), start: () => startCluster(count), plan },
      })),
      { name: REFERENCE, start: startKeeping, plan },
    ];
  };
  const closed = await contest(contestantsAt(null), how, errors);
  const open = await contest(contestantsAt(paceMs), how, errors);
  const rows = [REFERENCE, TWO_WORKERS, ...clusters.map(clusterOf)].map((name) => ({
    name,
    closed: placed(closed, name),
    open: placed(open, name),
  }));
  const [kept, not] = [placed(closed, CLUSTER_OF_ONE), placed(closed, KEEPS_NOTHING)];
  return { rows, commit: commitCost(kept.measured, not.measured) };
}

/** Rows of a table in Markdown; ratios are to the first. */
export function comparisonLines(title: string, { rows, commit }: Comparison): readonly string[] {
  const reference = rows[0]?.closed.measured;
  const against = (of: (it: Measurement) => number, it: Measurement) =>
    reference === undefined ? "" : (of(it) / of(reference)).toFixed(2);
  const lines = rows.map(({ name, closed, open }) => {
    const { measured } = closed;
    const { besides: { userUs, systemUs }, commits } = measured;
    const cells = [
      name,
      `${cpuUs(measured).toFixed(1)} us`,
      closed.cpuRatio.toFixed(2),
      userUs + systemUs === 0 ? "" : ((userUs + systemUs) / cpuUs(measured)).toFixed(2),
      perSecond(commandsOf, measured),
      against((it) => commandsOf(it) / it.seconds, measured),
      commits === 0 ? "" : perSecond((it) => it.commits, measured),
      `${open.measured.p50Ms.toFixed(0)}, ${open.measured.p99Ms.toFixed(0)} ms`,
      open.cpuRatio.toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const { nodeUs, natsUs, each } = commit;
  const workers = rows.find(({ name }) => name === TWO_WORKERS)?.closed.cpuRatio ?? NaN;
  const toWorkers = rows.filter(({ closed }) => closed.measured.commits > 0)
    .map(({ name, closed }) => `${name} ${(closed.cpuRatio / workers).toFixed(2)}`);
  return [
    `| ${title} | CPU a delivery | ratio | NATS to nodes | commands/s | ratio | commits/s | p50, p99 at a pace | CPU ratio there |`,
    `| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`,
    ...lines,
    `a delivery, ${title}, to one of two workers: ${toWorkers.join(", ")}`,
    `a commit, ${title}: ${nodeUs.toFixed(0)} us of CPU on the node, ${natsUs.toFixed(0)} us on ` +
    `NATS; ${each.toFixed(2)} commits a command`,
  ];
}

/** What keeping adds to the CPU of the same load, for each commit. */
function commitCost(kept: Measurement, not: Measurement): CommitCost {
  const perCommit = kept.deliveries / kept.commits;
  const { besides: { userUs, systemUs }, commits } = kept;
  return {
    nodeUs: (cpuUs(kept) - cpuUs(not)) * perCommit,
    natsUs: (userUs + systemUs) * perCommit,
    each: commits / commandsOf(kept),
  };
}

function clusterOf(count: number): string {
  return count === 1 ? "a cluster of 1 node" : `a cluster of ${count} nodes`;
}

function placed(placings: readonly Placing[], name: string): Placing {
  const found = placings.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} did not take part`);
  return found;
}

/** Votes, and in each round a beginning and an end: each of them was acknowledged. */
function commandsOf({ votes, rounds }: Measurement): number {
  return votes + 2 * rounds;
}

function cpuUs({ server: { userUs, systemUs } }: Measurement): number {
  return userUs + systemUs;
}

function perSecond(of: (it: Measurement) => number, it: Measurement): string {
  return Math.round(of(it) / it.seconds).toLocaleString("en");
}
