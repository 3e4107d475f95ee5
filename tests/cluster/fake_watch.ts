/** One watch of a fake engine: it breaks, goes on, repeats itself, and never goes back within a subject. */
import type { Cancel, EngineRecord, Watcher } from "../../src/cluster/engine.ts";
import { type FakeWorld, matches, type Onlooker } from "./fake_world.ts";

/** How long a watch that broke takes to go on, at most. */
const RESUME_MS = 1_500;

export class FakeWatch implements Onlooker {
  readonly #world: FakeWorld;
  readonly #filter: string;
  readonly #watcher: Watcher;
  readonly #comesIn: (run: () => void) => void;
  /** The last record of each subject that was given. */
  readonly #given = new Map<string, number>();
  #state: "starting" | "live" | "broken" | "ended" = "starting";
  #isCaughtUp = false;
  #stop: Cancel;
  /** Records on their way, in order; those of a watch that broke are not given any more. */
  #coming: (() => void)[] = [];

  /** `comesIn`: brings something to the process, in a moment. */
  constructor(
    world: FakeWorld,
    filter: string,
    watcher: Watcher,
    comesIn: (run: () => void) => void,
  ) {
    this.#world = world;
    this.#filter = filter;
    this.#watcher = watcher;
    this.#comesIn = comesIn;
    this.#stop = world.clock.after(
      world.random.between(0, world.faults.delayMs),
      () => this.#start(),
    );
    world.onlookers.add(this);
  }

  appended(record: EngineRecord): void {
    if (this.#state === "live" && matches(this.#filter, record.subject)) this.#give(record);
  }

  /** The engine has lost its connection: nothing comes until `resume`. */
  break(): void {
    if (this.#state === "ended") return;
    this.#state = "broken";
    this.#stop();
    this.#coming = [];
  }

  resume(): void {
    if (this.#state !== "broken") return;
    const { clock, random } = this.#world;
    this.#stop();
    this.#stop = clock.after(random.between(1, RESUME_MS), () => this.#start());
  }

  end(): void {
    this.#state = "ended";
    this.#stop();
    this.#coming = [];
    this.#world.onlookers.delete(this);
  }

  #start(): void {
    this.#state = "live";
    const repeats = this.#world.random.chance(0.5);
    for (const record of this.#world.lasts(this.#filter)) {
      if (this.#state !== "live") return;
      if (repeats || record.seq > (this.#given.get(record.subject) ?? 0)) this.#give(record);
    }
    if (this.#state !== "live") return;
    this.#enqueue(() => {
      if (this.#isCaughtUp) return;
      this.#isCaughtUp = true;
      this.#watcher.caughtUp?.();
    });
  }

  #give(record: EngineRecord): void {
    this.#enqueue(() => {
      if (record.seq < (this.#given.get(record.subject) ?? 0)) return;
      this.#given.set(record.subject, record.seq);
      this.#watcher.each(record);
    });
    if (!this.#world.random.chance(this.#world.faults.watchBreaks)) return;
    this.#world.count("watch broken");
    this.break();
    this.resume();
  }

  /** Each of these brings the first that waits, so that they come in order however long each takes. */
  #enqueue(run: () => void): void {
    this.#coming.push(run);
    this.#comesIn(() => this.#coming.shift()?.());
  }
}
