/**
 * How much memory the process may take where nobody sets it [W10]: most of what the system has, or of what
 * the control group gives that it is in. The runtime knows both, with one permission; the files that
 * they stand in can't be read without every permission there is. To load `process` takes 35 ms, so the server
 * serves by the time that this is found out.
 */
import type { Config } from "../server/config.ts";

/** The part of what there is that the process may take: the rest is the kernel's and everybody else's. */
const MEMORY_SHARE = 0.8;

/** Bytes, or null where nobody knows. */
type Reading = () => number | null;

interface MemorySource {
  readonly system: Reading;
  /** Where there is no limit, the runtime gives more than any system has. */
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

/** The limit in bytes, 0: none; and a warning to log, if what it comes from is not known. */
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

/** Nobody needs to know any more. */
export function giveUpMemoryInfo(): void {
  Deno.permissions.revokeSync(PERMISSION);
}

/** Asked for beforehand, so that no person at a terminal is. */
function isPermitted(): boolean {
  return Deno.permissions.querySync(PERMISSION).state === "granted";
}
