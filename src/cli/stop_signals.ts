/** The signals that stop the server: the first lets it finish, a later one ends it at once [S6]. */
import { signalOrder } from "../base/same_signal.ts";

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
  const next = signalOrder(() => performance.now());
  const on = (signal: Deno.Signal, number: number) => {
    Deno.addSignalListener(signal, () => {
      const which = next();
      if (which === "first") stop(signal);
      else if (which === "later") exit(128 + number);
    });
  };
  on("SIGINT", 2);
  if (Deno.build.os === "windows") return;
  on("SIGTERM", 15);
  if (endsWithTerminal) on("SIGHUP", 1);
}
