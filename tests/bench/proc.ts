/**
 * The resources that a process uses, from Linux's /proc. Read with `cat` and `ls`, because Deno reads another process's
 * folder in /proc only with all permissions.
 */

/** CPU time, in microseconds, and memory, in bytes. */
export interface Usage {
  readonly userUs: number;
  readonly systemUs: number;
  readonly residentBytes: number;
}

/** Linux counts CPU time in these, whatever the machine (sysconf(_SC_CLK_TCK)). */
const TICK_US = 10_000;

/**
 * User and system time from the text of /proc/PID/stat, all threads together, in microseconds. The second
 * field is the program's name in parentheses and may hold anything, so fields are counted from its end.
 */
export function parseStat(text: string): Pick<Usage, "userUs" | "systemUs"> {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])]; // fields 14 and 15 of proc(5)
  if (!Number.isInteger(user) || !Number.isInteger(system)) throw new Error(`no stat: ${text}`);
  return { userUs: user * TICK_US, systemUs: system * TICK_US };
}

/** A number from the text of /proc/PID/status; sizes, which it gives in kB, in bytes. */
export function parseStatus(text: string, name: string): number {
  const [, value, unit] = new RegExp(`^${name}:\\s+(\\d+)( kB)?$`, "m").exec(text) ?? [];
  if (value === undefined) throw new Error(`no ${name} in ${text}`);
  return Number(value) * (unit === undefined ? 1 : 1024);
}

/** What these processes have used so far, together. */
export async function usageOf(pids: readonly number[]): Promise<Usage> {
  const each = await Promise.all(pids.map(async (pid) => ({
    ...parseStat(await cat(`/proc/${pid}/stat`)),
    residentBytes: parseStatus(await cat(`/proc/${pid}/status`), "VmRSS"),
  })));
  const sum = (of: (usage: Usage) => number) => each.reduce((total, one) => total + of(one), 0);
  return {
    userUs: sum(({ userUs }) => userUs),
    systemUs: sum(({ systemUs }) => systemUs),
    residentBytes: sum(({ residentBytes }) => residentBytes),
  };
}

/** How many descriptors a process has open. */
export async function descriptorsOf(pid: number): Promise<number> {
  return (await run("ls", `/proc/${pid}/fd`)).trim().split("\n").length;
}

/** How often a process has gone to sleep so far, which an idle one does only after a timer has woken it. */
export async function sleepsOf(pid: number): Promise<number> {
  return parseStatus(await cat(`/proc/${pid}/status`), "voluntary_ctxt_switches");
}

function cat(file: string): Promise<string> {
  return run("cat", file);
}

async function run(tool: string, argument: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(tool, { args: [argument] }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${tool} ${argument}: ${text(stderr).trim()}`);
  return text(stdout);
}
