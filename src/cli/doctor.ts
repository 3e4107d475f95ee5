/**
 * `estimatex-server doctor URL`: connects to a server as its clients do, through whatever is in between, and reports
 * what a proxy breaks. It changes nothing, except that it opens a room and ends it. With `--cluster` it checks NATS and
 * the nodes instead, and touches no room.
 */
import { formatDuration } from "../base/duration.ts";
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";
import { clusterFiles } from "./cluster.ts";
import type { CommandContext } from "./command_table.ts";
import { type Credentials, readCredentials } from "./doctor/credentials.ts";
import { checkHandshakes } from "./doctor/handshakes.ts";
import { checkForwarding, checkReach } from "./doctor/reach.ts";
import { type Check, shown } from "./doctor/report.ts";
import { checkSession } from "./doctor/session.ts";
import type { Target } from "./doctor/target.ts";
import { DOCTOR_HELP, parseDoctor } from "./doctor_arguments.ts";
import { done, misused } from "./ending.ts";

/** Runs the checks and resolves with the exit code. */
export async function run(args: readonly string[], { env }: CommandContext): Promise<number> {
  const asked = parseDoctor(args, env);
  if (asked.kind === "help") return done(DOCTOR_HELP);
  if (asked.kind === "error") return misused(asked.message);
  const checks: Check[] = [];
  const report = (check: Check) => {
    checks.push(check);
    if (!asked.json) writeLine(Deno.stdout, shown(check));
  };
  let what: Readonly<Record<string, string>>;
  if (asked.kind === "cluster") {
    const { cluster: { servers, cluster, ...named }, monitors } = asked;
    const files = await clusterFiles(named);
    if (!files.ok) return misused(files.error);
    const { examineCluster } = await import("./doctor/cluster_checks.ts");
    await examineCluster({ servers, cluster, ...files.value }, monitors, report);
    what = { cluster };
  } else {
    const { idleMs } = asked;
    const credentials = readCredentials(asked);
    if (!credentials.ok) return misused(credentials.error);
    if (!asked.json && idleMs > 0) {
      const time = formatDuration(idleMs);
      writeLine(Deno.stderr, `Its clients will be silent for ${time}: --idle sets how long.`);
    }
    await examine(asked.target, { idleMs, credentials: credentials.value }, report);
    what = { url: asked.target.url };
  }
  const ok = checks.every(({ result }) => result !== "failed");
  if (asked.json) writeLine(Deno.stdout, JSON.stringify({ ...what, ok, checks }));
  return ok ? EXIT.ok : EXIT.failed;
}

/** Runs the checks of a server in order, as far as the ones before allow. */
async function examine(
  target: Target,
  { idleMs, credentials }: { readonly idleMs: number; readonly credentials: Credentials },
  report: (check: Check) => void,
): Promise<void> {
  const { check, answer } = await checkReach(target, credentials);
  report(check);
  if (answer === null) return;
  const handshakes = await checkHandshakes(target, credentials);
  for (const handshake of handshakes) report(handshake);
  const upgraded = handshakes.every(({ name, result }) => name === "origin" || result !== "failed");
  if (upgraded) {
    await checkSession(target, { idleMs, credentials, roundTripMs: answer.tookMs, report });
  }
  report(checkForwarding(answer));
}
