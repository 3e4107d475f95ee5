/** How many posts are unacknowledged, counted from outside: each peer has its window, and no more [S2]. */
import type { Bus } from "../../src/bus/bus.ts";
import { WINDOW_POSTS } from "../../src/bus/link_options.ts";
import { insist } from "./violation.ts";

export class PostBudget<Message> {
  /** By peer: the last post sent and the last one acknowledged. */
  readonly #orders = new Map<number, { sent: number; acked: number }>();
  /** How often a window was full. */
  full = 0;

  /** The bus, with every post counted; `sees` is given the sender of each that arrives, before it is taken. */
  watch(bus: Bus<Message>, sees: (from: number) => void): Bus<Message> {
    return {
      post: (to, post) => {
        this.#posted(to, post.seq);
        bus.post(to, post);
      },
      close: () => bus.close(),
      listen: (receive) =>
        bus.listen((from, post) => {
          const order = this.#orders.get(from);
          if (order) order.acked = Math.max(order.acked, post.ack);
          sees(from);
          receive(from, post);
        }),
    };
  }

  #posted(to: number, seq: number): void {
    if (seq === 0) return;
    const order = this.#orders.get(to) ?? { sent: 0, acked: 0 };
    order.sent = Math.max(order.sent, seq);
    this.#orders.set(to, order);
    const outstanding = order.sent - order.acked;
    if (outstanding === WINDOW_POSTS) this.full++;
    insist(outstanding <= WINDOW_POSTS, `[S2] ${outstanding} posts outstanding of ${WINDOW_POSTS}`);
  }
}
