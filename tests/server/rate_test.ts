// How many messages pass, against a list of all that did: no more than the rate allows, and no fewer [W6].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BURST_SECONDS, MessageBudget } from "../../src/server/rate.ts";

/** A sender: the clock as the server sees it, time as it really passed, and when messages got through. */
interface Sender {
  readonly rate: number;
  clock: number;
  elapsed: number;
  /** In milliseconds since the connection began. */
  readonly passed: number[];
}

type Sending = fc.Command<Sender, MessageBudget>;

/**
 * Whether one more message may pass: in no stretch of time up to now have more passed than a burst and the
 * rate allow. Stretches begin with the connection or with a message; others are no fuller.
 */
function mayPass({ rate, elapsed, passed }: Sender): boolean {
  return [0, ...passed].every((from) => {
    const inStretch = passed.filter((at) => at >= from).length;
    return (inStretch + 1 - rate * BURST_SECONDS) * 1_000 <= rate * (elapsed - from);
  });
}

/** Some messages, some time after the last; a clock that is set back earns nothing. */
const sends: fc.Arbitrary<Sending> = fc.record({
  step: fc.oneof(
    fc.constantFrom(0, 1, 49, 50, 51, 333, 334, 1_000, 3_000),
    fc.nat(2_000),
    fc.integer({ min: -4_000_000, max: -1 }),
    fc.integer({ min: 3_600_000, max: 2 ** 40 }),
  ),
  count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 30 })),
}).map(({ step, count }) => ({
  check: () => true,
  run: (sender, budget) => {
    sender.clock += step;
    sender.elapsed += Math.max(0, step);
    for (let n = 0; n < count; n++) {
      const expected = mayPass(sender);
      assertEquals(budget.take(sender.clock), expected);
      if (expected) sender.passed.push(sender.elapsed);
      // nothing is earned within a step; what follows would be refused too
      else break;
    }
  },
  toString: () => `${step} ms later ${count} messages`,
}));

Deno.test("[W6] in no stretch of time pass more messages than burst and rate allow, and none is refused before", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 3, 7, 20),
      fc.constantFrom(0, 1_700_000_000_000),
      fc.commands([sends], { maxCommands: 25, size: "max" }),
      (rate, clock, commands) => {
        const begin = () => ({
          model: { rate, clock, elapsed: 0, passed: [] },
          real: new MessageBudget(rate, clock),
        });
        fc.modelRun(begin, commands);
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("[W6] at any rate there is, exactly a burst passes at one instant; rate 0 is no limit", () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.integer(), (rate, now) => {
      const budget = new MessageBudget(rate, now);
      for (let n = 0; n < rate * BURST_SECONDS; n++) assert(budget.take(now));
      assertEquals(budget.take(now), rate === 0);
    }),
    { numRuns: 100 },
  );
});
