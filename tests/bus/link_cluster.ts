/** Workers whose links go over a bus that loses posts. */
import type { LinkCallbacks } from "../../src/bus/worker_link.ts";
import { busOf } from "./fake_bus.ts";
import { numberOf, SlotLink } from "./slot_link.ts";
import {
  type ClusterOptions,
  type Numbered,
  type Worker,
  WorkerCluster,
} from "./worker_cluster.ts";

export class Cluster extends WorkerCluster<SlotLink<Numbered>> {
  static met(size: number, options: ClusterOptions = {}): Cluster {
    return new Cluster(size, options).meet();
  }

  override connect(
    { id, epoch, end }: Worker<SlotLink<Numbered>>,
    callbacks: LinkCallbacks<Numbered>,
  ): SlotLink<Numbered> {
    const { size: workers, clock } = this;
    const bus = busOf(end, numberOf(id, epoch));
    return new SlotLink<Numbered>({ self: id, workers, bus, clock, ...callbacks });
  }

  protected override serves(worker: Worker<SlotLink<Numbered>>): void {
    for (const other of this.workers) {
      if (other === worker) continue;
      other.link.workerLinked(worker.id, worker.epoch);
      worker.link.workerLinked(other.id, other.epoch);
    }
  }
}
