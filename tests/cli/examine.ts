/** The doctor as a program, and what it found. */
import { assert, assertEquals } from "@std/assert";
import { runToEnd } from "../e2e/server.ts";

interface Finding {
  readonly code: number;
  /** The checks that failed or warned, with their messages. */
  readonly findings: ReadonlyMap<string, string>;
  readonly checks: readonly string[];
}

/** Has it look at this address; insists on advice wherever there is something to do. */
export async function examine(
  url: string,
  { idle = "0s", env = {}, flags = [], reads = [] }: {
    readonly idle?: string | undefined;
    readonly env?: Readonly<Record<string, string>>;
    readonly flags?: readonly string[];
    readonly reads?: readonly string[];
  } = {},
): Promise<Finding> {
  const { code, lines } = await runToEnd(
    ["doctor", url, "--idle", idle, "--json", ...flags],
    reads,
    env,
  );
  assertEquals(lines.length, 1, lines.join("\n"));
  const { ok, checks } = JSON.parse(lines[0] ?? "");
  assertEquals(ok, code === 0);
  const findings = new Map<string, string>();
  for (const { name, result, message, advice } of checks) {
    if (result === "ok") continue;
    assert(advice !== undefined, `${name} has no advice`);
    findings.set(name, `${result}: ${message}`);
  }
  return { code, findings, checks: checks.map(({ name }: { name: string }) => name) };
}
