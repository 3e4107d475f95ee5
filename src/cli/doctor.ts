/**
 * `estimatex-server doctor URL`: connects to a server as its clients do, through whatever is between, and
 * reports what a proxy breaks. It changes nothing but opens one room and ends it.
 */
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { DURATION_FORM, DURATION_MS_MAX, formatDuration, parseDuration } from "../base/duration.ts";
import { EXIT } from "../base/exit.ts";
import { quoteEscaped } from "../base/printable.ts";
import { writeLine } from "../base/write_line.ts";
import { checkForwarding, checkHandshakes, checkReach } from "./doctor/reach.ts";
import { type Check, shown } from "./doctor/report.ts";
import { checkSession } from "./doctor/session.ts";
import { type Target, targetOf } from "./doctor/target.ts";

/** Longer than the 60 s after which many proxies cut a silent connection, unless they are set not to. */
export const IDLE_FALLBACK = "65s";

const HELP_TEXT = `estimatex-server doctor URL: says what a proxy between here and a server breaks

Usage: estimatex-server doctor URL [--idle TIME] [--json]

  URL          the server's address, such as https://points.example.com
  --idle TIME  how long to be silent as a thinking client; 0s: not at all (default: ${IDLE_FALLBACK})
  --json       one JSON object instead of lines

Exit code 0: all is well, warnings included; 1: something failed; 2: a wrong argument.`;

type Asked =
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "run"; readonly target: Target; readonly idleMs: number; json: boolean };

/** Runs it; returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const asked = read(args);
  if (asked.kind === "help") {
    writeLine(Deno.stdout, HELP_TEXT);
    return EXIT.ok;
  }
  if (asked.kind === "error") {
    writeLine(Deno.stderr, asked.message);
    return EXIT.usage;
  }
  const checks: Check[] = [];
  const report = (check: Check) => {
    checks.push(check);
    if (!asked.json) writeLine(Deno.stdout, shown(check));
  };
  await examine(asked.target, asked.idleMs, report);
  const ok = checks.every(({ result }) => result !== "failed");
  if (asked.json) writeLine(Deno.stdout, JSON.stringify({ url: asked.target.url, ok, checks }));
  return ok ? EXIT.ok : EXIT.failed;
}

/** All checks in their order, as far as they make sense. */
async function examine(
  target: Target,
  idleMs: number,
  report: (check: Check) => void,
): Promise<void> {
  const { check, answer } = await checkReach(target);
  report(check);
  if (answer === null) return;
  const handshakes = await checkHandshakes(target);
  for (const handshake of handshakes) report(handshake);
  const upgraded = handshakes.every(({ name, result }) => name === "origin" || result !== "failed");
  if (upgraded) {
    await checkSession(target, { idleMs, roundTripMs: answer.tookMs, report });
  }
  report(checkForwarding(answer));
}

const IDLE_RULE = `a time ${DURATION_FORM}`;

const FLAGS: readonly FlagForm[] = [
  { name: "idle", placeholder: "TIME", rule: IDLE_RULE },
  { name: "json", placeholder: null, rule: null },
  HELP,
];

function read(args: readonly string[]): Asked {
  const { given, rest: [url, more], problem } = splitArguments(args, FLAGS);
  const error = (message: string): Asked => ({ kind: "error", message });
  if (given.has("help")) return { kind: "help" };
  if (problem !== null) return error(problem);
  if (url === undefined || more !== undefined) {
    const got = more === undefined
      ? ""
      : `, got ${quoteEscaped(url ?? "")} and ${quoteEscaped(more)}`;
    return error(`doctor needs one URL, such as https://points.example.com${got}`);
  }
  const target = targetOf(url);
  if (target === null) return error(`URL must be http(s):// or ws(s)://, got ${quoteEscaped(url)}`);
  const [idle = IDLE_FALLBACK] = given.get("idle") ?? [];
  const idleMs = parseDuration(idle);
  if (idleMs === null || idleMs > DURATION_MS_MAX) {
    const rule = idleMs === null ? IDLE_RULE : `at most ${formatDuration(DURATION_MS_MAX)}`;
    return error(`--idle must be ${rule}, got ${quoteEscaped(idle)}`);
  }
  return { kind: "run", target, idleMs, json: given.has("json") };
}
