/**
 * `estimatex-server health [URL]`: asks a running server how it is, for a container's health check or a script.
 * Without a URL it asks the server of the same environment on this machine.
 */
import type { Env } from "../base/env.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { source } from "./command_line.ts";
import type { CommandContext } from "./command_table.ts";
import { readAs } from "./cluster_arguments.ts";
import { done, misused } from "./ending.ts";
import { FLAGS as SETTINGS, type Setting } from "./flags.ts";
import { readBounded } from "../base/bounded_body.ts";
import { EXIT } from "../base/exit.ts";
import { printable, quoteEscaped } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import { writeLine } from "../base/write_line.ts";
import { sentElsewhere, whyUnreached } from "./doctor/reach.ts";
import { type Target, targetOf } from "./doctor/target.ts";

/**
 * How long a server may take, in milliseconds, and how long its answer may be, in bytes, because a proxy's may be long.
 */
const WITHIN_MS = 3_000;
const ANSWER_BYTES_MAX = 64 * 1024;

/** How much of the answer is printed, in characters. */
const SHOWN_LENGTH_MAX = 500;

const HELP_TEXT = `estimatex-server health: check whether a server is healthy

Usage: estimatex-server health [URL] [--ready]

  URL      the server's address, such as https://points.example.com; without it,
           this machine at ESTIMATEX_ADMIN_HOST and ESTIMATEX_ADMIN_PORT, else
           at ESTIMATEX_HOST and ESTIMATEX_PORT or PORT, else at port 8080
  --ready  ask whether new clients should be sent there (/readyz), not only
           whether the process is alive (/healthz)

Exit codes: 0 healthy; 1 not, or no answer; 2 a wrong argument.`;

const FLAGS: readonly FlagForm[] = [{ name: "ready", placeholder: null, rule: null }, HELP];

/** Asks, prints the answer on one line, and returns the exit code. */
export async function run(
  args: readonly string[],
  { env }: CommandContext,
): Promise<number> {
  const { given, rest: [address, stray], problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return done(HELP_TEXT);
  const target = address === undefined ? here(env) : targetOf(address);
  const unread = target.ok ? null : `${address === undefined ? "" : "URL "}${target.error}`;
  const wrong = problem ??
    (stray === undefined ? unread : `unexpected argument ${quoteEscaped(stray)}`);
  if (wrong !== null || !target.ok) return misused(wrong ?? "");
  const answer = await ask(target.value, given.has("ready") ? "/readyz" : "/healthz");
  // without verifying the certificate, since the name that it is for is not known here
  const hint = address === undefined && target.value.secure && answer.kind === "none"
    ? ". Give the server's address, or let it listen on --admin-port, which has no TLS"
    : "";
  const isWell = answer.kind === "well";
  writeLine(isWell ? Deno.stdout : Deno.stderr, printable(answer.text) + hint);
  return isWell ? EXIT.ok : EXIT.failed;
}

/** The result of asking; `none`: there was no answer. */
interface Health {
  readonly kind: "well" | "unwell" | "none";
  /** One line: the server's own answer, or what is wrong. */
  readonly text: string;
}

async function ask(target: Target, path: "/readyz" | "/healthz"): Promise<Health> {
  const { origin } = target;
  try {
    const response = await fetch(`${origin}${target.path.replace(/\/ws$/, path)}`, {
      redirect: "manual", // the answer of a sign-in page would tell nothing of the server
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const bytes = await readBounded(response.body, ANSWER_BYTES_MAX);
    if (bytes === null) {
      return { kind: "unwell", text: `${origin} answers with more than a server like this would` };
    }
    const text = new TextDecoder().decode(bytes).trim().slice(0, SHOWN_LENGTH_MAX);
    if (text.startsWith('{"status":"')) return { kind: response.ok ? "well" : "unwell", text };
    const [what] = sentElsewhere(response) ?? ["that is not how this server answers"];
    return { kind: "unwell", text: `${origin} answers with status ${response.status}: ${what}` };
  } catch (error) {
    // the reason is in the cause
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "none", text: whyUnreached(cause, target).message };
  }
}

/** The server whose variables these are. With TLS its certificate is for a name that is not known here. */
function here(env: Env): Result<Target, string> {
  const find = (setting: Setting) => source(SETTINGS[setting], new Map(), env);
  const admin = find("admin_port");
  const given = admin ?? find("port");
  const port = given === null
    ? { ok: true as const, value: SETTINGS.port.fallback(1) }
    : readAs(SETTINGS.port.reader, given);
  if (!port.ok) return port;
  if (port.value === 0) {
    const error = `${given?.name} is 0, any free port: give the server's address`;
    return { ok: false, error };
  }
  const chosen = find(admin === null ? "host" : "admin_host");
  const host = chosen === null
    ? { ok: true as const, value: "" }
    : readAs(SETTINGS.host.reader, chosen);
  if (!host.ok) return host;
  const secure = admin === null && find("tls_cert") !== null;
  return targetOf(`${secure ? "https" : "http"}://${nameOf(host.value)}:${port.value}`);
}

/** A host as it is written in an address; for all interfaces of this machine, or without a host, the local one. */
function nameOf(host: string): string {
  if (["", "0.0.0.0", "::"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
