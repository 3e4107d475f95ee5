// Clusters of nodes that are stopped, cut off, made deaf, killed and started again: nobody but one answers for a shard,
// and in the end somebody does for each [C7, C9, C10, C12, C13, C21]. More seeds:
// deno run tests/cluster/members_main.ts
import { assert, assertEquals } from "@std/assert";
import { CANARIES, simulate } from "./members_sim.ts";

const SEEDS = [...Array(24).keys()];

/** Seeds within which each bug on purpose is found. */
const CANARY_SEEDS = 100;

Deno.test("members of clusters in trouble keep the rules, and all is well after it", () => {
  for (const seed of SEEDS) {
    const { violation, notes } = simulate(seed);
    assertEquals(violation, null, `seed ${seed}:\n${notes.slice(-60).join("\n")}`);
  }
});

for (const [name, canary] of Object.entries(CANARIES)) {
  Deno.test(`the simulation of members finds it when ${name}`, () => {
    let seed = 1;
    while (seed <= CANARY_SEEDS && simulate(seed, canary).violation === null) seed++;
    assert(seed <= CANARY_SEEDS, `not found within ${CANARY_SEEDS} seeds`);
  });
}
