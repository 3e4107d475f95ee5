// A server dies, and the others don't come under its load at once: they take a few of its members at a time, and answer
// who is in a room in between [P2.9]. Simulated time; one seed decides all. `-- --members=20000 --nodes=2` has more of
// them, and prints what comes of it.
import { assert, assertEquals, assertLess } from "@std/assert";
import { JOIN_PAUSE_MS, JOINS_AT_ONCE, RESUMES_WAITING_MAX } from "../../src/server/join_queue.ts";
import { numberFor } from "../flags.ts";
import { print } from "../print.ts";
import { type Storm, storm } from "./storm.ts";

const MEMBERS = numberFor("members") ?? 4_000;
const NODES = numberFor("nodes") ?? 1;

Deno.test("[P2.9] all members of a dead server are soon back, each after two tries at most; whoever is in a room is answered", () => {
  const paced = storm(MEMBERS, { nodes: NODES, seed: 1 });
  const unpaced = storm(MEMBERS, { nodes: NODES, seed: 1, isPaced: false });
  for (const [name, { lastMs, tries, nodes }] of Object.entries({ paced, unpaced })) {
    print(
      `${name}: ${MEMBERS} are back after ${
        Math.round(lastMs)
      } ms, after ${tries} tries; who was there before ` +
        `waits ${waits(nodes).map(Math.round).join(" / ")} ms for an answer (p50, p99, longest)`,
    );
  }
  assertEquals(paced.lost, 0);
  assertLess(paced.lastMs, 12_000);
  assert(paced.tries <= 2 * MEMBERS, `${paced.tries} tries`);
  for (const { asked, waiting } of paced.nodes) {
    assert(waiting <= RESUMES_WAITING_MAX);
    // a turn, and the part of the one before that was left
    assertLess(mostWithin(asked, JOIN_PAUSE_MS), 2 * JOINS_AT_ONCE);
  }
  const [median, , longest] = waits(paced.nodes);
  assertLess(median ?? NaN, 5);
  // what is left of it are handshakes
  assertLess((longest ?? NaN) * 1.5, waits(unpaced.nodes)[2] ?? NaN);
});

/** How long messages of those wait who are in a room: half of them, nearly all, the longest. */
function waits(nodes: Storm["nodes"]): readonly number[] {
  const all = nodes.flatMap(({ waited }) => waited).sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((part) => all[Math.ceil(part * all.length) - 1] ?? NaN);
}

/** The most of these times that lie so near together, in milliseconds. */
function mostWithin(times: readonly number[], ms: number): number {
  let [most, from] = [0, 0];
  for (const [at, time] of times.entries()) {
    while ((times[from] ?? time) <= time - ms) from++;
    most = Math.max(most, at - from + 1);
  }
  return most;
}
