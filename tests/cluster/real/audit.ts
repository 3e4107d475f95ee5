/**
 * What a cluster must not lose, whatever happens to it: rooms of v2 members and a v1 terminal vote at speed through a
 * balancer, something breaks, everybody comes back and holds what they find against what they were sent.
 */
import type { Counts } from "../../crash/counts.ts";
import { MixedRoom } from "../../crash/mixed_room.ts";
import { pass } from "../../e2e/patience.ts";
import type { Random } from "../../sim/random.ts";
import type { Nodes } from "./nodes.ts";

/** How long people vote before something breaks, and go on voting once everybody is back, in milliseconds. */
const BEFORE_MS = 1_500;
const AFTER_MS = 1_000;

/** How often an audit looks whether a room goes on. */
const LOOK_EVERY_MS = 20;

/** One room, and how long it has stood still. */
class AuditedRoom {
  readonly counts: Counts = {
    ...{ kills: 0, early_kills: 0, acked: 0, commands: new Map(), in_doubt: 0, resumed: 0 },
    ...{ newcomers: 0, cards: 0, v1_sessions: 0 },
  };
  /** The longest time without an acknowledgement, in milliseconds. */
  stillMs = 0;
  ackedAt = performance.now();
  #acked = 0;

  look(): void {
    const now = performance.now();
    this.stillMs = Math.max(this.stillMs, now - this.ackedAt);
    if (this.counts.acked === this.#acked) return;
    this.#acked = this.counts.acked;
    this.ackedAt = now;
  }
}

/** What came of one fault. */
export interface Outcome {
  readonly acked: number;
  /** A second, while nothing was broken. */
  readonly rate: number;
  readonly inDoubt: number;
  /** How long each room stood still, the shortest first, in milliseconds. */
  readonly stillMs: readonly number[];
  readonly superseded: number;
  readonly takeovers: number;
}

/**
 * People of new rooms vote while this happens, and go home once everybody is back. Throws where something was lost,
 * doubled, half done or shown too early.
 */
export async function audit(
  nodes: Nodes,
  fault: () => Promise<void>,
  { rooms: count, random }: { readonly rooms: number; readonly random: Random },
): Promise<Outcome> {
  const { port } = nodes.balancer;
  const takenBefore = await nodes.takeovers();
  const supersededBefore = nodes.logged("room_superseded");
  const audited = Array.from({ length: count }, () => new AuditedRoom());
  const rooms = await Promise.all(
    audited.map(({ counts }) => MixedRoom.open(port, random, counts)),
  );
  const acked = () => audited.reduce((sum, { counts }) => sum + counts.acked, 0);
  const now = performance.now();
  for (const room of audited) room.ackedAt = now;
  const watch = setInterval(() => {
    for (const room of audited) room.look();
  }, LOOK_EVERY_MS);
  let isEnough = false;
  const playing = allOf(rooms.map(async (room) => {
    try {
      do {
        await room.playUntil(() => isEnough);
        await room.returnsAtLast(port);
      } while (!isEnough);
    } finally {
      isEnough = true; // nobody goes on where one room has failed
    }
  }));
  let rate = 0;
  const story = async () => {
    await pass(BEFORE_MS);
    rate = acked() / BEFORE_MS * 1_000;
    await fault();
    const mended = performance.now();
    while (!isEnough && audited.some(({ ackedAt }) => ackedAt < mended)) await pass(LOOK_EVERY_MS);
    await pass(AFTER_MS);
    isEnough = true;
    clearInterval(watch);
  };
  try {
    await allOf([story(), playing]);
  } catch (error) {
    await Promise.allSettled(rooms.map((room) => room.close()));
    throw error;
  } finally {
    clearInterval(watch);
  }
  for (const room of rooms) await room.close();
  const takenAfter = await nodes.takeovers();
  return {
    acked: acked(),
    rate,
    inDoubt: audited.reduce((sum, { counts }) => sum + counts.in_doubt, 0),
    stillMs: audited.map(({ stillMs }) => stillMs).sort((a, b) => a - b),
    superseded: nodes.logged("room_superseded") - supersededBefore,
    // a node that began a new incarnation counts from 0
    takeovers: [...takenAfter].reduce((sum, [node, after]) => {
      const before = takenBefore.get(node) ?? 0;
      return sum + (after < before ? after : after - before);
    }, 0),
  };
}

async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
