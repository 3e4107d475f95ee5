/**
 * Measures a room of a thousand members, and the latency in another room of the same worker (the probe), while all of
 * them join and while all of them vote again and again.
 */
import type { CrowdCommand, CrowdLine, CrowdPhase, CrowdPlan } from "./crowd_driver.ts";
import { Errors } from "./errors.ts";
import { Latencies } from "./latencies.ts";
import { Process } from "./process.ts";
import { usageOf } from "./proc.ts";
import { table } from "./report.ts";
import { startServer } from "./subjects.ts";
import { print, printError } from "../print.ts";

/** How long the probe runs alone, and how long the members vote, in milliseconds. */
const ALONE_MS = 5_000;
const STORM_MS = 10_000;

/** The compositions of the crowd: a name, and the percentage of v1 members. */
const CROWDS = [["v2", 0], ["v1", 100], ["half v1, half v2", 50]] as const;

/** The result of one phase, of the crowd, if there was one, and of the probe. */
interface Phase {
  readonly name: "alone" | "joins" | "storm";
  readonly crowd: CrowdPhase | null;
  readonly latencies: Latencies;
  /** The server's CPU time while latencies were measured. */
  readonly cpuSeconds: number;
}

/** Measures each composition with this many members. Resolves with the exit code. */
export async function crowds(members: number): Promise<number> {
  const errors = new Errors();
  const all: { name: string; phases: readonly Phase[] }[] = [];
  for (const [name, v1Percent] of CROWDS) {
    const phases = await phasesOf({ members, v1Percent });
    for (const { crowd } of phases) if (crowd !== null) errors.merge(crowd.errors);
    all.push({ name, phases });
    for (const line of report(`${members} of ${name}`, phases)) print(line);
  }
  print(JSON.stringify({ members, all, errors }));
  for (const line of errors.lines()) printError(line);
  return errors.total === 0 ? 0 : 1;
}

async function phasesOf(
  wanted: Omit<CrowdPlan, "url">,
): Promise<readonly Phase[]> {
  const { url, pid, end } = await startServer();
  const allowed = `--allow-net=${new URL(url).host}`;
  const run = (file: string, argument: string) =>
    new Process({
      args: ["run", "--frozen", allowed, `tests/bench/${file}`, argument],
      stdin: "piped",
    });
  const probe = run("probe_driver.ts", url);
  const during = async (work: () => Promise<unknown>) => {
    await probe.write("go");
    const before = await usageOf([pid]);
    await work();
    const after = await usageOf([pid]);
    await probe.write("stop");
    const latencies = new Latencies();
    latencies.merge(JSON.parse(await probe.line()));
    const cpuUs = after.userUs + after.systemUs - before.userUs - before.systemUs;
    return { latencies, cpuSeconds: cpuUs / 1e6 };
  };
  const alone = await during(() => delay(ALONE_MS));
  const plan: CrowdPlan = { url, ...wanted };
  const crowd = run("crowd_driver.ts", JSON.stringify(plan));
  const joins = await during(() => answer(crowd, "seated"));
  const joined = await answer(crowd, "over");
  await crowd.write("storm" satisfies CrowdCommand);
  await answer(crowd, "storming");
  const storm = await during(() => delay(STORM_MS));
  await crowd.write("calm" satisfies CrowdCommand);
  const calmed = await answer(crowd, "over");
  await Promise.all([probe.end(), crowd.end()]);
  await end();
  return [
    { name: "alone", crowd: null, ...alone },
    { name: "joins", crowd: joined, ...joins },
    { name: "storm", crowd: calmed, ...storm },
  ];
}

async function answer<Event extends CrowdLine["event"]>(
  crowd: Process,
  event: Event,
): Promise<Extract<CrowdLine, { event: Event }>> {
  const line: CrowdLine = JSON.parse(await crowd.line());
  if (isOf(line, event)) return line;
  throw new Error(`${line.event} instead of ${event}`);
}

function isOf<Event extends CrowdLine["event"]>(
  line: CrowdLine,
  event: Event,
): line is Extract<CrowdLine, { event: Event }> {
  return line.event === event;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report(title: string, phases: readonly Phase[]): string[] {
  const rows = phases.map(({ name, crowd, latencies, cpuSeconds }) => [
    name,
    ...crowd === null ? ["", "", "", "", ""] : [
      crowd.seconds.toFixed(1),
      crowd.afterwards.toFixed(1),
      `${crowd.commands}`,
      `${crowd.deliveries}`,
      (crowd.bytes / 1e6).toFixed(0),
    ],
    latencies.percentile(0.5).toFixed(1),
    latencies.percentile(0.99).toFixed(1),
    latencies.maxMs.toFixed(1),
    cpuSeconds.toFixed(2),
  ]);
  return [...table([[title, ...COLUMNS], ...rows]), ""];
}

const COLUMNS = [
  "seconds",
  "last frame after",
  "commands",
  "deliveries",
  "MB",
  "other room p50 ms",
  "p99 ms",
  "max ms",
  "server CPU s",
];
