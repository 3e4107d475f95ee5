/**
 * The open loop: rooms begin a round every 4 s, however fast the server is, as people do. Measures the latency of votes
 * and the cost of a delivery for several numbers of rooms; the programs take turns.
 */
import { contest, type Contestant, cpuUsOf, type Pace } from "./contest.ts";
import { Errors } from "./errors.ts";
import { table } from "./report.ts";
import { startBroadcast, startServer, type Subject } from "./subjects.ts";
import { print, printError } from "../print.ts";

/** How many rooms, one after the other. */
export const PACED_ROOMS: readonly number[] = [100, 500, 1_000];

const MEMBERS = 10;
const ROUND_EVERY_MS = 4_000;
/** Longer than a round, so that rooms overlap. */
const PACE: Pace = { turns: 3, seconds: 6 };

/** `urls`, `pids`: of another server that runs already, to be held against this one, too; none: there is none. */
interface PacedOptions extends Pick<Subject, "urls" | "pids"> {
  readonly rooms: readonly number[];
  readonly v1Percent: number;
}

/** Measures it, prints it on the way, and returns the exit code. */
export async function paced(
  { rooms: all, v1Percent, urls, pids }: PacedOptions,
): Promise<number> {
  const errors = new Errors();
  for (const rooms of all) {
    const plan = { rooms, members: MEMBERS, v1Percent, paceMs: ROUND_EVERY_MS, churn: false };
    const contestants: Contestant[] = [
      { name: "two workers", start: () => startServer({ workers: 2 }), plan },
      { name: "bare broadcast loop", start: startBroadcast, plan },
      ...urls.map((url) => ({ name: url, start: () => running(url, pids), plan })),
      { name: "one worker", start: startServer, plan },
    ];
    const placings = await contest(contestants, PACE, errors);
    const rows = placings.map(({ name, measured, cpuRatio, p50Ratio, p99Ratio }) => [
      name,
      measured.p50Ms.toFixed(2),
      measured.p99Ms.toFixed(1),
      cpuUsOf(measured).toFixed(1),
      ...[p50Ratio, p99Ratio, cpuRatio].map((ratio) => ratio.toFixed(2)),
    ]);
    for (const line of [...table([[`${rooms} rooms of ${MEMBERS}`, ...COLUMNS], ...rows]), ""]) {
      print(line);
    }
  }
  for (const line of errors.lines()) printError(line);
  return errors.total === 0 ? 0 : 1;
}

const COLUMNS = ["p50 ms", "p99 ms", "CPU us", "p50 ratio", "p99 ratio", "CPU ratio"];

/** A program that was started, and will be stopped, by somebody else. */
function running(url: string, pids: readonly number[]): Promise<Subject> {
  return Promise.resolve({ urls: [url], pids, besides: [], end: () => Promise.resolve() });
}
