/** Workers whose links go over a bus that loses posts. */
import { Link } from "../../src/bus/link.ts";
import type { LinkCallbacks } from "../../src/bus/worker_link.ts";
import {
  type ClusterOptions,
  type Numbered,
  type Worker,
  WorkerCluster,
} from "./worker_cluster.ts";

export class Cluster extends WorkerCluster<Link<Numbered>> {
  static met(size: number, options: ClusterOptions = {}): Cluster {
    return new Cluster(size, options).meet();
  }

  override connect(
    { id, epoch, end }: Worker<Link<Numbered>>,
    callbacks: LinkCallbacks<Numbered>,
  ): Link<Numbered> {
    const { size: workers, clock } = this;
    return new Link<Numbered>({ self: id, workers, epoch, bus: end, clock, ...callbacks });
  }

  /** Whoever posts is known by that. */
  protected override serves(): void {}
}
