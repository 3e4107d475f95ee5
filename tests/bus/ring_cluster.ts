/** Workers whose links are rings in shared memory, with a bell that loses as many posts as any bus. */
import type { Bell } from "../../src/bus/bell.ts";
import { allocateRing } from "../../src/bus/ring.ts";
import { RingLink } from "../../src/bus/ring_link.ts";
import type { LinkCallbacks } from "../../src/bus/worker_link.ts";
import type { FakeEnd } from "./fake_bus.ts";
import { jsonCodec } from "./json_codec.ts";
import {
  type ClusterOptions,
  type Numbered,
  type Worker,
  WorkerCluster,
} from "./worker_cluster.ts";

/** So small that rings fill up and texts are longer than one. */
const CAPACITY = 1024;

export class RingCluster extends WorkerCluster<RingLink<Numbered>> {
  readonly #capacity: number;

  constructor(size: number, options: ClusterOptions = {}, capacity = CAPACITY) {
    super(size, options);
    this.#capacity = capacity;
  }

  static met(size: number, options: ClusterOptions = {}, capacity = CAPACITY): RingCluster {
    return new RingCluster(size, options, capacity).meet();
  }

  override connect(
    { id, end }: Worker<RingLink<Numbered>>,
    callbacks: LinkCallbacks<Numbered>,
  ): RingLink<Numbered> {
    const { size: workers, clock } = this;
    const bell = fakeBell(end);
    return new RingLink<Numbered>({
      ...{ self: id, workers, bell, clock },
      codec: jsonCodec(),
      ...callbacks,
    });
  }

  protected override serves(worker: Worker<RingLink<Numbered>>): void {
    for (const other of this.workers) {
      if (other === worker) continue;
      const [there, back] = [allocateRing(this.#capacity), allocateRing(this.#capacity)];
      other.link.workerLinked(worker.id, worker.epoch, { out: back, in: there });
      worker.link.workerLinked(other.id, other.epoch, { out: there, in: back });
    }
  }
}

/** A bell of which the bus may lose, double and delay each stroke. */
export function fakeBell<Message>(end: FakeEnd<Message>): Bell {
  return {
    ring: () => end.post(STROKE),
    listen: (answer) => end.listen(() => answer()),
    close: () => end.close(),
  };
}

const STROKE = {
  ...{ from: 0, to: 0, seq: 0, ack: 0, gap: false, hello: false, messages: [] },
};
