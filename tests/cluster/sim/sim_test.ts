// [C4 to C15, C17, C18, C20, C21] Whole clusters, simulated; and planted bugs, which the simulation must find.
import { assert, assertEquals } from "@std/assert";
import { CANARIES } from "./canaries.ts";
import { simulate } from "./simulation.ts";

const SEEDS = 8;
const VERSIONS_SEEDS = 4;
/** Within how many seeds each canary must be found. */
const CANARY_SEEDS = 120;

for (let seed = 1; seed <= SEEDS; seed++) {
  Deno.test(`[C6] a cluster of seed ${seed}: nothing acknowledged is lost, nothing is sent before it is kept`, () => {
    const { violation, notes } = simulate(seed);
    assertEquals(violation, null, notes.join("\n"));
  });
}

for (let seed = 1; seed <= VERSIONS_SEEDS; seed++) {
  Deno.test(`[C18] a cluster of two versions, seed ${seed}: nobody writes what another can't read, and no room is lost`, () => {
    const { violation, notes } = simulate(seed, { isOfVersions: true });
    assertEquals(violation, null, notes.join("\n"));
  });
}

for (const [name, canary] of Object.entries(CANARIES)) {
  Deno.test(`a cluster with a bug is found: ${name}`, () => {
    for (let seed = 1; seed <= CANARY_SEEDS; seed++) {
      if (simulate(seed, canary).violation !== null) return;
    }
    assert(false, `${CANARY_SEEDS} seeds find nothing`);
  });
}
