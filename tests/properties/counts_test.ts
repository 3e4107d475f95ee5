// What is counted over all workers, against a plain list of what is there [W9, W10, S5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type AdmissionLimits, Counts } from "../../src/server/counts.ts";
import { GUESS_DELAY_MS, Guesses, GUESSES_PER_MINUTE } from "../../src/server/guesses.ts";
import { type Seed, slotOf } from "../../src/server/slots.ts";

const SEED: Seed = [1, 2];
const WORKERS = 3;
/** They fall into slots of their own with this seed. */
const ADDRESSES = ["192.0.2.1", "192.0.2.2", "2001:db8::/64", "198.51.100.7"] as const;
const COMMANDS_MAX = 60;

const worker = fc.nat(WORKERS - 1);
const address = fc.constantFrom(...ADDRESSES);
const max = fc.constantFrom(0, 1, 2, 3, 5, 8);

/** What is open, each connection and room by itself: a worker's number, and an address for connections. */
interface Open {
  connections: (readonly [number, string])[];
  rooms: number[];
  readonly limits: AdmissionLimits & { readonly rooms_max: number };
}

type Table = readonly Counts[];
type Counted = fc.Command<Open, Table>;

function at(table: Table, row: number): Counts {
  const counts = table[row];
  assert(counts !== undefined);
  return counts;
}

/** Runs `act` on both, and then compares: every worker sees all there is, and no limit is passed. */
function command(name: string, act: (open: Open, table: Table) => void): Counted {
  return {
    check: () => true,
    run: (open, table) => {
      act(open, table);
      const { total_max, per_address_max, rooms_max } = open.limits;
      for (const counts of table) {
        assertEquals(counts.connections(), open.connections.length);
        assertEquals(counts.rooms(), open.rooms.length);
      }
      const ofAddress = ADDRESSES.map((one) => open.connections.filter(([, of]) => of === one));
      assert(total_max === 0 || open.connections.length <= total_max);
      assert(per_address_max === 0 || ofAddress.every(({ length }) => length <= per_address_max));
      assert(rooms_max === 0 || open.rooms.length <= rooms_max);
    },
    toString: () => name,
  };
}

const connects = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} connects to ${row}`, ({ connections, limits }, table) => {
    const { total_max, per_address_max } = limits;
    const same = connections.filter(([, other]) => other === address).length;
    const isFull = total_max !== 0 && connections.length >= total_max;
    const isOne = per_address_max !== 0 && same >= per_address_max;
    const expected = isFull ? "too_many" : isOne ? "too_many_from_address" : "ok";
    assertEquals(at(table, row).admit(address, limits), expected);
    if (expected === "ok") connections.push([row, address]);
  })
);

// Also what was never admitted, or forgotten with its worker: that changes nothing.
const goes = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} goes from ${row}`, ({ connections }, table) => {
    at(table, row).release(address);
    const found = connections.findIndex(([at, of]) => at === row && of === address);
    if (found >= 0) connections.splice(found, 1);
  })
);

const roomOpens = worker.map((row) =>
  command(`a room opens at ${row}`, ({ rooms, limits: { rooms_max } }, table) => {
    const isFree = rooms_max === 0 || rooms.length < rooms_max;
    assertEquals(at(table, row).roomOpened(rooms_max), isFree);
    if (isFree) rooms.push(row);
  })
);

const roomCloses = worker.map((row) =>
  command(`a room closes at ${row}`, ({ rooms }, table) => {
    at(table, row).roomClosed();
    const found = rooms.indexOf(row);
    if (found >= 0) rooms.splice(found, 1);
  })
);

const dies = fc.tuple(worker, worker).map(([row, main]) =>
  command(`${row} dies`, (open, table) => {
    at(table, main).clearRow(row);
    open.connections = open.connections.filter(([at]) => at !== row);
    open.rooms = open.rooms.filter((at) => at !== row);
  })
);

const counted = fc.commands([connects, connects, goes, roomOpens, roomCloses, dies], {
  maxCommands: COMMANDS_MAX,
  size: "max",
});

Deno.test("[W10, S5] the table counts as a list does: no limit is passed, no count is negative", () => {
  const limits = fc.record({ total_max: max, per_address_max: max, rooms_max: max });
  fc.assert(
    fc.property(limits, counted, (limits, commands) => {
      const shared = Counts.allocate(WORKERS, SEED);
      const table = Array.from({ length: WORKERS }, (_, row) => new Counts(shared, row));
      fc.modelRun(() => ({ model: { connections: [], rooms: [], limits }, real: table }), commands);
      // nothing is left once everybody has gone
      for (const counts of table) {
        for (let n = 0; n < COMMANDS_MAX; n++) {
          for (const address of ADDRESSES) counts.release(address);
          counts.roomClosed();
        }
        assert(counts.connections() >= 0 && counts.rooms() >= 0);
      }
      assertEquals([at(table, 0).connections(), at(table, 0).rooms()], [0, 0]);
    }),
    { numRuns: 100 },
  );
});

Deno.test("[W10] the addresses of these tests don't share a slot", () => {
  const slots = ADDRESSES.map((address) => slotOf(address, SEED));
  assertEquals(new Set(slots).size, ADDRESSES.length);
});

/** Every wrong guess so far: its minute and whose it was. */
interface Made {
  now: number;
  readonly guesses: { readonly minute: number; readonly address: string }[];
}

type Guessing = fc.Command<Made, readonly Guesses[]>;

/** An address guesses some times, at some worker, some time after the last that guessed. */
const guesses: fc.Arbitrary<Guessing> = fc.record({
  row: worker,
  address,
  times: fc.integer({ min: 1, max: 12 }),
  later: fc.oneof(fc.constant(0), fc.nat(5_000), fc.integer({ min: 59_000, max: 7_200_000 })),
}).map(({ row, address, times, later }) => ({
  check: () => true,
  run: (made, workers) => {
    made.now += later;
    const minute = Math.floor(made.now / 60_000);
    for (let n = 0; n < times; n++) {
      made.guesses.push({ minute, address });
      const same = made.guesses.filter((one) => one.minute === minute && one.address === address);
      const expected = same.length > GUESSES_PER_MINUTE ? GUESS_DELAY_MS : 0;
      assertEquals(workers[row]?.delayFor(address, made.now), expected);
    }
  },
  toString: () => `${later} ms later ${address} guesses ${times} times at ${row}`,
}));

Deno.test("[W9] an address's guesses are answered late exactly past 30 in a minute, all workers together", () => {
  const start = fc.constantFrom(0, 59_999, Date.UTC(2026, 10, 23, 12), Date.UTC(2096, 0));
  const all = fc.commands([guesses], { maxCommands: COMMANDS_MAX, size: "max" });
  fc.assert(
    fc.property(start, all, (now, commands) => {
      const shared = Guesses.allocate(SEED);
      const workers = Array.from({ length: WORKERS }, () => new Guesses(shared));
      fc.modelRun(() => ({ model: { now, guesses: [] }, real: workers }), commands);
    }),
    { numRuns: 100 },
  );
});

Deno.test("[W9] whatever the clock says, an answer comes at once or 2 s late, and 31 at one time are one too many", () => {
  const now = fc.oneof(fc.double(), fc.integer(), fc.date({ noInvalidDate: false }).map(Number));
  fc.assert(
    fc.property(fc.array(fc.tuple(address, now), { maxLength: 40 }), now, (before, now) => {
      const table = new Guesses(Guesses.allocate(SEED));
      for (const [address, now] of before) {
        assert([0, GUESS_DELAY_MS].includes(table.delayFor(address, now)));
      }
      const delays = Array.from({ length: 31 }, () => table.delayFor(ADDRESSES[0], now));
      assertEquals(delays.at(-1), GUESS_DELAY_MS);
    }),
    { numRuns: 100 },
  );
});
