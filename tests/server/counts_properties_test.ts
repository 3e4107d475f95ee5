// What is counted over all workers, against a plain list of what is there [W9, W10, S5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type AdmissionLimits, Counts } from "../../src/server/counts.ts";
import { Guesses, GUESSES_PER_MINUTE } from "../../src/server/guesses.ts";
import { type Seed, Slots } from "../../src/server/slots.ts";

const SEED: Seed = "seed 1";
const WORKERS = 3;
/** They fall into slots of their own with this seed. */
const ADDRESSES = ["192.0.2.1", "192.0.2.2", "2001:db8::/64", "198.51.100.7"] as const;
const COMMANDS_MAX = 60;

const worker = fc.nat(WORKERS - 1);
const address = fc.constantFrom(...ADDRESSES);
const max = fc.constantFrom(0, 1, 2, 3, 5, 8);

/**
 * What is open, each connection, room and unclaimed seat by itself: a worker's number, and whose it is; null: a
 * restored room.
 */
interface Open {
  connections: (readonly [number, string])[];
  rooms: (readonly [number, string | null])[];
  seats: (readonly [number, string])[];
  readonly limits: AdmissionLimits;
  readonly roomLimits: AdmissionLimits;
  readonly seatsMax: number;
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
      const { totalMax, perAddressMax } = open.limits;
      for (const counts of table) {
        assertEquals(counts.connections(), open.connections.length);
        assertEquals(counts.rooms(), open.rooms.length);
      }
      const ofAddress = ADDRESSES.map((one) => open.connections.filter(([, of]) => of === one));
      assert(totalMax === 0 || open.connections.length <= totalMax);
      assert(perAddressMax === 0 || ofAddress.every(({ length }) => length <= perAddressMax));
    },
    toString: () => name,
  };
}

const connects = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} connects to ${row}`, ({ connections, limits }, table) => {
    const { totalMax, perAddressMax } = limits;
    const same = connections.filter(([, other]) => other === address).length;
    const isFull = totalMax !== 0 && connections.length >= totalMax;
    const isOne = perAddressMax !== 0 && same >= perAddressMax;
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

const roomOpens = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} opens a room at ${row}`, ({ rooms, roomLimits }, table) => {
    const { totalMax, perAddressMax } = roomLimits;
    const same = rooms.filter(([, of]) => of === address).length;
    const isFull = totalMax !== 0 && rooms.length >= totalMax;
    const isOne = perAddressMax !== 0 && same >= perAddressMax;
    const expected = isFull ? "too_many" : isOne ? "too_many_from_address" : "ok";
    const slot = at(table, row).slotOf(address);
    assertEquals(at(table, row).roomOpened(slot, roomLimits), expected);
    if (expected === "ok") rooms.push([row, address]);
  })
);

const roomReturns = worker.map((row) =>
  command(`a room is restored at ${row}`, ({ rooms }, table) => {
    at(table, row).roomRestored();
    rooms.push([row, null]);
  })
);

// Also one that was never opened from there. Of those restored there is one for each that closes.
const roomCloses = fc.tuple(worker, fc.option(address)).map(([row, address]) =>
  command(`a room of ${address} closes at ${row}`, ({ rooms }, table) => {
    const found = rooms.findIndex(([at, of]) => at === row && of === address);
    if (found < 0 && address === null) return;
    at(table, row).roomClosed(address === null ? null : at(table, row).slotOf(address));
    if (found >= 0) rooms.splice(found, 1);
  })
);

const reserves = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} reserves a seat at ${row}`, ({ seats, seatsMax }, table) => {
    const isFree = seatsMax === 0 || seats.filter(([, of]) => of === address).length < seatsMax;
    const slot = at(table, row).slotOf(address);
    assertEquals(at(table, row).seatReserved(slot, seatsMax), isFree);
    if (isFree) seats.push([row, address]);
  })
);

const claims = fc.tuple(worker, address).map(([row, address]) =>
  command(`${address} claims a seat at ${row}`, ({ seats }, table) => {
    at(table, row).seatClaimed(at(table, row).slotOf(address));
    const found = seats.findIndex(([at, of]) => at === row && of === address);
    if (found >= 0) seats.splice(found, 1);
  })
);

const dies = fc.tuple(worker, worker).map(([row, main]) =>
  command(`${row} dies`, (open, table) => {
    at(table, main).clearRow(row);
    open.connections = open.connections.filter(([at]) => at !== row);
    open.rooms = open.rooms.filter(([at]) => at !== row);
    open.seats = open.seats.filter(([at]) => at !== row);
  })
);

const counted = fc.commands(
  [connects, connects, goes, roomOpens, roomOpens, roomReturns, roomCloses, reserves, claims, dies],
  { maxCommands: COMMANDS_MAX, size: "max" },
);

Deno.test("[W10, S5] the table counts as a list does: no limit is passed, no count is negative", () => {
  const limits = fc.record({ totalMax: max, perAddressMax: max });
  fc.assert(
    fc.property(limits, limits, max, counted, (limits, roomLimits, seatsMax, commands) => {
      const shared = Counts.allocate(WORKERS, SEED);
      const table = Array.from({ length: WORKERS }, (_, row) => new Counts(shared, row));
      fc.modelRun(() => ({
        model: {
          connections: [],
          rooms: [],
          seats: [],
          limits,
          roomLimits,
          seatsMax,
        },
        real: table,
      }), commands);
      // nothing is left once everybody has gone
      for (const counts of table) {
        for (let n = 0; n < COMMANDS_MAX; n++) {
          for (const address of ADDRESSES) {
            counts.release(address);
            counts.roomClosed(counts.slotOf(address));
            counts.seatClaimed(counts.slotOf(address));
          }
          counts.roomClosed(null);
        }
        assert(counts.connections() >= 0 && counts.rooms() >= 0);
      }
      const one = at(table, 0);
      const slots = ADDRESSES.map((address) => one.slotOf(address));
      const alone = { totalMax: 0, perAddressMax: 1 };
      for (const slot of slots) assertEquals(one.roomOpened(slot, alone), "ok");
      for (const slot of slots) assert(one.seatReserved(slot, 1));
      for (const slot of slots) one.roomClosed(slot);
      assertEquals([at(table, 0).connections(), at(table, 0).rooms()], [0, 0]);
    }),
    { numRuns: 100 },
  );
});

Deno.test("[W10] the addresses of these tests don't share a slot", () => {
  const slots = ADDRESSES.map((address) => new Slots(SEED).of(address));
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
      const same = made.guesses.filter((one) => one.minute === minute && one.address === address);
      const expected = same.length >= GUESSES_PER_MINUTE;
      for (const worker of workers) assertEquals(worker.areTooMany(address, made.now), expected);
      workers[row]?.count(address, made.now);
      made.guesses.push({ minute, address });
    }
  },
  toString: () => `${later} ms later ${address} guesses ${times} times at ${row}`,
}));

Deno.test("[W9] an address has guessed too often from its 30th in a minute on, all workers together", () => {
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

Deno.test("[W9] whatever the clock shows, 30 guesses at one time are too many", () => {
  const now = fc.oneof(fc.double(), fc.integer(), fc.date({ noInvalidDate: false }).map(Number));
  fc.assert(
    fc.property(fc.array(fc.tuple(address, now), { maxLength: 40 }), now, (before, now) => {
      const table = new Guesses(Guesses.allocate(SEED));
      for (const [address, now] of before) table.count(address, now);
      for (let n = 0; n < GUESSES_PER_MINUTE; n++) table.count(ADDRESSES[0], now);
      assert(table.areTooMany(ADDRESSES[0], now));
    }),
    { numRuns: 100 },
  );
});
