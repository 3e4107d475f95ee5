/**
 * Sends a signal to a process that a test started. One that has ended by itself meanwhile gets none: its
 * status shows how it ended. `ChildProcess.kill` throws then, and no flag of ours can tell in time.
 */
export function signalChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
