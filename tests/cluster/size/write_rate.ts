/** How many records of a size three NATS servers on this machine keep in a second, 64 in flight. */
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { startServers } from "../nats_servers.ts";
import { connected, optionsFor } from "../real/bench.ts";

const WRITES = 3_000;
const IN_FLIGHT = 64;

/** Writes of each of these sizes, in bytes, in a second. */
export async function measureWrites(sizes: readonly number[]): Promise<readonly number[]> {
  await using servers = await startServers(3);
  const engine = await connected(optionsFor(servers.urls));
  const subjects = subjectsOf("c");
  const append = (subject: string, text: string) =>
    new Promise<void>((resolve, reject) => {
      engine.append({ subject, text, expected: 0 }, (result) => {
        if (result.kind === "appended") resolve();
        else reject(new Error(result.kind));
      });
    });
  try {
    const rates: number[] = [];
    for (const [round, size] of sizes.entries()) {
      const text = "x".repeat(size);
      const left = Array.from({ length: WRITES }, (_, n) => n).values();
      const from = performance.now();
      await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
        for (const n of left) await append(subjects.room(n % 1_024, `R${round}X${n}`), text);
      }));
      rates.push(WRITES / (performance.now() - from) * 1_000);
    }
    return rates;
  } finally {
    engine.close();
    await engine.closed;
  }
}
