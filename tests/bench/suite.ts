/** Measures the figures in README.md: the cost of a delivery and of an idle connection, compared with bare programs. */
import { contest, type Contestant, memories, type Pace, type Placing } from "./contest.ts";
import { Errors } from "./errors.ts";
import { MEASUREMENT_COLUMNS, measurementCells, table } from "./report.ts";
import { startBroadcast, startKeeping, startServer, startSockets } from "./subjects.ts";
import { print, printError } from "../print.ts";

/** How long and with how many connections: a quick look, or figures to publish. */
interface Thoroughness extends Pace {
  readonly rooms: readonly number[];
  readonly idleRooms: { readonly before: number; readonly all: number };
  readonly settleMs: number;
}

export const QUICK: Thoroughness = {
  turns: 3,
  seconds: 1,
  rooms: [100, 10],
  idleRooms: { before: 50, all: 250 },
  settleMs: 10_000,
};

export const THOROUGH: Thoroughness = {
  turns: 5,
  seconds: 2,
  rooms: [1_800, 100, 10],
  idleRooms: { before: 200, all: 1_800 },
  settleMs: 20_000,
};

/** Runs it all, prints it on the way, and returns the exit code. */
export async function suite(how: Thoroughness): Promise<number> {
  const errors = new Errors();
  const all: { title: string; placings: readonly Placing[] }[] = [];
  const compare = async (title: string, contestants: readonly Contestant[]) => {
    const placings = await contest(contestants, how, errors);
    all.push({ title, placings });
    show(title, placings);
  };
  // what more sockets cost, they cost the bare loop, too
  const v1Plans = [50, ...how.rooms].map((rooms) => planOf(rooms, 100));
  for (const plan of [...v1Plans, planOf(50, 0)]) {
    await compare(`${plan.v1Percent === 100 ? "v1" : "v2"}, ${plan.rooms} rooms of 10`, [
      { name: "server", start: startServer, plan },
      { name: "bare broadcast loop", start: startBroadcast, plan },
    ]);
  }
  for (const v1Percent of [100, 0]) {
    const plan = planOf(50, v1Percent);
    const protocol = v1Percent === 100 ? "v1" : "v2";
    const startTwo = () => startServer({ workers: 2 });
    await compare(`${protocol}, rooms of 10, workers`, [
      { name: "two, 50 rooms each", start: startTwo, plan: planOf(100, v1Percent) },
      { name: "two, 50 rooms", start: startTwo, plan },
      { name: "one, 50 rooms", start: startServer, plan },
    ]);
    await compare(`${protocol}, 50 rooms of 10, --data-sync`, [
      { name: "full", start: () => startKeeping(["--data-sync", "full"]), plan },
      { name: "normal", start: startKeeping, plan },
      { name: "without --data", start: startServer, plan },
    ]);
  }
  const many = planOf(200, 0);
  await compare("v2, 200 rooms of 10, workers", [
    { name: "two", start: () => startServer({ workers: 2 }), plan: many },
    { name: "one", start: startServer, plan: many },
  ]);
  const idle = await idleMemory(how);
  print(JSON.stringify({ all, idle, errors }));
  for (const line of errors.lines()) printError(line);
  return errors.total === 0 ? 0 : 1;
}

async function idleMemory({ idleRooms: { before, all }, settleMs }: Thoroughness) {
  const found: { protocol: string; server: number; bare: number }[] = [];
  for (const v1Percent of [100, 0]) {
    const plan = planOf(all, v1Percent);
    const [server = NaN, bare = NaN] = await memories([
      { name: "server", start: startServer, plan, plays: true },
      { name: "bare sockets", start: startSockets, plan, plays: false },
    ], { before, settleMs });
    found.push({ protocol: v1Percent === 100 ? "v1" : "v2", server, bare });
  }
  const rows = found.map(({ protocol, server, bare }) => [
    protocol,
    kibibytes(server),
    kibibytes(bare),
    (server / bare).toFixed(2),
  ]);
  const title = `KiB for an idle connection, from ${10 * before} to ${10 * all}`;
  for (const line of table([[title, "server", "bare", "ratio"], ...rows])) print(line);
  return found;
}

function show(title: string, placings: readonly Placing[]): void {
  const rows = placings.map(({ name, measured, userRatio, cpuRatio, roundRatio }) => [
    name,
    ...measurementCells(measured),
    userRatio.toFixed(2),
    cpuRatio.toFixed(2),
    roundRatio.toFixed(2),
  ]);
  const head = [title, ...MEASUREMENT_COLUMNS, "user ratio", "CPU ratio", "of a round"];
  for (const line of [...table([head, ...rows]), ""]) print(line);
}

function planOf(rooms: number, v1Percent: number): Contestant["plan"] {
  return { rooms, members: 10, v1Percent, paceMs: null, churn: false };
}

function kibibytes(bytes: number): string {
  return (bytes / 1_024).toFixed(1);
}
