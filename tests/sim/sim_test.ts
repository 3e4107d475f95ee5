// Whole processes, simulated [S1-S6, R1-R17]: see tests/README.md. These are fixed seeds; `deno task sim` runs new
// ones. A seed that fails prints how to run it again.
import { assert, assertEquals } from "@std/assert";
import { CANARIES } from "./canaries.ts";
import { Coverage, COVERAGE_POINTS } from "./coverage.ts";
import { JOURNAL_CANARIES } from "./journal_canaries.ts";
import { KEPT_ROOM_CANARIES, ROOM_CANARIES } from "./room_canaries.ts";
import { type Run, run, runTwice } from "./simulation.ts";
import { V2_CANARIES } from "./v2_canaries.ts";

const SMOKE_SEEDS = 400;
/** A seed over rings with rare coverage: a voter reveals in a room where everybody may. */
const RARE_SEED = 555;
/** Every 4th of them runs twice, with other cards [R7]. */
const TWICE_EVERY = 4;
/** Within how many seeds each planted bug must be found. */
const CANARY_SEEDS = 60;
/** The same for bugs that show only after a worker has died and a client has resumed, or after a marathon. */
const JOURNAL_CANARY_SEEDS = 250;
/** Others that need as many, because they break something rare. */
const RARE_CANARIES: ReadonlySet<string> = new Set([
  "auto_reveal fires on what is no vote",
  "who fetches results after the end may go on for ever",
]);

/**
 * Seeds that once failed, by what was wrong: with bugs planted in `src/` that few other seeds find, or with bugs of the
 * model. A change of plan.ts or steps.ts changes what a seed does, and seeds pinned for real bugs must be checked then.
 */
const PINNED: Readonly<Record<string, number>> = {
  "[S5] the link took a post of an incarnation that main had reported lost": 186,
  "[S6] a frozen home kept the seats of a lost edge, and sent strangers how the rooms ended": 1828,
  "[R9] the vote of a member who was removed stayed": 991,
  "[R9] a v2 voter's vote took the place of a v2 leaver's of that name": 130,
  "[R14] the room went on waiting for the admin before the one who was promoted": 30,
  "[P2.3] a reader that lagged was sent the oldest state that it had missed": 163,
  "[P2.7] a member that came back was gone for good when it was cut off before WELCOME": 9,
  "[P2.3] the model took a room that ended beside a pending state for what that state shows":
    1776249133,
  "[P2.3] the model had no state on its way when somebody's time ran out in the last moment":
    120000197,
  "[W8] a silent connection was kept for minutes": 193,
};

/** The same for runs with a journal. */
const PINNED_JOURNALED: Readonly<Record<string, number>> = {
  "[P2.3] the model forgot a state that was pending while a retry committed": 170008928,
  "[R7] a state waited the longer the longer the last revealed summary was": 516936546,
};

function assertHolds({ seed, failure, history }: Run): void {
  const story = [...history.slice(-30), `deno task sim --seed ${seed}`].join("\n");
  assert(failure === null, `seed ${seed}: ${failure?.message}\n${story}`);
}

Deno.test(`${SMOKE_SEEDS} seeds pass, and cover every point`, () => {
  const coverage = new Coverage();
  for (let seed = 1; seed <= SMOKE_SEEDS; seed++) {
    const result = seed % TWICE_EVERY === 0 ? runTwice(seed) : run(seed);
    assertHolds(result);
    coverage.add(result.coverage);
  }
  const rare = run(RARE_SEED, { linkKind: "rings" });
  assertHolds(rare);
  coverage.add(rare.coverage);
  assertEquals(coverage.missing, [], `of ${COVERAGE_POINTS.length} coverage points`);
});

for (const [wrong, seed] of Object.entries(PINNED)) {
  Deno.test(`${wrong} (seed ${seed})`, () =>
    assertHolds(runTwice(seed, { forgetful: true, linkKind: "bus" })));
}

for (const [wrong, seed] of Object.entries(PINNED_JOURNALED)) {
  Deno.test(`${wrong} (seed ${seed})`, () => assertHolds(runTwice(seed, { linkKind: "bus" })));
}

Deno.test("the same seed gives the same run, to the last byte", () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [run(seed, { recorded: true }), run(seed, { recorded: true })];
    assert(first.record.length > 0);
    assertEquals(first.history, second.history);
    assertEquals(first.record, second.record);
  }
});

const KEPT_CANARIES = { ...JOURNAL_CANARIES, ...KEPT_ROOM_CANARIES };
const PLANTED = { ...CANARIES, ...V2_CANARIES, ...ROOM_CANARIES, ...KEPT_CANARIES };

for (const [name, tampering] of Object.entries(PLANTED)) {
  Deno.test(`a planted bug is found: ${name}`, () => {
    const isRare = name in KEPT_CANARIES || RARE_CANARIES.has(name);
    const seeds = isRare ? JOURNAL_CANARY_SEEDS : CANARY_SEEDS;
    for (let seed = 1; seed <= seeds; seed++) {
      const { failure } = runTwice(seed, { tampering });
      if (failure === null) continue;
      assert(/^\[\w+(\.\d+)?(, \w+)*\]/.test(failure.message), `no rule: ${failure.stack}`);
      return;
    }
    throw new Error(`not found in ${seeds} seeds`);
  });
}
