/**
 * Room stores of a few workers in one thread, with people at v1 clients. Time and the way between the
 * workers move only when told, so a test decides every interleaving.
 */
import { assert, assertEquals } from "@std/assert";
import { type Deck, FIBONACCI } from "../../src/room/deck.ts";
import type { Entry } from "../../src/protocol/request.ts";
import type { Ids } from "../../src/store/ids.ts";
import type { Journal, JournalFault } from "../../src/store/journal.ts";
import type { Connection, Envelope } from "../../src/store/messages.ts";
import { type Attachment, RoomStore } from "../../src/store/room_store.ts";
import { countingIds } from "./draws.ts";
import { FakeClock } from "./fake_clock.ts";
import { RecordingLog } from "./recording_log.ts";
import { RecordingMetrics } from "./recording_metrics.ts";
import { Member, type Surroundings } from "./v1_member.ts";

export const HOUR_MS = 3_600_000;

export interface ClusterOptions {
  readonly workers?: number;
  readonly ids?: Ids;
  readonly room_idle_ms?: number;
  readonly resume_grace_ms?: number;
  readonly admin_grace_ms?: number;
  /** Rooms in all workers; default: no limit. */
  readonly rooms_max?: number;
  /** The journal of each worker; default: none. */
  readonly journalOf?: (worker: number) => Journal;
  /** Default: a new one. */
  readonly clock?: FakeClock;
}

/** An envelope under way from one worker to another. */
export interface Sent {
  readonly from: number;
  readonly to: number;
  readonly envelope: Envelope;
  readonly at: number;
}

export class Cluster implements Surroundings, Disposable {
  readonly clock: FakeClock;
  /** Why something can't be saved, as each worker said it last. */
  readonly faults: (JournalFault | null)[] = [];
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  readonly stores: readonly RoomStore[];
  /** Everything that was ever sent between workers. */
  readonly sent: Sent[] = [];
  /** While set, what workers send each other waits for `deliver`. */
  held = false;
  /** Rooms that count against the quota now. */
  open_rooms = 0;
  readonly names: string[] = [];
  readonly #under_way: Sent[] = [];
  readonly #lost = new Set<number>();

  constructor(options: ClusterOptions = {}) {
    const clock = this.clock = options.clock ?? new FakeClock();
    const { log, metrics } = this;
    const { workers = 1, ids = countingIds(), rooms_max } = options;
    const { room_idle_ms = 4 * HOUR_MS, resume_grace_ms = 120_000, admin_grace_ms = 30_000 } =
      options;
    const quota = {
      opened: () => this.open_rooms < (rooms_max ?? Infinity) && ++this.open_rooms > 0,
      closed: () => void this.open_rooms--,
      restored: () => void this.open_rooms++,
    };
    this.stores = Array.from({ length: workers }, (_, self) =>
      new RoomStore({
        self,
        workers,
        clock,
        ids,
        log,
        metrics,
        quota,
        room_idle_ms,
        resume_grace_ms,
        admin_grace_ms,
        journal: options.journalOf?.(self) ?? null,
        onJournalFault: (fault) => this.faults[self] = fault,
        server: { name: "estimatex-server", version: "1.2.3" },
        send: (to, envelope) => this.#post({ from: self, to, envelope, at: clock.now() }),
      }));
  }

  store(worker: number): RoomStore {
    const store = this.stores[worker];
    assert(store !== undefined, `there is no worker ${worker}`);
    return store;
  }

  /** Opens a room: its creator is connected, and has not sent JOIN_ROOM yet. */
  create(name: string, { on = 0, capacity = 2, deck = FIBONACCI }: Partial<Creation> = {}): Member {
    const entry = {
      action: "create",
      name,
      role: "voter",
      protocol: "v1",
      capacity,
      deck,
      on_admin_leave: "close",
    } as const;
    return this.#enter(name, on, entry);
  }

  /** Asks for a seat. */
  join(name: string, room_id: string, { on = 0 } = {}): Member {
    return this.#enter(name, on, { action: "join", name, role: "voter", protocol: "v1", room_id });
  }

  /** Asks for a seat, and announces itself as a v1 client does. */
  arrive(name: string, room_id: string, place: { readonly on?: number } = {}): Member {
    return this.join(name, room_id, place).announce();
  }

  /** A room with its members announced: the first is the admin; they sit on the workers in turn. */
  room<const Names extends readonly [string, ...string[]]>(
    names: Names,
    { capacity = names.length, deck }: { capacity?: number; deck?: Deck } = {},
  ): { -readonly [At in keyof Names]: Member } {
    const [first, ...others] = names;
    const admin = this.create(first, { capacity, ...(deck && { deck }) }).announce();
    const members = others.map((name, n) =>
      this.arrive(name, admin.room_id, { on: (n + 1) % this.stores.length })
    );
    return [admin, ...members] as { -readonly [At in keyof Names]: Member };
  }

  /** Unless a test holds things up: all that was said arrives. */
  carry(): void {
    if (!this.held) this.settle();
  }

  /** Delivers everything between the workers, and ends the tick. */
  settle(): void {
    do {
      while (this.#under_way.length > 0) this.deliver(() => 0);
      this.clock.advance(0);
    } while (this.#under_way.length > 0);
  }

  /** Delivers one envelope; `pick` draws one of those that are first in their order. False: none is under way. */
  deliver(pick: (count: number) => number): boolean {
    const firsts = this.#under_way.filter((sent, at) =>
      at === this.#under_way.findIndex(({ from, to }) => from === sent.from && to === sent.to)
    );
    const sent = firsts[pick(firsts.length)];
    if (sent === undefined) return false;
    this.#under_way.splice(this.#under_way.indexOf(sent), 1);
    this.store(sent.to).receive(sent.from, sent.envelope);
    return true;
  }

  /** [S5] A worker's life ends: what was under way to and from it is lost, and the others hear of it. */
  lose(worker: number): void {
    this.#lost.add(worker);
    for (let at = this.#under_way.length; at-- > 0;) {
      const sent = this.#under_way[at];
      if (sent?.from === worker || sent?.to === worker) this.#under_way.splice(at, 1);
    }
    for (const [self, store] of this.stores.entries()) {
      if (self !== worker) store.peerLost(worker);
    }
    this.carry();
  }

  /** Lets time pass, and what it brings arrive. */
  pass(ms: number): void {
    this.clock.advance(ms);
    this.settle();
  }

  /** Ends every timer, and insists that none is left. */
  [Symbol.dispose](): void {
    for (const store of this.stores) store.close();
    assertEquals(this.clock.pending, 0, "a store left a timer");
  }

  /** The words of a text that don't depend on how it is put: names, tickets, the room. */
  mentions(text: string, room_id: string): string {
    const known = new RegExp(
      `(?<!\\w)(${[...this.names, room_id, "T\\d+"].join("|")})(?!\\w)`,
      "g",
    );
    const words = [...text.matchAll(known)].map(([word]) => word === room_id ? "room" : word);
    return [...new Set(words)].map((word) => ` ${word}`).join("");
  }

  #enter(name: string, on: number, entry: Entry): Member {
    const member = new Member(this, name, entry.action === "join" ? entry.room_id : "");
    this.enter(member, on, entry);
    return member;
  }

  /** Somebody's connection asks for what the entry says, on this worker. */
  protected enter(somebody: Somebody, on: number, entry: Entry): void {
    if (!this.names.includes(somebody.name)) this.names.push(somebody.name);
    somebody.attach(this.store(on).enter(somebody, entry));
    this.carry();
  }

  #post(sent: Sent): void {
    assert(sent.from !== sent.to, "[S1] a worker posted to itself");
    // as a bus would: nothing but data survives
    assertEquals(structuredClone(sent.envelope), sent.envelope);
    this.sent.push(sent);
    if (!this.#lost.has(sent.to)) this.#under_way.push(sent);
  }
}

/** A person at a client of either protocol. */
interface Somebody extends Connection {
  readonly name: string;
  attach(attachment: Attachment): void;
}

interface Creation {
  readonly on: number;
  readonly capacity: number;
  readonly deck: Deck;
}
