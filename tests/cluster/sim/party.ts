/** What the people of one room share: the room they are in, how its session may end, and those that are over. */
import type { FakeClock } from "../../base/fake_clock.ts";
import type { Random } from "../../sim/random.ts";

/** How sessions of theirs end, if they do. */
export type Ending = "never" | "ended by its admin" | "left by everybody" | "idle";

/** How long everybody is away at a time, at most: about as long as a room may be idle, in milliseconds. */
const AWAY_MS = 15_000;
/** How soon they begin anew, at most. */
const NEXT_MS = 2_000;

export class Party {
  readonly ends: Ending;
  readonly #at: { readonly clock: FakeClock; readonly random: Random };
  /** The room they are in; null: it is to be opened. */
  roomId: string | null = null;
  tickets = 0;
  /** Rooms of theirs whose sessions are over, as somebody was sent. */
  readonly over = new Set<string>();
  /** Everybody gives the seat up. */
  isLeaving = false;
  #isSettled = false;
  #nextAt = 0;
  #awayUntil = 0;

  constructor(ends: Ending, at: { readonly clock: FakeClock; readonly random: Random }) {
    this.ends = ends;
    this.#at = at;
  }

  /** Whether nobody is connected, nor wants to be. */
  get isAway(): boolean {
    return this.#at.clock.now() < this.#awayUntil;
  }

  /** Whether the next room may be opened. */
  get mayOpen(): boolean {
    return this.roomId === null && this.#at.clock.now() >= this.#nextAt;
  }

  /** Whether its admin would like to end the session now. */
  get isToEnd(): boolean {
    return this.ends === "ended by its admin" && !this.#isSettled && this.#at.random.chance(0.02);
  }

  /** Does something, as groups do. */
  act(): void {
    const { random, clock } = this.#at;
    if (this.#isSettled || this.roomId === null || this.isAway || !random.chance(0.005)) return;
    if (this.ends === "left by everybody") this.isLeaving = true;
    if (this.ends === "idle") this.#awayUntil = clock.now() + random.between(1_000, AWAY_MS);
  }

  /** From now on everybody stays. */
  settle(): void {
    this.#isSettled = true;
    this.isLeaving = false;
    this.#awayUntil = 0;
  }

  /** Somebody was sent that this room is over. */
  isOver(roomId: string): void {
    this.over.add(roomId);
    if (this.roomId !== roomId) return;
    this.roomId = null;
    this.isLeaving = false;
    this.#nextAt = this.#at.clock.now() + this.#at.random.between(0, NEXT_MS);
  }
}
