/**
 * How many posts of one incarnation are on the bus unacknowledged, counted from outside: together the workers
 * must leave room in the ring of 256 [S2].
 */
import type { Bus, Post } from "../../src/bus/bus.ts";
import { insist } from "./violation.ts";

/** Posts that all workers together may have outstanding. */
const POSTS_MAX = 192;

export class PostBudget<Message> {
  readonly #epoch: number;
  readonly #max: number;
  /** By peer: the last post sent and the last one acknowledged, of the incarnation that it is in. */
  readonly #orders = new Map<number, { toEpoch: number; sent: number; acked: number }>();
  /** How often one peer had half of it, which is all that one may have. */
  full = 0;

  constructor(epoch: number, workers: number) {
    this.#epoch = epoch;
    this.#max = Math.floor(POSTS_MAX / workers);
  }

  /** The bus, with every post counted; `deps` is given each post that arrives, and what takes it. */
  watch(bus: Bus<Message>, deps: (post: Post<Message>, take: () => void) => void): Bus<Message> {
    return {
      post: (post) => {
        this.#posted(post);
        bus.post(post);
      },
      close: () => bus.close(),
      listen: (receive) =>
        bus.listen((post) => {
          const order = this.#orders.get(post.from);
          if (post.toEpoch === this.#epoch && order?.toEpoch === post.epoch) {
            order.acked = Math.max(order.acked, post.ack);
          }
          deps(post, () => receive(post));
        }),
    };
  }

  /** A incarnation of this worker is over, and all that was sent to it. */
  forget(worker: number): void {
    this.#orders.delete(worker);
  }

  #posted({ to, toEpoch, seq }: Post<Message>): void {
    if (seq === 0) return;
    const order = this.#orders.get(to) ?? { toEpoch, sent: 0, acked: 0 };
    order.sent = Math.max(order.sent, seq);
    this.#orders.set(to, order);
    if (order.sent - order.acked === Math.floor(this.#max / 2)) this.full++;
    const outstanding = [...this.#orders.values()]
      .reduce((sum, { sent, acked }) => sum + sent - acked, 0);
    insist(outstanding <= this.#max, `[S2] ${outstanding} posts outstanding of ${this.#max}`);
  }
}
