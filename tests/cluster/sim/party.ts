/** A group of clients who are in the same room, and open the next one when its session has ended. */
import type { FakeClock } from "../../base/fake_clock.ts";
import type { Random } from "../../sim/random.ts";

/** How their sessions end. */
export type Ending = "never" | "ended by its admin" | "left by everybody" | "idle";

/** The longest that all of them are away, in milliseconds: about as long as a room may be idle. */
const AWAY_MS = 15_000;
/** The longest until they open the next room, in milliseconds. */
const NEXT_MS = 2_000;

export class Party {
  readonly ends: Ending;
  readonly #at: { readonly clock: FakeClock; readonly random: Random };
  /** Their room; null: it is still to be opened. */
  roomId: string | null = null;
  tickets = 0;
  /** Their rooms whose end was sent to somebody. */
  readonly over = new Set<string>();
  /** Whether all of them give up their seats. */
  isLeaving = false;
  #isSettled = false;
  #nextAt = 0;
  #awayUntil = 0;

  constructor(ends: Ending, at: { readonly clock: FakeClock; readonly random: Random }) {
    this.ends = ends;
    this.#at = at;
  }

  /** Whether nobody is connected or connecting. */
  get isAway(): boolean {
    return this.#at.clock.now() < this.#awayUntil;
  }

  /** Whether the next room may be opened. */
  get mayOpen(): boolean {
    return this.roomId === null && this.#at.clock.now() >= this.#nextAt;
  }

  /** Whether the admin should end the session now. */
  get isToEnd(): boolean {
    return this.ends === "ended by its admin" && !this.#isSettled && this.#at.random.chance(0.02);
  }

  /** Perhaps starts an absence or an end. */
  act(): void {
    const { random, clock } = this.#at;
    if (this.#isSettled || this.roomId === null || this.isAway || !random.chance(0.005)) return;
    if (this.ends === "left by everybody") this.isLeaving = true;
    if (this.ends === "idle") this.#awayUntil = clock.now() + random.between(1_000, AWAY_MS);
  }

  /** From now on all of them stay. */
  settle(): void {
    this.#isSettled = true;
    this.isLeaving = false;
    this.#awayUntil = 0;
  }

  /** Somebody was sent the end of this room. */
  isOver(roomId: string): void {
    this.over.add(roomId);
    if (this.roomId !== roomId) return;
    this.roomId = null;
    this.isLeaving = false;
    this.#nextAt = this.#at.clock.now() + this.#at.random.between(0, NEXT_MS);
  }
}
