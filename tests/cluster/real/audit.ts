/**
 * What a cluster must not lose, whatever happens to it: rooms of v2 members and a v1 terminal vote at speed through a
 * balancer, something breaks, everybody comes back and holds what they find against what they were sent.
 */
import type { Counts } from "../../crash/counts.ts";
import { MixedRoom } from "../../crash/mixed_room.ts";
import type { Random } from "../../sim/random.ts";
import type { Nodes } from "./nodes.ts";

/** How long people vote before something breaks, and go on voting after it, in milliseconds. */
const BEFORE_MS = 1_500;
const AFTER_MS = 1_000;

/** What came of one fault. */
export interface Outcome {
  readonly acked: number;
  /** From the fault until everybody of every room was back and had held its results, in milliseconds. */
  readonly backWithinMs: number;
}

export class Audit {
  readonly #nodes: Nodes;
  readonly #rooms: readonly MixedRoom[];
  readonly counts: Counts;

  private constructor(nodes: Nodes, rooms: readonly MixedRoom[], counts: Counts) {
    this.#nodes = nodes;
    this.#rooms = rooms;
    this.counts = counts;
  }

  static async open(nodes: Nodes, rooms: number, random: Random): Promise<Audit> {
    const counts: Counts = {
      ...{ kills: 0, early_kills: 0, acked: 0, commands: new Map(), in_doubt: 0, resumed: 0 },
      ...{ newcomers: 0, cards: 0, v1_sessions: 0 },
    };
    const { port } = nodes.balancer;
    const opened = await Promise.all(
      Array.from({ length: rooms }, () => MixedRoom.open(port, random, counts)),
    );
    return new Audit(nodes, opened, counts);
  }

  /** Everybody votes while this happens. Throws where something was lost, doubled, half done or shown too early. */
  async during(fault: () => Promise<void>): Promise<Outcome> {
    const before = this.counts.acked;
    let isEnough = false;
    const lives = this.#rooms.map((room) => room.play(() => isEnough));
    await sleep(BEFORE_MS);
    const from = performance.now();
    await fault();
    await sleep(AFTER_MS);
    isEnough = true;
    await allOf(lives);
    const { port } = this.#nodes.balancer;
    await allOf(this.#rooms.map((room) => room.returns(port)));
    return { acked: this.counts.acked - before, backWithinMs: performance.now() - from };
  }

  async close(): Promise<void> {
    for (const room of this.#rooms) await room.close();
  }
}

async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
