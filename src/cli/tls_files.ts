/**
 * The certificate and its key while the server runs: read again on SIGHUP and periodically, in case they are renewed.
 */
import type { Result } from "../base/result.ts";
import type { Log } from "../base/log.ts";
import type { Tls } from "../server/listener.ts";

/** How often the files are read, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

interface TlsFilesOptions {
  readonly first: Tls;
  /** Reads and tries them; on an error, says what is wrong. */
  readonly read: () => Promise<Result<Tls | null, string>>;
  readonly use: (tls: Tls) => void;
}

export class TlsFiles {
  readonly #options: TlsFilesOptions;
  #used: Tls;
  /** The last error, and whether it was logged: while files are replaced, a certificate may not match its key yet. */
  #problem: { readonly error: string; readonly isLogged: boolean } | null = null;

  constructor(options: TlsFilesOptions) {
    this.#options = options;
    this.#used = options.first;
  }

  /** Reads them, and uses them if they have changed; returns whether they had. Invalid ones change nothing. */
  async again(): Promise<Result<boolean, string>> {
    const read = await this.#options.read();
    if (!read.ok) return read;
    const { value } = read;
    if (value === null || isSame(value, this.#used)) return { ok: true, value: false };
    this.#used = value;
    this.#options.use(value);
    return { ok: true, value: true };
  }

  /** Begins to read them periodically; an error is logged once, when it has occurred twice in a row. */
  watch(log: Log): void {
    Deno.unrefTimer(setInterval(() => void this.#look(log), LOOK_EVERY_MS));
  }

  async #look(log: Log): Promise<void> {
    const read = await this.again();
    if (read.ok) {
      this.#problem = null;
      if (read.value) log.info("read_again", { flag: "tls-cert" });
      return;
    }
    const seen = this.#problem?.error === read.error ? this.#problem : null;
    if (seen?.isLogged === false) {
      log.warn("not_read_again", { flag: "tls-cert", message: read.error });
    }
    this.#problem = { error: read.error, isLogged: seen !== null };
  }
}

function isSame(one: Tls, other: Tls): boolean {
  return one.cert === other.cert && one.key === other.key;
}
