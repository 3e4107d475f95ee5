/**
 * A long run like a working day: many members, who come, leave, lose their connection and come back, while
 * rooms vote, end and are opened, and the server is started anew. It must hold no more at the end than in the
 * middle, and give back its descriptors and timers when everybody has gone.
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
/** The server ends and starts again in between. */
const RUNS = 3;
const SAMPLE_MS = 2_000;
/** How long idleness is watched before and after, and what an end may take, in milliseconds. */
const IDLE_MS = 5_000;
const AFTERWARDS_MS = 20_000;
/** Descriptors and wake-ups a second that may be more at the end than at the start. */
const DESCRIPTORS_SLACK = 8;
const WAKEUPS_SLACK = 3;

/** One run of the server: how it was before anybody came, and what was seen of it. */
interface Run {
  readonly measured: Measurement;
  readonly before: Idle;
  readonly memory: Trend;
  readonly descriptors: Trend;
}

/** What a server has when nobody is connected. */
interface Idle {
  readonly descriptors: number;
  readonly wakeups: number;
}

/**
 * Runs for so many minutes in all. The server keeps its rooms and is started anew twice, as for a deploy:
 * who can come back does. Returns the exit code.
 */
export async function soak(minutes: number): Promise<number> {
  const data = await Deno.makeTempDir({ prefix: "estimatex-soak-" });
  // seats of whoever left by losing a connection are given up within the run, not after it
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

/** Plays for so many seconds, and samples what the server has meanwhile. */
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

/** How often an idle process wakes up in a second: what a timer that was left behind makes more. */
async function wakeupsOf(pid: number): Promise<number> {
  const before = await sleepsOf(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return (await sleepsOf(pid) - before) / (IDLE_MS / 1_000);
}
