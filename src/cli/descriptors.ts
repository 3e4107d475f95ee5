/**
 * Can as many connections be served as the settings promise [W10]? Each takes a file descriptor; where they
 * run out the listener dies and nobody gets in. The limit itself can't be read without permission for
 * everything, so it is measured, once, before a worker starts: 10,000 take 100 ms. It can't wait until the server
 * serves, since a worker that accepts a connection while the last ones are counted would have none for it.
 */
import type { Result } from "../base/result.ts";
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
 * How many of `wanted` descriptors could be opened at once; all are closed again. Where it can't be found
 * out (no such device, no permission) it is `wanted`: what can't be checked is not refused. Deno itself has
 * raised the soft limit to the hard one by then.
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

/** The settings to run with, perhaps with a warning to log. */
interface Fitted {
  readonly config: Config;
  readonly warning: string | null;
}

/**
 * Holds `--max-connections` against what is there. Somebody who asked for more than fits gets a warning; a
 * default that doesn't fit is lowered, with a warning. No limit (0) becomes what fits, so that the one too
 * many is refused with a reason instead of breaking the listener; and stays none when all that were looked
 * for were there.
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

// EMFILE (this process) and ENFILE (the whole machine). Deno has no class for them and 2.4 no `code`.
function isUsedUp(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Too many open files");
}
