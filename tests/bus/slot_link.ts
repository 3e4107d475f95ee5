/**
 * A link over a bus between the workers of one machine, as rings are: the number of a peer is made of worker and
 * incarnation, and whoever drives it names the incarnations, as membership does between nodes.
 */
import { Link } from "../../src/bus/link.ts";
import type { LinkOptions } from "../../src/bus/link_options.ts";
import type { WorkerLink } from "../../src/bus/worker_link.ts";

const WORKERS_MAX = 64;

/** The number of an incarnation, and what is in it. */
export const numberOf = (worker: number, epoch: number): number => epoch * WORKERS_MAX + worker;
export const workerOf = (number: number): number => number % WORKERS_MAX;
export const epochOf = (number: number): number => Math.floor(number / WORKERS_MAX);

interface SlotLinkOptions<Message> extends LinkOptions<Message> {
  readonly self: number;
  readonly workers: number;
}

interface Slot<Message> {
  /** 0: no incarnation of it is known to live. */
  epoch: number;
  lostEpoch: number;
  /** What was sent meanwhile, for the next one. */
  waiting: Message[];
}

export class SlotLink<Message> implements WorkerLink<Message> {
  readonly link: Link<Message>;
  readonly #slots: readonly (Slot<Message> | null)[];

  constructor(options: SlotLinkOptions<Message>) {
    const { self, workers, receive, reset, stuck } = options;
    this.#slots = Array.from(
      { length: workers },
      (_, id) => id === self ? null : { epoch: 0, lostEpoch: 0, waiting: [] },
    );
    this.link = new Link<Message>({
      ...options,
      receive: (from, message) => receive(workerOf(from), message),
      reset: (peer) => reset(workerOf(peer)),
      stuck: (peer) => stuck?.(workerOf(peer)),
    });
  }

  get stats(): Link<Message>["stats"] {
    return this.link.stats;
  }

  get idle(): boolean {
    return this.link.idle && this.#slots.every((slot) => !slot || slot.waiting.length === 0);
  }

  send(to: number, message: Message): void {
    const slot = this.#slot(to);
    if (slot.epoch === 0) slot.waiting.push(message);
    else this.link.send(numberOf(to, slot.epoch), message);
  }

  /** An incarnation of another worker serves; the one before is over. */
  workerLinked(id: number, epoch: number): void {
    const slot = this.#slot(id);
    if (epoch <= Math.max(slot.epoch, slot.lostEpoch)) return;
    if (slot.epoch > 0) this.workerLost(id, slot.epoch);
    slot.epoch = epoch;
    this.link.meet(numberOf(id, epoch));
    for (const message of slot.waiting.splice(0)) this.link.send(numberOf(id, epoch), message);
  }

  workerLost(id: number, epoch: number): void {
    const slot = this.#slot(id);
    slot.lostEpoch = Math.max(slot.lostEpoch, epoch);
    const known = slot.epoch;
    if (known === 0 || epoch < known) return;
    slot.epoch = 0;
    this.link.workerLost(numberOf(id, known));
  }

  close(): void {
    this.link.close();
  }

  #slot(id: number): Slot<Message> {
    const slot = this.#slots[id];
    if (!slot) throw new RangeError(`link: it has no peer ${id}`);
    return slot;
  }
}
