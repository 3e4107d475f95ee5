/** The link where it will work: between real threads, over the real BroadcastChannel that loses posts [S2]. */
import { permittedTest } from "../permitted.ts";
import { assert, assertEquals, assertGreater } from "@std/assert";
import type { LinkReport, LinkRequest } from "./link_worker.ts";

const POLL_MS = 5;
const POLLS_MAX = 10_000;

/** Threads that are linked each with each. */
class Threads {
  readonly #workers: Worker[];

  private constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  static async open(count: number): Promise<Threads> {
    const url = new URL("./link_worker.ts", import.meta.url);
    const threads = new Threads(
      Array.from({ length: count }, () => new Worker(url, { type: "module" })),
    );
    const name = `link-test-${crypto.randomUUID()}`;
    await threads.askAll((self) => ({ type: "open", name, self, workers: count }));
    await threads.askAll(() => ({ type: "burst", count: 1, text: "greeting" }));
    await threads.finish();
    return threads;
  }

  ask(id: number, request: LinkRequest): Promise<LinkReport> {
    return new Promise((resolve, reject) => {
      const worker = this.#workers[id];
      assert(worker);
      worker.onmessage = (event: MessageEvent<LinkReport>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });
  }

  askAll(request: (id: number) => LinkRequest): Promise<LinkReport[]> {
    return Promise.all(this.#workers.map((_, id) => this.ask(id, request(id))));
  }

  /** Ends when all links are idle: then everything sent has arrived, once and in order. */
  async finish(): Promise<LinkReport[]> {
    for (let polls = 0; polls < POLLS_MAX; polls++) {
      const reports = await this.askAll(() => ({ type: "report" }));
      if (reports.every(({ idle }) => idle)) {
        reports.forEach(({ sent, wrong }, from) => {
          assertEquals(wrong, 0, `messages lost, doubled or out of order at ${from}`);
          reports.forEach(({ arrived }, to) =>
            assertEquals(arrived[from], sent[to], `${from} to ${to}`)
          );
        });
        return reports;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error("the links never became idle");
  }

  close(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

function threadsTest(name: string, count: number, run: (threads: Threads) => Promise<void>): void {
  permittedTest(name, async () => {
    const threads = await Threads.open(count);
    try {
      await run(threads);
    } finally {
      threads.close();
    }
  });
}

threadsTest(
  "[S2] a thread blocked in mid-stream misses nothing, though the ring runs over",
  3,
  async (threads) => {
    const ticks = new Int32Array(new SharedArrayBuffer(4));
    const streams = [0, 2] as const;
    await Promise.all(streams.map((id) => threads.ask(id, { type: "stream", ticks })));
    // Each tick is at least one post, and the ring has 256.
    await threads.ask(1, { type: "block", ticks, count: 1_000 });
    await Promise.all(streams.map((id) => threads.ask(id, { type: "stop" })));
    const reports = await threads.finish();
    for (const id of streams) {
      assertGreater(reports[id]?.arrived[2 - id] ?? 0, 300, "the others went on meanwhile");
      assertGreater(reports[id]?.stats.resends ?? 0, 0, "posts were lost");
    }
  },
);

threadsTest("[S2] 100,000 messages in one tick all arrive, in order", 2, async (threads) => {
  await threads.ask(0, { type: "burst", count: 100_000, text: "vote" });
  const [, reader] = await threads.finish();
  assertEquals(reader?.arrived[0], 1 + 100_000);
});

threadsTest(
  "[S2] four threads burst to each other at once, one of them blocked",
  4,
  async (threads) => {
    const none = new Int32Array(new SharedArrayBuffer(4));
    await Promise.all([
      threads.ask(3, { type: "block", ticks: none, count: 0 }),
      ...[0, 1, 2].map((id) => threads.ask(id, { type: "burst", count: 20_000, text: "vote" })),
    ]);
    await threads.ask(3, { type: "burst", count: 20_000, text: "vote" });
    const reports = await threads.finish();
    for (const { arrived } of reports) {
      assertEquals(arrived.reduce((sum, count) => sum + count), 3 * (1 + 20_000));
    }
  },
);
