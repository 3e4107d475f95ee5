/** The bus between the workers of a run. */
import type { Envelope } from "../../src/bus/envelopes.ts";
import { type FakeEnd, FakeNetwork } from "../bus/fake_bus.ts";

/** Counts the posts that were dropped because their reader lagged. */
export class CountingNetwork extends FakeNetwork<Envelope> {
  overflows = 0;

  override open(): FakeEnd<Envelope> {
    const end = super.open();
    const arrive = end.arrive.bind(end);
    end.arrive = (post) => {
      const before = this.lost;
      arrive(post);
      this.overflows += this.lost - before;
    };
    return end;
  }
}
