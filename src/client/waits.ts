/** Whoever waits for the room to be as it wants it, or for time to pass. Each hears exactly once. */
import type { Clock } from "./environment.ts";
import { type ClientError, promised, type Waiter } from "./errors.ts";
import type { RoomState } from "./types.ts";

export type RoomTest = (room: RoomState) => boolean;

export class Watchers {
  #waiting: { readonly test: RoomTest; readonly waiter: Waiter<RoomState> }[] = [];

  /** Waits, unless the room as it is will do. */
  add(test: RoomTest, waiter: Waiter<RoomState>, room: RoomState | null): void {
    if (room !== null && test(room)) waiter.done(room);
    else this.#waiting.push({ test, waiter });
  }

  look(room: RoomState): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const one of all) {
      if (one.test(room)) one.waiter.done(room);
      else this.#waiting.push(one);
    }
  }

  /** The room will not change any more. */
  fail(error: ClientError): void {
    for (const { waiter } of this.#waiting.splice(0)) waiter.failed(error);
  }
}

/** Time that is waited for, no longer than there is a reason to. */
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
