/**
 * The default of `--max-memory` [W10]: most of the system's memory, or of its control group's limit. The runtime knows
 * both, with one permission; reading them from /proc and /sys would take all permissions. Loading `node:process` takes
 * 35 ms, so this is found out after the start.
 */
import type { Config } from "../server/config.ts";

/** The share of the memory that the process may use; the rest is for the kernel and other programs. */
const MEMORY_SHARE = 0.8;

/** Bytes; null: unknown. */
type Reading = () => number | null;

interface MemorySource {
  readonly system: Reading;
  /** Without a limit, the runtime returns more than any system has. */
  readonly group: Reading;
}

const PERMISSION = { name: "sys", kind: "systemMemoryInfo" } as const;

const RUNTIME: MemorySource = {
  system: () => isPermitted() ? Deno.systemMemoryInfo().total : null,
  group: () => {
    // Deno 2.4 has no such function
    const { constrainedMemory }: { constrainedMemory?: () => number } = globalThis.process;
    const bytes = isPermitted() && constrainedMemory !== undefined ? constrainedMemory() : 0;
    return bytes > 0 ? bytes : null;
  },
};

/** The limit in bytes (0: none), and a warning to log if the memory could not be found out. */
export function findMemoryLimit(
  { max_memory: set }: Pick<Config, "max_memory">,
  { system, group }: MemorySource = RUNTIME,
  hasGroups = Deno.build.os === "linux",
): { readonly bytes: number; readonly warning: string | null } {
  if (set !== null) return { bytes: set, warning: null };
  const [ofSystem, ofGroup] = [system(), group()];
  const given = Math.min(ofSystem ?? Infinity, ofGroup ?? Infinity);
  const bytes = given === Infinity ? 0 : Math.floor(given * MEMORY_SHARE);
  const warning = ofSystem === null
    ? "how much memory there is can't be read (--allow-sys=systemMemoryInfo): there is no limit " +
      "unless --max-memory sets one"
    : hasGroups && ofGroup === null
    ? "what memory the control group gives can't be read: --max-memory is 80 % of the system's"
    : null;
  return { bytes, warning };
}

/** Drops the permission, which is not needed any more. */
export function revokeMemoryInfo(): void {
  Deno.permissions.revokeSync(PERMISSION);
}

/** Queried first, so that Deno does not prompt a person at a terminal. */
function isPermitted(): boolean {
  return Deno.permissions.querySync(PERMISSION).state === "granted";
}
