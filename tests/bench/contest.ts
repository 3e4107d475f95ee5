/**
 * Compares programs under load. Each has its own drivers, all stay connected, and they take turns, so that other work
 * on the machine affects all of them. The figures of a turn are compared, and the median of these ratios counts.
 */
import { Drivers, type Measurement } from "./drivers.ts";
import type { Errors } from "./errors.ts";
import { median } from "./latencies.ts";
import type { Plan } from "./plan.ts";
import { usageOf } from "./proc.ts";
import type { Subject } from "./subjects.ts";

export interface Contestant {
  readonly name: string;
  readonly start: () => Promise<Subject>;
  readonly plan: Omit<Plan, "urls">;
}

/** The result of one program; each figure is the median of its turns. */
export interface Placing {
  readonly name: string;
  readonly measured: Measurement;
  /** CPU for a delivery, user mode alone and all of it, as a multiple of what the last contestant took. */
  readonly userRatio: number;
  readonly cpuRatio: number;
  /** All CPU for a round: a program that gathers more states delivers fewer, and each costs more. */
  readonly roundRatio: number;
  /** The same for the time that votes took. */
  readonly p50Ratio: number;
  readonly p99Ratio: number;
}

export interface Pace {
  readonly turns: number;
  /** The length of a turn; the first turn warms up, and does not count. */
  readonly seconds: number;
}

/** Lets the programs take turns, and compares all with the last one. */
export async function contest(
  contestants: readonly Contestant[],
  { turns, seconds }: Pace,
  errors: Errors,
): Promise<readonly Placing[]> {
  await using entered = await enter(contestants);
  const taken: Measurement[][] = [];
  for (let turn = 0; turn <= turns; turn++) {
    const measured: Measurement[] = [];
    for (const drivers of entered.drivers) measured.push(await drivers.measure(seconds));
    if (turn > 0) taken.push(measured);
  }
  for (const drivers of entered.drivers) errors.merge(drivers.errors.toJSON());
  return contestants.map(({ name }, at) => {
    const ratio = (of: (it: Measurement) => number) =>
      median(taken.map((turn) => of(turn[at] ?? NOTHING) / of(turn.at(-1) ?? NOTHING)));
    return {
      name,
      measured: medians(taken.map((turn) => turn[at] ?? NOTHING)),
      userRatio: ratio(({ server }) => server.userUs),
      cpuRatio: ratio(cpuUsOf),
      roundRatio: ratio((it) => cpuUsOf(it) * it.deliveries / it.rounds),
      p50Ratio: ratio(({ p50Ms }) => p50Ms),
      p99Ratio: ratio(({ p99Ms }) => p99Ms),
    };
  });
}

/** All CPU of the server for a delivery, in microseconds. */
export function cpuUsOf({ server }: Measurement): number {
  return server.userUs + server.systemUs;
}

/** A program whose idle connections are measured. */
interface Idler extends Contestant {
  /** Whether it can play rounds. */
  readonly plays: boolean;
}

/** How idle connections are measured. */
interface Levels {
  /** Rooms that are opened before, whose connections are not measured. */
  readonly before: number;
  /** How long memory may settle, in milliseconds: V8 frees what joins have left after about 10 s. */
  readonly settleMs: number;
}

/**
 * The resident memory of an idle connection in each program, in bytes: of one more among many, when everything is
 * loaded and the heap has grown.
 */
export async function memories(
  idlers: readonly Idler[],
  { before: rooms, settleMs }: Levels,
): Promise<readonly number[]> {
  const bytes: number[] = [];
  for (const { start, plan, plays } of idlers) {
    const subject = await start();
    const { urls, pids } = subject;
    const enter = (rooms: number) =>
      Drivers.start({ plan: { ...plan, rooms, urls }, processes: 1, pids });
    const settled = async () => {
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      return (await usageOf(pids)).residentBytes;
    };
    if (plays) {
      const session = await enter(1);
      await session.measure(1);
      await session.end();
    }
    const there = await enter(rooms);
    const before = await settled();
    const more = await enter(plan.rooms - rooms);
    bytes.push((await settled() - before) / more.connections);
    await Promise.all([there.end(), more.end()]);
    await subject.end();
  }
  return bytes;
}

async function enter(contestants: readonly Contestant[]) {
  const subjects: Subject[] = [];
  const drivers: Drivers[] = [];
  const leave = async () => {
    await Promise.all(drivers.map((it) => it.end()));
    await Promise.all(subjects.map((it) => it.end()));
  };
  try {
    for (const { start, plan } of contestants) {
      const subject = await start();
      subjects.push(subject);
      const { urls, ...watched } = subject;
      drivers.push(
        await Drivers.start({ plan: { ...plan, urls }, processes: 1, ...watched }),
      );
    }
  } catch (error) {
    await leave();
    throw error;
  }
  return { drivers, [Symbol.asyncDispose]: leave };
}

function medians(all: readonly Measurement[]): Measurement {
  const of = (value: (it: Measurement) => number) => median(all.map(value));
  return {
    seconds: of((it) => it.seconds),
    rounds: of((it) => it.rounds),
    votes: of((it) => it.votes),
    deliveries: of((it) => it.deliveries),
    late: of((it) => it.late),
    commits: of((it) => it.commits),
    p50Ms: of((it) => it.p50Ms),
    p99Ms: of((it) => it.p99Ms),
    maxMs: of((it) => it.maxMs),
    server: {
      userUs: of((it) => it.server.userUs),
      systemUs: of((it) => it.server.systemUs),
    },
    besides: {
      userUs: of((it) => it.besides.userUs),
      systemUs: of((it) => it.besides.systemUs),
    },
    driver: {
      userUs: of((it) => it.driver.userUs),
      systemUs: of((it) => it.driver.systemUs),
    },
  };
}

const NOTHING: Measurement = {
  seconds: NaN,
  rounds: NaN,
  votes: NaN,
  deliveries: NaN,
  late: NaN,
  commits: NaN,
  p50Ms: NaN,
  p99Ms: NaN,
  maxMs: NaN,
  server: { userUs: NaN, systemUs: NaN },
  besides: { userUs: NaN, systemUs: NaN },
  driver: { userUs: NaN, systemUs: NaN },
};
