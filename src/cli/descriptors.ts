/**
 * Checks that there are file descriptors for as many connections as the settings allow [W10]: without one the listener
 * would fail, and nobody could connect. Reading the limit needs all permissions, so it is measured instead, by opening
 * descriptors: 10,000 take 100 ms, half of which the kernel takes to make its table larger. What the operator asked for
 * is checked before a worker starts. The default is checked while the server already serves, some descriptors in each
 * turn of the event loop. Where there are too few, connections lack them for a few milliseconds.
 */
import type { Result } from "../base/result.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";

/** How many descriptors are needed besides those of connections: by the process, and by each worker. */
const DESCRIPTOR_RESERVE = {
  // Requests that never become a connection (page, health, metrics, half handshakes, idle keep-alive),
  // which hold a socket each for a while.
  process: 64,
  // Measured on Deno 2.9.6: a worker that listens opens 7. The rest is for connections that are closing or
  // refused while new ones arrive.
  worker: 16,
} as const;

/** How many are opened if connections have no limit: more are not worth the time (8 us each). */
export const DESCRIPTORS_PROBED_MAX = 65_536;

const ADVICE = "raise the limit (ulimit -n, LimitNOFILE=)";

interface Closable {
  close(): void;
}

/** How many descriptors `config` needs; with no limit on connections, how many to look for. */
export function descriptorsWanted(config: Config): number {
  if (config.max_connections === 0) return DESCRIPTORS_PROBED_MAX;
  return config.max_connections + reserve(config);
}

/**
 * How many of `wanted` descriptors can be open at the same time; closes all of them again. Returns `wanted` if this
 * can't be measured (no such device, no permission). Deno has already raised the soft limit to the hard one.
 */
export function descriptorsFree(
  wanted: number,
  open: () => Closable = () => Deno.openSync("/dev/null"),
): number {
  const opened: Closable[] = [];
  try {
    while (opened.length < wanted) opened.push(open());
    return wanted;
  } catch (error) {
    return isUsedUp(error) ? opened.length : wanted;
  } finally {
    for (const file of opened) file.close();
  }
}

/** How many are opened in a turn of the event loop while the server serves. */
const OPENED_AT_ONCE = 256;
/** How long the server serves before the first of them, in milliseconds: who connects first need not wait. */
const FIRST_PAUSE_MS = 300;

/** How many descriptors a server that runs has open besides those of connections: measured on Deno 2.9.6. */
export function descriptorsInUse({ workers, data }: Config): number {
  const serving = workers === 1 ? 3 : 2 + 7 * workers;
  return data === null ? serving : serving + 1 + 4 * workers;
}

/**
 * Counts free descriptors as `descriptorsFree` does, while connections come and go. `inUse`: how many that `wanted`
 * includes are in use; `pause`: waits for so many milliseconds, or for the next turn of the event loop.
 */
export async function countDescriptors(
  wanted: number,
  { inUse, pause, open = () => Deno.openSync("/dev/null") }: {
    readonly inUse: () => number;
    readonly pause: (ms: number) => Promise<void>;
    readonly open?: () => Closable;
  },
): Promise<number> {
  const opened: Closable[] = [];
  await pause(FIRST_PAUSE_MS);
  try {
    for (;;) {
      const left = wanted - inUse() - opened.length;
      if (left <= 0) return wanted;
      for (let n = 0; n < Math.min(left, OPENED_AT_ONCE); n++) opened.push(open());
      await pause(0);
    }
  } catch (error) {
    return isUsedUp(error) ? opened.length + inUse() : wanted;
  } finally {
    for (const file of opened) file.close();
  }
}

/** The settings to run with, perhaps with a warning to log. */
interface Fitted {
  readonly config: Config;
  readonly warning: string | null;
}

/**
 * Compares `--max-connections` with the descriptors there are. If the operator asked for more, warns; a default that
 * doesn't fit is lowered, with a warning. No limit (0) becomes what fits, so that one connection too many is refused
 * with a reason and doesn't break the listener; it stays 0 if as many as were looked for are there.
 */
export function checkConnections(
  config: Config,
  explicit: Explicit,
  free: number,
): Result<Fitted, string> {
  const wanted = descriptorsWanted(config);
  if (free >= wanted) return { ok: true, value: { config, warning: null } };
  const fits = free - reserve(config);
  const limited = config.max_connections !== 0;
  if (fits < 1) {
    return {
      ok: false,
      error:
        `no file descriptor is left for connections: this process may open ${free} and needs ` +
        `${reserve(config)} for itself: ${ADVICE}`,
    };
  }
  if (limited && explicit.has("max_connections")) {
    return {
      ok: false,
      error:
        `${nameOf("max_connections", explicit)} ${config.max_connections} needs ${wanted} file ` +
        `descriptors, this process may open ${free}: ${ADVICE}, or ask for at most ${fits}`,
    };
  }
  const warning = limited
    ? `--max-connections is lowered from ${config.max_connections} to ${fits}: this process may ` +
      `open only ${free} file descriptors (ulimit -n, LimitNOFILE=)`
    : null;
  return { ok: true, value: { config: { ...config, max_connections: fits }, warning } };
}

function reserve(config: Config): number {
  return DESCRIPTOR_RESERVE.process + DESCRIPTOR_RESERVE.worker * config.workers;
}

// EMFILE (this process) and ENFILE (the whole machine): Deno has no class for them, and Deno 2.4 no `code`.
function isUsedUp(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Too many open files");
}
