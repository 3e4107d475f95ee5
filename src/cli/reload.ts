/** Reads the files that settings name again on SIGHUP, while the server runs [A1]. */
import type { Result } from "../base/result.ts";
import type { Log } from "../base/log.ts";

/** Something that can be read again. */
export interface Reload {
  /** The flag that names it, for the log. */
  readonly flag: string;
  /** Reads it and applies it; on an error, says why, and what was read before stays in use. */
  again(): Promise<Result<unknown, string>>;
}

interface ReloadOptions {
  readonly log: Log;
  /** Resolves once the server serves: nothing is read again before that. */
  readonly serving: Promise<unknown>;
}

/** Reads all of them again on each SIGHUP, which would otherwise end the process. Does nothing on Windows. */
export function reloadOnHangup(reloads: readonly Reload[], { log, serving }: ReloadOptions): void {
  if (Deno.build.os === "windows") return;
  let last = serving;
  const all = async () => {
    if (reloads.length === 0) log.info("nothing_to_read_again");
    for (const { flag, again } of reloads) {
      const read = await again();
      if (read.ok) log.info("read_again", { flag });
      else log.warn("not_read_again", { flag, message: read.error });
    }
  };
  Deno.addSignalListener("SIGHUP", () => last = last.then(all)); // one after the other
}
