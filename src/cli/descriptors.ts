/**
 * Can as many connections be served as the settings promise [W10]? Each takes a file descriptor; where they
 * run out the listener dies and nobody gets in. The limit itself can't be read without permission for
 * everything, so descriptors are counted: before the start for a number that somebody asks for, otherwise
 * while the server serves already, for 10,000 of them take 100 ms.
 */
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";

/** What the process has open beside connections: for itself, and for each worker. */
const DESCRIPTOR_RESERVE = {
  // Requests that never become a connection (page, health, metrics, half handshakes, idle keep-alive),
  // which hold a socket each for a while.
  process: 64,
  // Measured on Deno 2.9.6: a worker that listens opens 7. The rest is for its share of those that are
  // closing or refused while new ones arrive.
  worker: 16,
} as const;

/** How many are tried when connections have no limit: more are not worth the time (8 us each). */
export const DESCRIPTORS_PROBED_MAX = 65_536;

/** Opened in one turn while the server serves, 2 ms of it. */
export const DESCRIPTORS_A_SLICE = 256;

/** Of these so many are closed again before the next turn: whoever connects meanwhile needs one. */
export const DESCRIPTORS_SPARED = 64;

const ADVICE = "raise the limit (ulimit -n, LimitNOFILE=)";

interface Closable {
  close(): void;
}

/** Opens one more, to see whether that is possible. */
type Open = () => Closable;

const openNothing: Open = () => Deno.openSync("/dev/null");

/** How many descriptors `config` needs; with no limit on connections, how many to look for. */
export function descriptorsWanted(config: Config): number {
  if (config.max_connections === 0) return DESCRIPTORS_PROBED_MAX;
  return config.max_connections + reserve(config);
}

/**
 * How many of `wanted` descriptors could be opened at once; all are closed again. Where it can't be found
 * out (no such device, no permission) it is `wanted`: what can't be checked is not refused. Deno itself has
 * raised the soft limit to the hard one by then.
 */
export function descriptorsFree(wanted: number, open: Open = openNothing): number {
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

/** The same in slices, `pause` after each; null: `pause` resolved to false, and it was given up. */
export async function descriptorsFreeInSlices(
  wanted: number,
  pause: () => Promise<boolean>,
  open: Open = openNothing,
): Promise<number | null> {
  const opened: Closable[] = [];
  try {
    while (opened.length < wanted) {
      const until = Math.min(wanted, opened.length + DESCRIPTORS_A_SLICE);
      while (opened.length < until) opened.push(open());
      if (until === wanted) break;
      for (const file of opened.splice(-DESCRIPTORS_SPARED)) file.close();
      if (!await pause()) return null;
    }
    return wanted;
  } catch (error) {
    return isUsedUp(error) ? opened.length : wanted;
  } finally {
    for (const file of opened) file.close();
  }
}

/**
 * Why it can't start, null: it can. Somebody who asked for more connections than there are descriptors for is
 * refused; of a default no more is looked at than that there is one.
 */
export function refuseConnections(
  config: Config,
  explicit: Explicit,
  count = descriptorsFree,
): string | null {
  const wanted = isPromised(config, explicit) ? descriptorsWanted(config) : reserve(config) + 1;
  const free = count(wanted);
  if (free >= wanted) return null;
  const fits = free - reserve(config);
  return fits < 1
    ? `no file descriptor is left for connections: this process may open ${free} and needs ` +
      `${reserve(config)} for itself: ${ADVICE}`
    : `${nameOf("max_connections", explicit)} ${config.max_connections} needs ${wanted} file ` +
      `descriptors, this process may open ${free}: ${ADVICE}, or ask for at most ${fits}`;
}

/** A limit to hold instead of the one that was set, perhaps with a warning to log. */
interface Lowered {
  readonly max: number;
  readonly warning: string | null;
}

/**
 * What a server that serves already has to lower its limit to, whose `open` connections take descriptors beside
 * those that are free; null: nothing. No limit (0) becomes what fits, without complaint, so that the one too many is
 * refused with a reason instead of breaking the listener; and stays none when all that were looked for were there.
 */
export function lowerConnections(
  config: Config,
  { free, open }: { readonly free: number; readonly open: number },
): Lowered | null {
  const { max_connections } = config;
  const most = free + open;
  if (most >= descriptorsWanted(config)) return null;
  const max = Math.max(1, most - reserve(config));
  const warning = max_connections === 0
    ? null
    : `--max-connections is lowered from ${max_connections} to ${max}: this process may ` +
      `open only ${most} file descriptors (ulimit -n, LimitNOFILE=)`;
  return { max, warning };
}

/** Whether somebody asked for so many connections: then it starts with them, or not at all. */
export function isPromised({ max_connections }: Config, explicit: Explicit): boolean {
  return max_connections !== 0 && explicit.has("max_connections");
}

function reserve(config: Config): number {
  return DESCRIPTOR_RESERVE.process + DESCRIPTOR_RESERVE.worker * config.workers;
}

// EMFILE (this process) and ENFILE (the whole machine). Deno has no class for them and 2.4 no `code`.
function isUsedUp(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Too many open files");
}
