/**
 * `deno task bench`: with `--url` it loads a running server; without, it starts the server and the bare programs that
 * it is compared with. Prints the figures. Exit codes: 1 an error in a run; 2 wrong command line.
 */
import { parseArgs } from "@std/cli/parse-args";
import { crowds } from "./crowd.ts";
import { Drivers } from "./drivers.ts";
import { paced, PACED_ROOMS } from "./paced.ts";
import { soak } from "./soak.ts";
import { QUICK, suite, THOROUGH } from "./suite.ts";
import { MEASUREMENT_COLUMNS, measurementCells, table } from "./report.ts";
import { print, printError } from "../print.ts";

const USAGE = `deno task bench [--thorough]
deno task bench --url ws://HOST:PORT/ws [--rooms 50] [--members 10] [--v1 PERCENT] [--pace SECONDS]
                [--seconds 10] [--processes 1] [--pid PID]...
deno task bench --paced [--rooms ROOMS] [--v1 PERCENT] [--url ws://HOST:PORT/ws --pid PID]
deno task bench --crowd [1000]
deno task soak MINUTES`;

const KNOWN = [
  "url",
  "rooms",
  "members",
  "v1",
  "pace",
  "seconds",
  "processes",
  "pid",
  "soak",
  "crowd",
] as const;

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: KNOWN,
    collect: ["pid"],
    boolean: ["thorough", "paced", "help"],
    unknown: (arg) => usage(`unknown: ${arg}`),
  });
  if (args["help"]) usage("");
  if (args["soak"] !== undefined) {
    const minutes = /^\d{1,6}$/.test(`${args["soak"]}`) ? Number(args["soak"]) : 0;
    Deno.exit(minutes > 0 ? await soak(minutes) : usage("soak needs how many minutes"));
  }
  if (args["crowd"] !== undefined) {
    const members = /^\d{1,4}$/.test(`${args["crowd"]}`) ? Number(args["crowd"]) : 1_000;
    Deno.exit(await crowds(members));
  }
  if (args["paced"] === true) {
    const rooms = args["rooms"] === undefined ? PACED_ROOMS : [numbersOf(args)("rooms", 0)];
    Deno.exit(await paced({ ...planOf(args), rooms }));
  }
  if (args["url"] !== undefined) Deno.exit(await load(args));
  Deno.exit(await suite(args["thorough"] === true ? THOROUGH : QUICK));
}

/** Loads what runs at `--url`. */
async function load(args: Readonly<Record<string, unknown>>): Promise<number> {
  const number = numbersOf(args);
  const { urls, pids, v1Percent } = planOf(args);
  const plan = {
    urls,
    rooms: number("rooms", 50),
    members: number("members", 10),
    v1Percent,
    paceMs: args["pace"] === undefined ? null : number("pace", 0) * 1_000,
    churn: false,
  };
  const drivers = await Drivers.start({ plan, processes: number("processes", 1), pids });
  const measured = await drivers.measure(number("seconds", 10));
  await drivers.end();
  const rows = [["", ...MEASUREMENT_COLUMNS], [`${args["url"]}`, ...measurementCells(measured)]];
  for (const line of table(rows)) print(line);
  print(JSON.stringify({ plan, measured, errors: drivers.errors }));
  for (const line of drivers.errors.lines()) printError(line);
  return drivers.errors.total === 0 ? 0 : 1;
}

/** What runs already, and is loaded: where, which processes, and with which members. */
function planOf(args: Readonly<Record<string, unknown>>) {
  const pids = Array.isArray(args["pid"]) ? args["pid"].map(Number) : [];
  const urls = args["url"] === undefined ? [] : [`${args["url"]}`];
  return { urls, pids, v1Percent: numbersOf(args)("v1", 100) };
}

function numbersOf(args: Readonly<Record<string, unknown>>) {
  return (name: string, fallback: number): number => {
    const text = args[name] ?? fallback;
    return /^\d+(\.\d+)?$/.test(`${text}`) ? Number(text) : usage(`--${name} must be a number`);
  };
}

function usage(problem: string): never {
  if (problem !== "") printError(problem);
  print(USAGE);
  Deno.exit(problem === "" ? 0 : 2);
}
