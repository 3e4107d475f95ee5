/**
 * How much the process may hold, counted from outside: rooms, seats that nobody has claimed, connections,
 * and guesses of one address [W4, W9, W10].
 */
import type { Coverage } from "./coverage.ts";
import type { Incarnation } from "./incarnation.ts";
import type { Line } from "./line.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Plan } from "./plan.ts";
import { insist } from "./violation.ts";

/** Connections past the limits that are upgraded only to be refused. */
const UNCOUNTED_MAX = 64;

/** Guesses of an address after which its joins wait, and how many of these may [W9]. */
const GUESSES_MAX = 30;
const HELD_MAX = 16;

interface LimitsOptions {
  readonly plan: Plan;
  readonly coverage: Coverage;
  /** Every connection there ever was. */
  readonly lines: readonly Line[];
  /** The incarnation whose connections and rooms each row of the shared counts still holds. */
  readonly rows: readonly (Incarnation | null)[];
}

export class Limits {
  readonly #options: LimitsOptions;
  /** Wrong guesses of each address, since the beginning. */
  readonly #wrong = new Map<string, number>();

  constructor(options: LimitsOptions) {
    this.#options = options;
  }

  /** Rooms whose homes have not been lost. */
  get rooms(): readonly ModelRoom[] {
    return this.#options.rows.flatMap((incarnation) => incarnation?.auditor.model.rooms ?? []);
  }

  /** Whether the process may hold one more room. */
  mayOpen(): boolean {
    const { max_rooms } = this.#options.plan;
    return max_rooms === 0 || this.rooms.length < max_rooms;
  }

  /** Whether it may hold one more that was opened from this address [W10]. */
  mayOpenFrom(address: string): boolean {
    const { max_rooms_per_ip } = this.#options.plan;
    const same = this.rooms.filter((room) => room.openedFrom === address);
    return max_rooms_per_ip === 0 || same.length < max_rooms_per_ip;
  }

  /** Whether this address may have one more seat that nobody has claimed [W10]. */
  mayReserveFrom(address: string): boolean {
    const { unclaimedMax } = this.#options.plan;
    const unclaimed = this.rooms.flatMap(({ people }) => people)
      .filter(({ announced, reservedFrom }) => !announced && reservedFrom === address);
    return unclaimedMax === 0 || unclaimed.length < unclaimedMax;
  }

  /** A connection arrives at a worker: whether it counts, and why it is refused where it is [W4]. */
  admit(line: Line, { draining }: Incarnation): void {
    const { plan: { max_connections, max_connections_per_ip }, coverage, lines } = this.#options;
    const counted = lines.filter((one) => one.counted);
    const near = counted.filter(({ address }) => address === line.address);
    line.counted = (max_connections === 0 || counted.length < max_connections) &&
      (max_connections_per_ip === 0 || near.length < max_connections_per_ip);
    if (!line.counted) {
      coverage.count("refused: too many connections");
      line.refusal = { why: "try_later", names: null };
    } else if (draining) {
      coverage.count("refused: stopping");
      line.refusal = { why: "restarting", names: null };
    } else if (line.handshake.kind === "knock") coverage.count("refused: bad request");
  }

  /** Whether a worker has to upgrade it, if only to refuse it over the socket. */
  isUpgraded(line: Line, { lines }: Incarnation): boolean {
    const crowd = lines.filter((one) => !one.counted && !one.gone).length;
    return line.counted || crowd < UNCOUNTED_MAX;
  }

  /** [W9] An address guessed wrong. */
  guessed(address: string): void {
    this.#wrong.set(address, (this.#wrong.get(address) ?? 0) + 1);
  }

  /** [W9] A join of this address has to wait, or, if it may not even do that, is turned away. */
  holds(address: string, waits: boolean): void {
    this.#options.coverage.count("joins answered late");
    const wrong = this.#wrong.get(address) ?? 0;
    insist(wrong >= GUESSES_MAX, `[W9] ${address} has to wait after ${wrong} guesses`);
    const same = this.#options.lines.filter((line) => line.held && line.address === address);
    if (waits) insist(same.length < HELD_MAX, `[W9] ${same.length} of ${address} wait already`);
  }
}
