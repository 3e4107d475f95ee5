/**
 * `estimatex-server doctor URL`: connects to a server as its clients do, through whatever is between, and
 * says what a proxy breaks. It changes nothing but opens one room and ends it.
 */
import { parseArgs } from "@std/cli/parse-args";
import { DURATION_FORM, parseDuration } from "../supervisor/duration.ts";
import { quoted } from "../supervisor/printable.ts";
import { writeLine } from "../supervisor/write_line.ts";
import { checkForwarding, checkHandshakes, checkReach } from "./doctor/reach.ts";
import { type Check, shown } from "./doctor/report.ts";
import { checkSession } from "./doctor/session.ts";
import { type Target, targetOf } from "./doctor/target.ts";

/** Longer than the 60 s after which many proxies cut a silent connection, unless they are told not to. */
export const IDLE_FALLBACK = "65s";

const HELP = `estimatex-server doctor URL: says what a proxy between here and a server breaks

Usage: estimatex-server doctor URL [--idle TIME] [--json]

  URL          the server's address, such as https://points.example.com
  --idle TIME  how long to be silent as a thinking client; 0s: not at all (default: ${IDLE_FALLBACK})
  --json       one JSON object instead of lines

Exit code 0: all is well, warnings included; 1: something failed; 2: a wrong argument.`;

type Asked =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "run"; readonly target: Target; readonly idle_ms: number; json: boolean };

/** Runs it; returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const asked = read(args);
  if (asked.kind === "help") {
    writeLine(Deno.stdout, HELP);
    return 0;
  }
  if (asked.kind === "error") {
    writeLine(Deno.stderr, asked.message);
    return 2;
  }
  const checks: Check[] = [];
  const tell = (check: Check) => {
    checks.push(check);
    if (!asked.json) writeLine(Deno.stdout, shown(check));
  };
  await examine(asked.target, asked.idle_ms, tell);
  const ok = checks.every(({ result }) => result !== "failed");
  if (asked.json) writeLine(Deno.stdout, JSON.stringify({ url: asked.target.url, ok, checks }));
  return ok ? 0 : 1;
}

/** All checks in their order, as far as they make sense. */
async function examine(
  target: Target,
  idle_ms: number,
  tell: (check: Check) => void,
): Promise<void> {
  const { check, answer } = await checkReach(target);
  tell(check);
  if (answer === null) return;
  const handshakes = await checkHandshakes(target);
  for (const handshake of handshakes) tell(handshake);
  const upgraded = handshakes.every(({ name, result }) => name === "origin" || result !== "failed");
  if (upgraded) await checkSession(target, { idle_ms, round_trip_ms: answer.took_ms, tell });
  tell(checkForwarding(answer));
}

function read(args: readonly string[]): Asked {
  const unknown: string[] = [];
  const parsed = parseArgs([...args], {
    string: ["idle", "_"],
    boolean: ["json", "help"],
    alias: { help: "h" },
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  const error = (message: string): Asked => ({ kind: "error", message });
  if (parsed["help"] === true) return { kind: "help" };
  if (unknown[0] !== undefined) {
    return error(`unknown flag ${quoted(unknown[0])} (--help lists all)`);
  }
  const [url, more] = parsed._.map(String);
  if (url === undefined || more !== undefined) {
    return error("doctor needs one URL, such as https://points.example.com");
  }
  const target = targetOf(url);
  if (target === null) return error(`URL must be http(s):// or ws(s)://, got ${quoted(url)}`);
  const idle = String(parsed["idle"] ?? IDLE_FALLBACK);
  const idle_ms = parseDuration(idle);
  if (idle_ms === null) return error(`--idle must be a time ${DURATION_FORM}, got ${quoted(idle)}`);
  return { kind: "run", target, idle_ms, json: parsed["json"] === true };
}
