/** The rings where they will work: between real threads, with the real bell, which loses posts [S2]. */
import { pass } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { allocateRing } from "../../src/bus/ring.ts";
import type { RingReport, RingRequest } from "./ring_worker.ts";

const POLL_MS = 5;
const POLLS_MAX = 10_000;

/** Small enough to be full most of the time, and for a message to be longer than one. */
const SMALL = 4 * 1024;
const ROOMY = 1024 * 1024;

/** Threads that are linked each with each, as main links its workers. */
class Threads {
  readonly #name = `rings-test-${crypto.randomUUID()}`;
  readonly #count: number;
  readonly #capacity: number;
  readonly #drop: number;
  readonly #workers: Worker[] = [];
  readonly #epochs: number[] = [];

  private constructor(count: number, capacity: number, drop: number) {
    this.#count = count;
    this.#capacity = capacity;
    this.#drop = drop;
  }

  static async open(
    count: number,
    { capacity, drop = 0 }: { readonly capacity: number; readonly drop?: number },
  ): Promise<Threads> {
    const threads = new Threads(count, capacity, drop);
    for (let id = 0; id < count; id++) await threads.start(id, 1);
    return threads;
  }

  /** Starts a thread, and gives it and all others the rings between them. */
  async start(id: number, epoch: number): Promise<void> {
    const url = new URL("./ring_worker.ts", import.meta.url);
    this.#workers[id] = new Worker(url, { type: "module" });
    this.#epochs[id] = epoch;
    const [name, workers, drop] = [this.#name, this.#count, this.#drop];
    await this.ask(id, { type: "open", name, self: id, workers, epoch, drop });
    for (const [peer, other] of this.#epochs.entries()) {
      if (peer === id) continue;
      const [there, back] = [allocateRing(this.#capacity), allocateRing(this.#capacity)];
      await this.ask(peer, { type: "link", peer: id, epoch, rings: { out: back, in: there } });
      await this.ask(id, { type: "link", peer, epoch: other, rings: { out: there, in: back } });
    }
  }

  /** The thread ends wherever it is. */
  terminate(id: number): void {
    this.#workers[id]?.terminate();
  }

  ask(id: number, request: RingRequest): Promise<RingReport> {
    return new Promise((resolve, reject) => {
      const worker = this.#workers[id];
      assert(worker);
      worker.onmessage = (event: MessageEvent<RingReport>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });
  }

  askAll(request: (id: number) => RingRequest): Promise<RingReport[]> {
    return Promise.all(this.#workers.map((_, id) => this.ask(id, request(id))));
  }

  /** Ends when all links are idle: then everything sent has arrived, once and in order. */
  async finish(): Promise<RingReport[]> {
    for (let polls = 0; polls < POLLS_MAX; polls++) {
      const reports = await this.askAll(() => ({ type: "report" }));
      if (reports.every(({ idle }) => idle)) {
        // what was idle may have been sent something by who was asked later
        const again = await this.askAll(() => ({ type: "report" }));
        again.forEach(({ sent, wrong }, from) => {
          assertEquals(wrong, [], `messages lost, doubled, torn or out of order at ${from}`);
          again.forEach(({ arrived }, to) =>
            assertEquals(arrived[from], sent[to], `${from} to ${to}`)
          );
        });
        return again;
      }
      await pass(POLL_MS);
    }
    throw new Error("the links never became idle");
  }

  close(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

function threadsTest(
  name: string,
  count: number,
  options: { readonly capacity: number; readonly drop?: number },
  run: (threads: Threads) => Promise<void>,
): void {
  permittedTest(`[S2] ${name}`, async () => {
    const threads = await Threads.open(count, options);
    try {
      await run(threads);
    } finally {
      threads.close();
    }
  });
}

/** A text that shows whether it is whole. */
function textOf(length: number): string {
  const end = `|${length}`;
  return "ž🗳️x".repeat(Math.ceil(length / 5)).slice(0, length - end.length) + end;
}

const NO_TICKS = () => new Int32Array(new SharedArrayBuffer(4));

for (const [kind, capacity] of [["small", SMALL], ["roomy", ROOMY]] as const) {
  threadsTest(
    `a thread that stalls for three seconds in mid-stream misses nothing, ${kind} rings`,
    3,
    { capacity },
    async (threads) => {
      const ticks = NO_TICKS();
      const streams = [0, 2] as const;
      const text = textOf(200);
      await Promise.all(streams.map((id) => threads.ask(id, { type: "stream", ticks, text })));
      await threads.ask(1, { type: "block", ms: 3_000, ticks, count: 1_000 });
      await Promise.all(streams.map((id) => threads.ask(id, { type: "stop" })));
      const reports = await threads.finish();
      for (const id of streams) {
        assertGreater(reports[id]?.arrived[2 - id] ?? 0, 300, "the others went on meanwhile");
        assertGreater(reports[id]?.stats.bells_again ?? 0, 0, "it was rung for again");
      }
    },
  );

  threadsTest(
    `100,000 messages in one tick all arrive, in order, ${kind} rings`,
    2,
    { capacity },
    async (threads) => {
      await threads.ask(0, { type: "burst", count: 100_000, text: "" });
      const [, reader] = await threads.finish();
      assertEquals(reader?.arrived[0], 100_000);
    },
  );
}

threadsTest(
  "four threads write to each other at once, with half of the bells lost and one of them stalled",
  4,
  { capacity: SMALL, drop: 0.5 },
  async (threads) => {
    await Promise.all([
      threads.ask(3, { type: "block", ms: 1_000, ticks: NO_TICKS(), count: 0 }),
      ...[0, 1, 2].map((id) => threads.ask(id, { type: "burst", count: 5_000, text: textOf(50) })),
    ]);
    await threads.ask(3, { type: "burst", count: 5_000, text: textOf(50) });
    const reports = await threads.finish();
    for (const { arrived } of reports) {
      assertEquals(arrived.reduce((sum, count) => sum + count), 3 * 5_000);
    }
  },
);

threadsTest(
  "messages many times longer than a ring arrive whole",
  3,
  { capacity: SMALL, drop: 0.2 },
  async (threads) => {
    for (const length of [SMALL - 3, SMALL, SMALL + 1, 100_000, 20, 1_000_000]) {
      await threads.askAll(() => ({ type: "burst", count: 2, text: textOf(length) }));
    }
    await threads.finish();
  },
);

threadsTest(
  "[S5] a thread that dies in mid-write leaves nothing torn, and the next one begins anew",
  3,
  { capacity: SMALL },
  async (threads) => {
    const ticks = NO_TICKS();
    for (let epoch = 2; epoch < 8; epoch++) {
      const before = Atomics.load(ticks, 0);
      // longer than a ring: it is in the middle of one most of the time
      await threads.askAll(() => ({ type: "stream", ticks, text: textOf(3 * SMALL) }));
      while (Atomics.load(ticks, 0) < before + 30) {
        await pass(1);
      }
      threads.terminate(1);
      await Promise.all([0, 2].map((id) => threads.ask(id, { type: "stop" })));
      await threads.start(1, epoch);
    }
    await threads.askAll(() => ({ type: "burst", count: 3, text: textOf(500) }));
    const reports = await threads.finish();
    assertEquals([reports[0]?.resets[1], reports[2]?.resets[1]], [6, 6]);
    assertEquals([reports[0]?.resets[2], reports[2]?.resets[0]], [0, 0]);
  },
);
