/**
 * What every bus must keep, and nothing a bus need not: at most once, no copy of one's own, plain data,
 * order of what arrives from one sender. Losing posts is allowed, so no case counts on all of them.
 */
import { assert, assertEquals } from "@std/assert";
import type { Post } from "../../src/bus/bus.ts";

/** One end of the bus under test, here or in another thread. */
export interface End {
  post(posts: readonly Post<unknown>[]): Promise<void>;
  /** All that this end has been given so far, in order. */
  received(): Promise<readonly Post<unknown>[]>;
  close(): Promise<void>;
}

/** Three ends of one bus, listening. */
interface Rig {
  readonly ends: readonly [End, End, End];
  /** Lets a little time pass on the bus. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** How often a case posts again what a bus may lose. */
const TRIES_MAX = 500;
/** `to` of the posts that only show that those before them have arrived or are lost. */
const MARKER = 99;

function post(from: number, seq: number, messages: readonly unknown[] = []): Post<unknown> {
  return { from, epoch: 1, to: 1, toEpoch: 1, seq, ack: 0, gap: false, messages };
}

async function until(rig: Rig, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    assert(tries < TRIES_MAX, `nothing arrived in ${TRIES_MAX} tries`);
    await rig.pass();
  }
}

/** Ends when what `from` has posted so far has arrived at `at` or is lost. */
async function settle(rig: Rig, from: number, at: number): Promise<void> {
  const marker = { ...post(from, 0), to: MARKER };
  await until(rig, async () => {
    await rig.ends[from]?.post([marker]);
    const received = await rig.ends[at]?.received() ?? [];
    return received.some((one) => one.to === MARKER && one.from === from);
  });
}

async function receivedFrom(rig: Rig, at: number, from: number): Promise<readonly Post<unknown>[]> {
  const received = await rig.ends[at]?.received() ?? [];
  return received.filter((one) => one.to !== MARKER && one.from === from);
}

/** Registers the same cases for one kind of bus. */
export function busContract(
  kind: string,
  open: () => Promise<Rig>,
): void {
  function busTest(name: string, run: (rig: Rig) => Promise<void>): void {
    Deno.test(`[S3] ${kind}: ${name}`, async () => {
      const rig = await open();
      try {
        await run(rig);
      } finally {
        await rig.close();
      }
    });
  }

  busTest("plain data arrives as it was posted", async (rig) => {
    const messages = [
      null,
      true,
      -0.5,
      Number.MAX_SAFE_INTEGER,
      "",
      "žluťoučký 🐎 \u0000 \ud800",
      [],
      {},
      { a: [{ b: [[]] }], "": "empty key" },
      "x".repeat(100_000),
    ];
    const sent = { ...post(0, 7, messages), epoch: 3, toEpoch: 4, ack: 6, gap: true };
    await until(rig, async () => {
      await rig.ends[0].post([sent]);
      return (await receivedFrom(rig, 1, 0)).length > 0;
    });
    assertEquals((await receivedFrom(rig, 1, 0))[0], sent);
  });

  busTest("every other end is given a post, the sender is not", async (rig) => {
    await until(rig, async () => {
      await rig.ends[0].post([post(0, 1)]);
      const [one, two] = await Promise.all([receivedFrom(rig, 1, 0), receivedFrom(rig, 2, 0)]);
      return one.length > 0 && two.length > 0;
    });
    await settle(rig, 1, 0);
    assertEquals(await receivedFrom(rig, 0, 0), []);
  });

  busTest("nothing arrives twice or out of its sender's order", async (rig) => {
    const seqs = Array.from({ length: 600 }, (_, at) => at + 1);
    await Promise.all(
      [0, 1].map((from) => rig.ends[from]?.post(seqs.map((seq) => post(from, seq)))),
    );
    await Promise.all([settle(rig, 0, 2), settle(rig, 1, 2)]);
    for (const from of [0, 1]) {
      const arrived = (await receivedFrom(rig, 2, from)).map((one) => one.seq);
      assertEquals(arrived, [...new Set(arrived)].sort((a, b) => a - b));
    }
  });

  busTest("a closed end is given nothing, posts nothing, and closes again", async (rig) => {
    await rig.ends[2].close();
    const before = await rig.ends[2].received();
    await rig.ends[2].post([post(2, 1)]);
    await rig.ends[2].close();
    await settle(rig, 0, 1);
    await settle(rig, 1, 0);
    assertEquals(await rig.ends[2].received(), before);
    assertEquals(await receivedFrom(rig, 0, 2), []);
  });
}
