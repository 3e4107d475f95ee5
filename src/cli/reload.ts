/** What is read again while the server serves: on SIGHUP, each file that settings name and that may change [A1]. */
import type { Result } from "../base/result.ts";
import type { Log } from "../base/log.ts";

/** Something that can be read again. */
export interface Reload {
  /** The flag that names it, for the log. */
  readonly flag: string;
  /** Reads it and puts it to use; or says why it is no good, and then what was there before stays. */
  again(): Promise<Result<unknown, string>>;
}

interface ReloadOptions {
  readonly log: Log;
  /** Resolves once the server serves: nothing is read again before that. */
  readonly serving: Promise<unknown>;
}

/** Reads all of them again whenever SIGHUP comes, which otherwise would end the process. */
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
