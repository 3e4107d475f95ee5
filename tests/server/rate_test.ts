import { assertEquals } from "@std/assert";
import { MessageBudget } from "../../src/server/rate.ts";

const HOUR = 3_600_000;

/** How many of `count` messages at one instant pass. */
function passed(budget: MessageBudget, count: number, now: number): number {
  return Array.from({ length: count }, () => budget.take(now)).filter((ok) => ok).length;
}

Deno.test("[W6] the rate itself can be kept up for ever, more than it can't", () => {
  for (const rate of [1, 3, 7, 20, 999]) {
    const budget = new MessageBudget(rate, 0);
    passed(budget, 3 * rate, 0);
    let through = 0;
    // every millisecond somebody tries; 100 s
    for (let now = 1; now <= 100_000; now++) if (budget.take(now)) through++;
    assertEquals(through, 100 * rate);
  }
});

Deno.test("[W6] a story: spent, refilled in time, never beyond the burst", () => {
  const budget = new MessageBudget(20, 1_000);
  const story: [number, number, number][] = [
    // at, tried, passed
    [1_000, 100, 60],
    [1_049, 1, 0],
    [1_050, 2, 1],
    [2_050, 100, 20],
    [2_050 + HOUR, 100, 60], // an hour's leap earns one burst
    [2_050, 1, 0], // set back: nothing earned
    [2_100, 2, 1], // and it runs on from there
    [2_050 + HOUR, 100, 60],
  ];
  for (const [at, tried, through] of story) assertEquals(passed(budget, tried, at), through);
});
