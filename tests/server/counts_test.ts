import { permittedTest } from "../permitted.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Counts, type SharedCounts } from "../../src/server/counts.ts";
import { type Seed, Slots } from "../../src/server/slots.ts";
import type { Race } from "./counts_racer.ts";

const SEED: Seed = "seed 1";
const NONE = { totalMax: 0, perAddressMax: 0 };

function rows(workers: number): { shared: SharedCounts; workers: Counts[] } {
  const shared = Counts.allocate(workers, SEED);
  return { shared, workers: Array.from({ length: workers }, (_, row) => new Counts(shared, row)) };
}

Deno.test("[W10] a story: limits hold across workers, in total and for each address", () => {
  const { workers: [one, two] } = rows(2);
  assert(one !== undefined && two !== undefined);
  const limits = { totalMax: 4, perAddressMax: 2 };
  const story: [Counts, "in" | "out", string, string, number][] = [
    [one, "in", "10.0.0.1", "ok", 1],
    [two, "in", "10.0.0.1", "ok", 2],
    [one, "in", "10.0.0.1", "too_many_from_address", 2],
    [two, "in", "10.0.0.1", "too_many_from_address", 2],
    [two, "in", "10.0.0.2", "ok", 3],
    [two, "in", "10.0.0.3", "ok", 4],
    [one, "in", "10.0.0.4", "too_many", 4],
    // the total is judged first: it has nothing to do with the address
    [one, "in", "10.0.0.1", "too_many", 4],
    [one, "out", "10.0.0.1", "", 3],
    [one, "in", "10.0.0.4", "ok", 4],
    [two, "out", "10.0.0.1", "", 3],
    [two, "in", "10.0.0.1", "ok", 4],
  ];
  for (const [worker, what, address, answer, connections] of story) {
    if (what === "in") assertEquals(worker.admit(address, limits), answer);
    else worker.release(address);
    assertEquals([one.connections(), two.connections()], [connections, connections]);
  }
});

Deno.test("[W10] 0 is no limit, for connections, addresses and rooms", () => {
  const { workers: [only] } = rows(1);
  assert(only !== undefined);
  for (let n = 0; n < 5_000; n++) assertEquals(only.admit("10.0.0.1", NONE), "ok");
  for (let n = 0; n < 5_000; n++) assertEquals(only.roomOpened(7, NONE), "ok");
  assertEquals([only.connections(), only.rooms()], [5_000, 5_000]);
});

Deno.test("[W10] what was never counted can't be taken back: no count is negative", () => {
  const { workers: [one, two] } = rows(2);
  assert(one !== undefined && two !== undefined);
  one.release("10.0.0.1");
  one.roomClosed(7);
  one.roomClosed(null);
  one.seatClaimed(7);
  assertEquals([one.connections(), one.rooms()], [0, 0]);
  one.roomRestored();
  one.roomClosed(7);
  assertEquals(one.rooms(), 1);
  // another worker's, or another address's, is not touched either
  two.admit("10.0.0.1", NONE);
  one.admit("10.0.0.2", NONE);
  one.release("10.0.0.1");
  assertEquals(one.connections(), 2);
  one.release("10.0.0.2");
  one.release("10.0.0.2");
  assertEquals(one.connections(), 1);
});

Deno.test("[W9, W10] what is limited for an address is counted apart", () => {
  const { workers: [only] } = rows(1);
  assert(only !== undefined);
  const limits = { totalMax: 0, perAddressMax: 1 };
  const slot = only.slotOf("10.0.0.1");
  assertEquals([only.admit("10.0.0.1", limits), only.roomOpened(slot, limits)], ["ok", "ok"]);
  assert(only.seatReserved(slot, 1) && only.joinHeld(slot, 1));
  assert(!only.seatReserved(slot, 1) && !only.joinHeld(slot, 1));
  assertEquals(only.admit("10.0.0.1", limits), "too_many_from_address");
  assertEquals(only.roomOpened(slot, limits), "too_many_from_address");
});

Deno.test("[S5] a dead worker's row is forgotten, the others' stay", () => {
  const { workers: [main, dead, live] } = rows(3);
  assert(main !== undefined && dead !== undefined && live !== undefined);
  const limits = { totalMax: 3, perAddressMax: 3 };
  dead.admit("10.0.0.1", limits);
  dead.admit("10.0.0.2", limits);
  dead.roomOpened(7, NONE);
  live.admit("10.0.0.1", limits);
  live.roomOpened(7, NONE);
  assertEquals(live.admit("10.0.0.3", limits), "too_many");
  main.clearRow(1);
  assertEquals([live.connections(), live.rooms()], [1, 1]);
  // what the dead one still takes back on its way out goes nowhere
  dead.release("10.0.0.1");
  dead.roomClosed(7);
  assertEquals([live.connections(), live.rooms()], [1, 1]);
  assertEquals(live.admit("10.0.0.3", limits), "ok");
  assertEquals(live.roomOpened(7, { totalMax: 0, perAddressMax: 2 }), "ok");
});

Deno.test("[W10] addresses that share a slot share its limit, and nothing is lost", () => {
  const slots = new Slots(SEED);
  const slot = slots.of("10.0.0.1");
  let twin = "";
  for (let n = 0; twin === ""; n++) {
    const address = `10.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
    if (slots.of(address) === slot) twin = address;
  }
  const { workers: [only] } = rows(1);
  assert(only !== undefined);
  const limits = { totalMax: 0, perAddressMax: 1 };
  assertEquals(only.admit("10.0.0.1", limits), "ok");
  assertEquals(only.admit(twin, limits), "too_many_from_address");
  only.release("10.0.0.1");
  assertEquals(only.admit(twin, limits), "ok");
  assertEquals(only.connections(), 1);
});

Deno.test("a row that isn't there is a bug, and is reported as one", () => {
  const { shared, workers } = rows(2);
  for (const row of [-1, 2, 0.5, NaN]) {
    assertThrows(() => new Counts(shared, row), RangeError, "from 0 to 1");
    assertThrows(() => workers[0]?.clearRow(row), RangeError, "from 0 to 1");
  }
});

permittedTest("[W10] threads that race for the last place never both get it", async () => {
  const racers = 2;
  const shared = Counts.allocate(racers, SEED);
  const board = new SharedArrayBuffer(16);
  const threads: Worker[] = [];
  try {
    await Promise.all(Array.from({ length: racers }, (_, row) => {
      const worker = new Worker(import.meta.resolve("./counts_racer.ts"), { type: "module" });
      threads.push(worker);
      const race: Race = { shared, row, rounds: 1_000_000, board };
      return new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = reject;
        worker.postMessage(race);
      });
    }));
  } finally {
    for (const worker of threads) worker.terminate();
  }
  const [, held, most, won = 0] = new Int32Array(board);
  assertEquals({ held, most }, { held: 0, most: 1 });
  assert(won > 0);
  assertEquals(new Counts(shared, 0).connections(), 0);
});
