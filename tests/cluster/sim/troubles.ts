/** Faults of machines, networks and streams. Several occur at once, and each ends by itself. */
import type { FakeClock } from "../../base/fake_clock.ts";
import type { Random } from "../../sim/random.ts";
import type { FakeWorld, StreamKind } from "../fake_world.ts";
import type { Canary } from "./canaries.ts";
import type { SimProcess } from "./process.ts";

/** The most by which a clock is set, in milliseconds: far longer than a lease, but shorter than a grace. */
const CLOCK_MS = 60_000;

/** The weights of faults that a planted bug needs. With more stopped processes, none would be left to take over. */
const FREQUENT = { "worker takes nothing": 40, stopped: 12 } as const;

/** The streams that lose their leader at once: one, or all, as when their common leader dies. */
const STREAMS: readonly (readonly StreamKind[])[] = [
  ["control", "rooms", "results"],
  ["control"],
  ["rooms"],
];

interface TroublesOptions {
  readonly clock: FakeClock;
  readonly random: Random;
  readonly world: FakeWorld;
  readonly processes: readonly SimProcess[];
  /** Whether wall clocks are set; otherwise machines are suspended. */
  readonly setsClocks: boolean;
  readonly needs: Canary["needs"] | null;
  /** Starts another node. */
  joins(): void;
  note(what: string): void;
}

export class Troubles {
  readonly #options: TroublesOptions;
  #until = 0;

  constructor(options: TroublesOptions) {
    this.#options = options;
  }

  /** When the last fault so far ends. */
  get until(): number {
    return this.#until;
  }

  /** Perhaps starts several faults at once, because the node that should take over may have one, too. */
  come(): void {
    const { random } = this.#options;
    if (random.chance(0.8)) return;
    const count = random.pick([1, 1, 1, 2, 3]);
    for (let n = 0; n < count; n++) this.#disturb();
  }

  #disturb(): void {
    const { random, world, processes, setsClocks, needs, joins, note } = this.#options;
    const process = random.pick(processes);
    const often = (what: keyof typeof FREQUENT, usual: number) =>
      needs === what ? FREQUENT[what] : usual;
    const what = random.weighted([
      ["killed", 1],
      ["stopped", often("stopped", 3)],
      ["suspended", setsClocks ? 0 : 2],
      ["clock set", setsClocks ? 2 : 0],
      ["joins", 0.5],
      ["cut", 2],
      ["worker cut", 2],
      ["worker takes nothing", often("worker takes nothing", 2)],
      ["leaves", 1],
      ["no leader", 1],
    ]);
    if (what === "joins") {
      note(`somebody ${what}`);
      return joins();
    }
    if (what === "no leader") {
      note(`engine ${what}`);
      const ms = random.between(500, 10_000);
      this.#later(ms, () => {});
      return world.loseLeader(ms, random.pick(STREAMS));
    }
    if (process.state !== "up") return;
    note(`${process.name} ${what}`);
    // half of them long enough for a takeover
    const forMs = random.chance(0.5) ? random.between(6_000, 12_000) : random.between(100, 6_000);
    switch (what) {
      case "killed":
        process.kill();
        return this.#later(random.between(100, 6_000), () => process.start());
      case "stopped":
      case "suspended":
        process.pause(what);
        return this.#later(forMs, () => process.resume());
      case "clock set":
        return process.clock.set(random.between(-CLOCK_MS, CLOCK_MS));
      case "cut":
        process.cut();
        return this.#later(forMs, () => process.restore());
      case "worker cut": {
        const self = random.below(2);
        process.cutWorker(self);
        return this.#later(forMs, () => process.restoreWorker(self));
      }
      case "worker takes nothing":
        this.#later(forMs, () => {});
        return process.holdUpWorker(random.below(2), forMs);
      case "leaves":
        process.leave();
        this.#later(12_000, () => {
          if (process.state === "leaving") process.kill();
          if (process.state === "down") process.start();
        });
    }
  }

  /** Ends a fault after `ms` milliseconds. */
  #later(ms: number, end: () => void): void {
    const { clock } = this.#options;
    this.#until = Math.max(this.#until, clock.now() + ms);
    clock.after(ms, end);
  }
}
