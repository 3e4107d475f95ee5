/** The ways in which a worker fails from inside [S5], and how a test orders it. */

export type Fault = "throw" | "reject" | "close" | "exit" | "hang";

/** Where workers are ordered to fail: a channel of its own, beside the bus. */
export const FAULT_CHANNEL = "faults";

/** A post on that channel. */
export interface FaultOrder {
  readonly worker: number;
  readonly fault: Fault;
}

/** The variable with the fault that a worker is born with, as `WORKER:FAULT`. */
export const BIRTH_FAULT = "ESTIMATEX_TEST_BIRTH_FAULT";

/** Longer than main waits for a sign of life in these tests. */
const HANG_MS = 2_000;

/** Fails, on the thread that calls it. */
export function fail(fault: Fault): void {
  switch (fault) {
    case "throw":
      throw new Error("planted: a bug that throws");
    case "reject":
      Promise.reject(new Error("planted: a bug that rejects"));
      return;
    case "close":
      return self.close();
    case "exit":
      return Deno.exit();
    case "hang": {
      // Deno 2.9 can't end a thread that never comes back from its loop (2.4 can): this one does, late
      const late = performance.now() + HANG_MS;
      while (performance.now() < late);
      return;
    }
  }
}
