/**
 * A long run: many members vote, with churn and restarts of the server. At the end the server must not use more than in
 * the middle, and when all members have left it must have released its descriptors and timers.
 */
import { Drivers, type Measurement } from "./drivers.ts";
import { descriptorsOf, sleepsOf, usageOf } from "./proc.ts";
import { MEASUREMENT_COLUMNS, measurementCells, table } from "./report.ts";
import { startServer } from "./subjects.ts";
import { type Trend, trendOf } from "./trend.ts";
import { print, printError } from "../print.ts";

const ROOMS = 200;
const MEMBERS = 10;
const V1_PERCENT = 30;
const PACE_MS = 4_000;
/** How often the server is started in one soak. */
const RUNS = 3;
const SAMPLE_MS = 2_000;
/** How long the idle server is observed before and after, and how long a stop may take, in milliseconds. */
const IDLE_MS = 5_000;
const AFTERWARDS_MS = 20_000;
/** By how much descriptors and wake-ups per second may grow. */
const DESCRIPTORS_SLACK = 8;
const WAKEUPS_SLACK = 3;

/** One run of the server: its state before anybody connected, and what was measured. */
interface Run {
  readonly measured: Measurement;
  readonly before: Idle;
  readonly memory: Trend;
  readonly descriptors: Trend;
}

/** The resources of a server without connections. */
interface Idle {
  readonly descriptors: number;
  readonly wakeups: number;
}

/**
 * Runs for this many minutes in all. The server keeps its rooms and is restarted twice, as for a deploy; members
 * resume. Resolves with the exit code.
 */
export async function soak(minutes: number): Promise<number> {
  const data = await Deno.makeTempDir({ prefix: "estimatex-soak-" });
  // so that graces end within the run
  const flags = ["--resume-grace", "10s", "--admin-grace", "5s"];
  let subject = await startServer({ data, flags });
  const { port } = new URL(subject.url);
  let before = await idleOf(subject.pid);
  const plan = {
    urls: subject.urls,
    rooms: ROOMS,
    members: MEMBERS,
    v1Percent: V1_PERCENT,
    paceMs: PACE_MS,
    churn: true,
  };
  const drivers = await Drivers.start({ plan, processes: 1, pids: subject.pids });
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run++) {
    if (run > 0) {
      await drivers.part();
      await subject.end();
      subject = await startServer({ data, flags, port: Number(port) });
      before = await idleOf(subject.pid);
      await drivers.comeBack(subject.pids);
    }
    runs.push({ before, ...await watched(subject.pid, drivers, minutes * 60 / RUNS) });
  }
  await drivers.end();
  await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
  const after = await idleOf(subject.pid);
  await subject.end();
  await Deno.remove(data, { recursive: true });

  const isGiven = after.descriptors <= before.descriptors + DESCRIPTORS_SLACK &&
    after.wakeups <= before.wakeups + WAKEUPS_SLACK;
  const isLevel = runs.every(({ memory, descriptors }) => memory.level && descriptors.level);
  for (const line of report(minutes, runs, after, isGiven)) print(line);
  const { errors } = drivers;
  print(JSON.stringify({ plan, minutes, runs, after, errors }));
  for (const line of errors.lines()) printError(line);
  return errors.total === 0 && isLevel && isGiven ? 0 : 1;
}

/** Plays for this many seconds, and samples the server's resources meanwhile. */
async function watched(pid: number, drivers: Drivers, seconds: number) {
  const resident: number[] = [];
  const open: number[] = [];
  const sampling = setInterval(async () => {
    const [{ residentBytes }, descriptors] = await Promise.all([
      usageOf([pid]),
      descriptorsOf(pid),
    ]);
    resident.push(residentBytes / 2 ** 20);
    open.push(descriptors);
  }, SAMPLE_MS);
  const measured = await drivers.measure(seconds);
  clearInterval(sampling);
  return { measured, memory: trendOf(resident), descriptors: trendOf(open) };
}

async function idleOf(pid: number): Promise<Idle> {
  return { descriptors: await descriptorsOf(pid), wakeups: await wakeupsOf(pid) };
}

function report(minutes: number, runs: readonly Run[], after: Idle, isGiven: boolean): string[] {
  const cells = (trend: Trend) => [
    trend.middle.toFixed(0),
    trend.last.toFixed(0),
    trend.level ? "level" : "GROWS",
  ];
  const last = runs.at(-1)?.before;
  return [
    ...table([
      [`${minutes} min`, ...MEASUREMENT_COLUMNS],
      ...runs.map(({ measured }, at) => [`run ${at + 1}`, ...measurementCells(measured)]),
    ]),
    ...table([
      ["", "middle third", "last third", ""],
      ...runs.flatMap(({ memory, descriptors }, at) => [
        [`run ${at + 1}, resident MiB`, ...cells(memory)],
        [`run ${at + 1}, descriptors`, ...cells(descriptors)],
      ]),
    ]),
    ...table([
      ["idle", "before", "after", ""],
      ["descriptors", `${last?.descriptors}`, `${after.descriptors}`, ""],
      [
        "wake-ups/s",
        last?.wakeups.toFixed(1) ?? "",
        after.wakeups.toFixed(1),
        isGiven ? "" : "NOT GIVEN BACK",
      ],
    ]),
  ];
}

/** How often an idle process wakes up per second: timers that are left behind increase it. */
async function wakeupsOf(pid: number): Promise<number> {
  const before = await sleepsOf(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return (await sleepsOf(pid) - before) / (IDLE_MS / 1_000);
}
