/** The real worker, which fails from inside when it is told to on a channel of its own. */
import "../../src/supervisor/worker.ts";

/** Longer than main waits for a sign of life in these tests. */
const HANG_MS = 2_000;

export type Fault = "throw" | "reject" | "close" | "exit" | "hang";

const faults = new BroadcastChannel("faults");
faults.onmessage = ({ data }: MessageEvent<{ worker: number; fault: Fault }>) => {
  if (self.name === `worker-${data.worker}`) fail(data.fault);
};

function fail(fault: Fault): void {
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
      const late = Date.now() + HANG_MS;
      while (Date.now() < late);
      return;
    }
  }
}
