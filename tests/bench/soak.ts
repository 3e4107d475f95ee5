/**
 * A long run like a working day: many members, who come, leave, lose their connection and come back, while
 * rooms vote, end and are opened. The server must hold no more at the end than in the middle, and give
 * back its descriptors and timers when everybody has gone.
 */
import { Drivers } from "./drivers.ts";
import { descriptorsOf, sleepsOf, usageOf } from "./proc.ts";
import { MEASUREMENT_COLUMNS, measurementCells, table } from "./report.ts";
import { startServer } from "./subjects.ts";
import { trendOf } from "./trend.ts";

const ROOMS = 200;
const MEMBERS = 10;
const V1_PERCENT = 30;
const PACE_MS = 4_000;
const SAMPLE_MS = 2_000;
/** How long idleness is watched before and after, and what an end may take, in milliseconds. */
const IDLE_MS = 5_000;
const AFTERWARDS_MS = 20_000;
/** Descriptors and wake-ups a second that may be more at the end than at the start. */
const DESCRIPTORS_SLACK = 8;
const WAKEUPS_SLACK = 3;

/** Runs for so many minutes. Returns the exit code. */
export async function soak(minutes: number): Promise<number> {
  // seats of whoever left by losing a connection are given up within the run, not after it
  const subject = await startServer({ flags: ["--resume-grace", "10s", "--admin-grace", "5s"] });
  const { pid, url } = subject;
  const before = { descriptors: await descriptorsOf(pid), wakeups: await wakeupsOf(pid) };
  const plan = {
    url,
    rooms: ROOMS,
    members: MEMBERS,
    v1_percent: V1_PERCENT,
    pace_ms: PACE_MS,
    churn: true,
  };
  const drivers = await Drivers.start({ plan, processes: 1, pids: [pid] });
  const resident: number[] = [];
  const open: number[] = [];
  const sampling = setInterval(async () => {
    const [{ resident_bytes }, descriptors] = await Promise.all([
      usageOf([pid]),
      descriptorsOf(pid),
    ]);
    resident.push(resident_bytes / 2 ** 20);
    open.push(descriptors);
  }, SAMPLE_MS);
  const measured = await drivers.measure(minutes * 60);
  clearInterval(sampling);
  await drivers.end();
  await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
  const after = { descriptors: await descriptorsOf(pid), wakeups: await wakeupsOf(pid) };
  await subject.end();

  const [memory, descriptors] = [trendOf(resident), trendOf(open)];
  const isGiven = after.descriptors <= before.descriptors + DESCRIPTORS_SLACK &&
    after.wakeups <= before.wakeups + WAKEUPS_SLACK;
  const cells = (trend: { middle: number; last: number; level: boolean }) => [
    trend.middle.toFixed(0),
    trend.last.toFixed(0),
    trend.level ? "level" : "GROWS",
  ];
  for (
    const line of [
      ...table([[`${minutes} min`, ...MEASUREMENT_COLUMNS], [
        "server",
        ...measurementCells(measured),
      ]]),
      ...table([
        ["", "middle third", "last third", ""],
        ["resident MiB", ...cells(memory)],
        ["descriptors", ...cells(descriptors)],
      ]),
      ...table([
        ["idle", "before", "after", ""],
        ["descriptors", `${before.descriptors}`, `${after.descriptors}`, ""],
        [
          "wake-ups/s",
          before.wakeups.toFixed(1),
          after.wakeups.toFixed(1),
          isGiven ? "" : "NOT GIVEN BACK",
        ],
      ]),
    ]
  ) console.log(line);
  const { errors } = drivers;
  console.log(
    JSON.stringify({ plan, minutes, measured, memory, descriptors, before, after, errors }),
  );
  for (const line of errors.lines()) console.error(line);
  return errors.total === 0 && memory.level && descriptors.level && isGiven ? 0 : 1;
}

/** How often an idle process wakes up in a second: what a timer that was left behind makes more. */
async function wakeupsOf(pid: number): Promise<number> {
  const before = await sleepsOf(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return (await sleepsOf(pid) - before) / (IDLE_MS / 1_000);
}
