/**
 * The model of the limits of the process and of addresses: rooms, unclaimed seats, connections, guesses [W4, W9, W10].
 */
import type { Coverage } from "./coverage.ts";
import type { Incarnation } from "./incarnation.ts";
import type { Line } from "./line.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Plan } from "./plan.ts";
import { insist } from "./violation.ts";

/** How many connections beyond the limits are upgraded, only to be refused. */
const UNCOUNTED_MAX = 64;

/** After how many wrong guesses an address's joins wait, and how many may wait [W9]. */
const GUESSES_MAX = 30;
const HELD_MAX = 16;

interface LimitsOptions {
  readonly plan: Plan;
  readonly coverage: Coverage;
  /** Every connection of the run. */
  readonly lines: readonly Line[];
  /** For each row of the shared counts, the incarnation whose connections and rooms it still counts. */
  readonly rows: readonly (Incarnation | null)[];
}

export class Limits {
  readonly #options: LimitsOptions;
  /** How many wrong guesses each address has made. */
  readonly #wrong = new Map<string, number>();

  constructor(options: LimitsOptions) {
    this.#options = options;
  }

  /** The rooms whose homes have not been lost. */
  get rooms(): readonly ModelRoom[] {
    return this.#options.rows.flatMap((incarnation) => incarnation?.auditor.model.rooms ?? []);
  }

  /** Whether one more room may be opened. */
  mayOpen(): boolean {
    const { max_rooms } = this.#options.plan;
    return max_rooms === 0 || this.rooms.length < max_rooms;
  }

  /** Whether one more may be opened from this address [W10]. */
  mayOpenFrom(address: string): boolean {
    const { max_rooms_per_ip } = this.#options.plan;
    const same = this.rooms.filter((room) => room.openedFrom === address);
    return max_rooms_per_ip === 0 || same.length < max_rooms_per_ip;
  }

  /** Whether this address may have one more unclaimed seat [W10]. */
  mayReserveFrom(address: string): boolean {
    const { unclaimedMax } = this.#options.plan;
    const unclaimed = this.rooms.flatMap(({ people }) => people)
      .filter(({ announced, reservedFrom }) => !announced && reservedFrom === address);
    return unclaimedMax === 0 || unclaimed.length < unclaimedMax;
  }

  /** A connection arrives: decides whether it counts, and whether it is refused [W4]. */
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

  /** Whether a worker must upgrade a connection, perhaps only to refuse it over the socket. */
  isUpgraded(line: Line, { lines }: Incarnation): boolean {
    const crowd = lines.filter((one) => !one.counted && !one.gone).length;
    return line.counted || crowd < UNCOUNTED_MAX;
  }

  /** [W9] Counts a wrong guess of an address. */
  guessed(address: string): void {
    this.#wrong.set(address, (this.#wrong.get(address) ?? 0) + 1);
  }

  /** [W9] Checks that a join of this address was right to wait, or, if `waits` is false, to be refused. */
  holds(address: string, waits: boolean): void {
    this.#options.coverage.count("joins answered late");
    const wrong = this.#wrong.get(address) ?? 0;
    insist(wrong >= GUESSES_MAX, `[W9] ${address} has to wait after ${wrong} guesses`);
    const same = this.#options.lines.filter((line) => line.held && line.address === address);
    if (waits) insist(same.length < HELD_MAX, `[W9] ${same.length} of ${address} wait already`);
  }
}
