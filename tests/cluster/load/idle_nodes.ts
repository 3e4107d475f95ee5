/** What nodes of a cluster cost that nobody uses, or whose members do nothing: their share of one core. */
import { Drivers } from "../../bench/drivers.ts";
import type { Errors } from "../../bench/errors.ts";
import { sleepsOf, usageOf } from "../../bench/proc.ts";
import type { Subject } from "../../bench/subjects.ts";
import { pass } from "../../e2e/patience.ts";

interface IdleOptions {
  readonly start: () => Promise<Subject>;
  /** Rooms of ten, of v2. */
  readonly rooms: number;
  /** Until what a start or joins leave behind is done, and then for how long it is watched. */
  readonly settleMs: number;
  readonly watchMs: number;
}

/** For each node, on average. */
interface Idle {
  /** Of one core: 0.01 is 1 %. */
  readonly share: number;
  /** How often its main thread wakes up in a second. */
  readonly wakeups: number;
  /** What they stand on, together. */
  readonly besides: number;
}

export async function idle(
  { start, rooms, settleMs, watchMs }: IdleOptions,
  errors: Errors,
): Promise<Idle> {
  const subject = await start();
  const { urls, pids, besides } = subject;
  try {
    const plan = { urls, rooms, members: 10, v1Percent: 0, paceMs: null, churn: false };
    const drivers = rooms === 0 ? null : await Drivers.start({ plan, processes: 1, pids });
    await pass(settleMs);
    const before = await seen(pids, besides);
    await pass(watchMs);
    const after = await seen(pids, besides);
    await drivers?.end();
    if (drivers !== null) errors.merge(drivers.errors.toJSON());
    const seconds = (after.at - before.at) / 1_000;
    const each = pids.length * seconds;
    return {
      share: (after.nodesUs - before.nodesUs) / 1e6 / each,
      wakeups: (after.sleeps - before.sleeps) / each,
      besides: (after.besidesUs - before.besidesUs) / 1e6 / seconds,
    };
  } finally {
    await subject.end();
  }
}

/** A row of a table in Markdown. */
export function idleLine(name: string, { share, wakeups, besides }: Idle): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const cells = [name, percent(share), wakeups.toFixed(0), besides === 0 ? "" : percent(besides)];
  return `| ${cells.join(" | ")} |`;
}

async function seen(pids: readonly number[], besides: readonly number[]) {
  const at = performance.now();
  const [nodes, others, ...sleeps] = await Promise.all([
    usageOf(pids),
    usageOf(besides),
    ...pids.map(sleepsOf),
  ]);
  return {
    at,
    nodesUs: nodes.userUs + nodes.systemUs,
    besidesUs: others.userUs + others.systemUs,
    sleeps: sleeps.reduce((sum, count) => sum + count, 0),
  };
}
