/** Promises that wait for a state of the room, or for some time. Each is settled exactly once. */
import type { Clock } from "./environment.ts";
import { type ClientError, promised, type Waiter } from "./errors.ts";
import type { RoomState } from "./types.ts";

type RoomTest = (room: RoomState) => boolean;

interface Watcher {
  readonly test: RoomTest;
  /** Also rejected with what its test throws, which is the program's own error. */
  readonly waiter: Waiter<RoomState, unknown>;
}

export class Watchers {
  readonly #waiting = new Set<Watcher>();

  /** Waits, unless the current room satisfies the test. */
  add(test: RoomTest, waiter: Watcher["waiter"], room: RoomState | null): void {
    const watcher = { test, waiter };
    this.#waiting.add(watcher);
    if (room !== null) this.#look(watcher, room);
  }

  look(room: RoomState): void {
    for (const watcher of [...this.#waiting]) this.#look(watcher, room);
  }

  /** The room will not change any more. */
  fail(error: ClientError): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const { waiter } of all) waiter.failed(error);
  }

  /** Runs a test, which may throw, or close the client and so end this wait. */
  #look(watcher: Watcher, room: RoomState): void {
    const { test, waiter } = watcher;
    if (!this.#waiting.has(watcher)) return;
    let settle: () => void;
    try {
      if (!test(room)) return;
      settle = () => waiter.done(room);
    } catch (error) {
      settle = () => waiter.failed(error);
    }
    if (this.#waiting.delete(watcher)) settle();
  }
}

/** Waits for some time, which end early when the client is out of the room. */
export class Pauses {
  readonly #clock: Clock;
  readonly #cancels = new Map<Waiter<void>, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  pass(ms: number): Promise<void> {
    const { promise, waiter } = promised<void>();
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(waiter);
      waiter.done();
    });
    this.#cancels.set(waiter, cancel);
    return promise;
  }

  fail(error: ClientError): void {
    for (const [waiter, cancel] of this.#cancels) {
      cancel();
      waiter.failed(error);
    }
    this.#cancels.clear();
  }
}
