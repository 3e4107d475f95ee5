/**
 * Measures a process's memory and descriptors. V8 does not release memory at once, so tests wait for the value at which
 * it settles, and check whether it returns to that.
 */
import { fail } from "@std/assert";
import { PATIENCE_MS } from "../e2e/patience.ts";

/** How many times what it held before may be left once the abuse is over. */
const GROWTH_MAX = 1.3;

/** How often it is abused before that is a leak. */
const TIMES = 3;

/** Looks that are taken to see what memory settles at. */
const LOOKS = 5;

/** Some decent work between two looks: it is what makes V8 tidy up. */
type Work = () => Promise<void>;

/** The resident memory of a process, in bytes. */
export function residentBytes(pid: number): Promise<number> {
  return statusBytes(pid, "VmRSS");
}

/** The most resident memory that a process has had, in bytes; what it has now where the system doesn't show it. */
export function peakBytes(pid: number): Promise<number> {
  return statusBytes(pid, "VmHWM");
}

async function statusBytes(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  // Deno itself may not read /proc without every permission; where there is none, ps knows.
  const linux = Deno.build.os === "linux";
  const [program, args] = linux
    ? ["cat", [`/proc/${pid}/status`]] as const
    : ["ps", ["-o", "rss=", "-p", `${pid}`]] as const;
  const { stdout } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder().decode(stdout);
  const kilobytes = Number(
    linux ? new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] : text,
  );
  if (!(kilobytes > 0)) throw new Error(`no memory of process ${pid} in: ${text}`);
  return kilobytes * 1024;
}

/** How many descriptors a process has open; undefined where the system doesn't show it. */
export async function openDescriptors(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const { stdout } = await new Deno.Command("ls", { args: [`/proc/${pid}/fd`] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").length;
}

/** What the memory of a process settles at: the least of several looks. */
async function settledBytes(pid: number, work: Work): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < LOOKS; look++) {
    await work();
    least = Math.min(least, await residentBytes(pid));
  }
  return least;
}

/**
 * Insists that the process comes back to `GROWTH_MAX` times what it settled at before the abuse. Where little
 * else runs V8 may keep for long what it once had: more of the same makes it tidy up, and a leak grow.
 */
export async function comesBack(
  pid: number,
  { abuse, work }: { readonly abuse: Work; readonly work: Work },
): Promise<void> {
  const before = await settledBytes(pid, work);
  for (let time = 0; time < TIMES; time++) {
    await abuse();
    if (await comesDownTo(GROWTH_MAX * before, pid, work)) return;
  }
  const now = await residentBytes(pid);
  fail(`memory stays at ${mebibytes(now)}, it was ${mebibytes(before)}`);
}

async function comesDownTo(bytes: number, pid: number, work: Work): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  while (await residentBytes(pid) > bytes) {
    if (performance.now() > until) return false;
    await work();
  }
  return true;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
