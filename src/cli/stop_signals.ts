/** The signals that stop the server: the first lets it finish, a later one ends it at once [S6]. */

/**
 * Signals that follow the first within this time are the same one, in milliseconds. A terminal sends Ctrl-C, and its own
 * end, to every process in it, and programs that started the server, such as `deno task`, a shell or `timeout`, pass it
 * on once more.
 */
const SAME_WITHIN_MS = 1_000;

interface StopSignalsOptions {
  /** Whether the end of the terminal is such a signal. */
  readonly endsWithTerminal: boolean;
  /** The first signal: to finish. */
  readonly stop: (signal: Deno.Signal) => void;
  /** A later one: to exit with this code. */
  readonly exit: (code: number) => void;
}

/** Listens for them from now on. */
export function onStopSignals({ endsWithTerminal, stop, exit }: StopSignalsOptions): void {
  let first: number | null = null;
  const on = (signal: Deno.Signal, number: number) => {
    Deno.addSignalListener(signal, () => {
      const now = performance.now();
      if (first === null) {
        first = now;
        stop(signal);
      } else if (now - first > SAME_WITHIN_MS) exit(128 + number);
    });
  };
  on("SIGINT", 2);
  if (Deno.build.os === "windows") return;
  on("SIGTERM", 15);
  if (endsWithTerminal) on("SIGHUP", 1);
}
