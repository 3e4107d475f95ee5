/**
 * Room stores of a few workers in one thread, with people at v1 clients. Time and the way between the
 * workers move only when a test lets them, so it decides every interleaving.
 */
import { assert, assertEquals } from "@std/assert";
import { type Deck, FIBONACCI } from "../../src/room/deck.ts";
import type { JoinRequest } from "../../src/protocol/request.ts";
import type { Clock } from "../../src/base/clock.ts";
import type { Ids } from "../../src/base/ids.ts";
import type { Journal, JournalFault } from "../../src/journal/journal.ts";
import type { Connection, Envelope } from "../../src/bus/envelopes.ts";
import type { StateBudget } from "../../src/hosting/room_states.ts";
import { FixedPlacement } from "../../src/hosting/placement.ts";
import { RoomStore, type StoreOptions } from "../../src/hosting/room_store.ts";
import type { TrackerDesk } from "../../src/hosting/tracker_desk.ts";
import type { RoomAdmission } from "../../src/hosting/rooms.ts";
import { countingIds } from "../base/draws.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import type { MemberDeps } from "./member.ts";
import { V1Member } from "./v1_member.ts";

export const HOUR_MS = 3_600_000;

export interface ClusterOptions {
  readonly workers?: number;
  readonly ids?: Ids;
  readonly room_idle_ms?: number;
  readonly resume_grace_ms?: number;
  readonly admin_grace_ms?: number;
  /** Rooms in all workers; default: no limit. */
  readonly roomsMax?: number;
  /** Of these opened from one address; default: no limit. */
  readonly roomsPerAddressMax?: number;
  /** Seats of one address that nobody has claimed; default: no limit. */
  readonly unclaimedMax?: number;
  /** The journal of each worker; default: none. */
  readonly journalOf?: (worker: number) => Journal;
  /** Where each worker's rooms are, and come from, where they move; default: each stays where it was opened. */
  readonly movesOf?: (worker: number) => Pick<StoreOptions, "placement" | "outbox" | "residence">;
  /** Default: a new one. */
  readonly clock?: FakeClock;
  /** Takes what webhooks are sent; default: nobody receives any. */
  readonly notify?: StoreOptions["notify"];
  /** What asks trackers; default: there are none. */
  readonly trackers?: TrackerDesk;
  /** Default: that of a server. */
  readonly stateBudget?: StateBudget;
}

/** An envelope under way from one worker to another. */
interface Sent {
  readonly from: number;
  readonly to: number;
  readonly envelope: Envelope;
  readonly at: number;
}

export class Cluster implements MemberDeps, Disposable {
  readonly clock: FakeClock;
  /** Why something can't be saved, as each worker reported it last. */
  readonly faults: (JournalFault | null)[] = [];
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  readonly stores: readonly RoomStore[];
  /** Everything that was ever sent between workers. */
  readonly sent: Sent[] = [];
  /** While set, what workers send each other waits for `settle`. */
  held = false;
  /** Rooms that count against the quota now, and by the slot of the address that opened them. */
  openRooms = 0;
  readonly roomsOf = new Map<number, number>();
  /** Seats that nobody has claimed, by the slot of the address. */
  readonly unclaimedOf = new Map<number, number>();
  /** The slot of the address that people come from now. */
  slot = 0;
  readonly names: string[] = [];
  readonly #roomsMax: number;
  readonly #roomsPerAddressMax: number;
  readonly #underWay: Sent[] = [];
  readonly #lost = new Set<number>();

  constructor(options: ClusterOptions = {}) {
    const clock = this.clock = options.clock ?? new FakeClock();
    const { log, metrics } = this;
    const { workers = 1, ids = countingIds() } = options;
    this.#roomsMax = options.roomsMax ?? Infinity;
    this.#roomsPerAddressMax = options.roomsPerAddressMax ?? Infinity;
    const { room_idle_ms = 4 * HOUR_MS, resume_grace_ms = 120_000, admin_grace_ms = 30_000 } =
      options;
    const quota = {
      opened: (slot: number) => this.#opened(slot),
      closed: (slot: number | null) => this.#closed(slot),
      restored: () => void this.openRooms++,
    };
    const { unclaimedMax = Infinity } = options;
    const unclaimed = (slot: number) => this.unclaimedOf.get(slot) ?? 0;
    const seatQuota = {
      reserved: (slot: number) => {
        if (unclaimed(slot) >= unclaimedMax) return false;
        this.unclaimedOf.set(slot, unclaimed(slot) + 1);
        return true;
      },
      claimed: (slot: number) => void this.unclaimedOf.set(slot, unclaimed(slot) - 1),
    };
    this.stores = Array.from({ length: workers }, (_, self) =>
      new RoomStore({
        self,
        ...options.movesOf?.(self) ?? { placement: new FixedPlacement({ self, workers }) },
        clock: clockOf(self, clock),
        ids,
        log,
        metrics,
        quota,
        seatQuota,
        room_idle_ms,
        roomsPerAddressMax: options.roomsPerAddressMax ?? 0,
        resume_grace_ms,
        admin_grace_ms,
        journal: options.journalOf?.(self) ?? null,
        onJournalFault: (fault) => this.faults[self] = fault,
        trackers: options.trackers ?? null,
        notify: options.notify ?? null,
        server: { name: "estimatex-server", version: "1.2.3" },
        ...options.stateBudget && { stateBudget: options.stateBudget },
        send: (to, envelope) => this.#post({ from: self, to, envelope, at: clock.now() }),
      }));
  }

  store(worker: number): RoomStore {
    const store = this.stores[worker];
    assert(store !== undefined, `there is no worker ${worker}`);
    return store;
  }

  /** Opens a room: its creator is connected, and has not sent JOIN_ROOM yet. */
  create(
    name: string,
    { on = 0, capacity = 2, deck = FIBONACCI }: Partial<Creation> = {},
  ): V1Member {
    const request = {
      action: "create",
      name,
      role: "voter",
      protocol: "v1",
      capacity,
      deck,
      on_admin_leave: "close",
    } as const;
    return this.#join(name, on, request);
  }

  /** Asks for a seat. */
  join(name: string, roomId: string, { on = 0 } = {}): V1Member {
    return this.#join(name, on, {
      action: "join",
      name,
      role: "voter",
      protocol: "v1",
      room_id: roomId,
    });
  }

  /** Asks for a seat, and announces itself as a v1 client does. */
  arrive(name: string, roomId: string, place: { readonly on?: number } = {}): V1Member {
    return this.join(name, roomId, place).announce();
  }

  /** A room with its members announced: the first is the admin; they sit on the workers in turn. */
  room<const Names extends readonly [string, ...string[]]>(
    names: Names,
    { capacity = names.length, deck }: { capacity?: number; deck?: Deck } = {},
  ): { -readonly [At in keyof Names]: V1Member } {
    const [first, ...others] = names;
    const admin = this.create(first, { capacity, ...(deck && { deck }) }).announce();
    const members = others.map((name, n) =>
      this.arrive(name, admin.roomId, { on: (n + 1) % this.stores.length })
    );
    return [admin, ...members] as { -readonly [At in keyof Names]: V1Member };
  }

  /** Unless a test holds things up: all that was sent arrives. */
  carry(): void {
    if (!this.held) this.settle();
  }

  /** Delivers everything between the workers, and ends the tick. */
  settle(): void {
    do {
      for (let sent = this.#underWay.shift(); sent !== undefined; sent = this.#underWay.shift()) {
        this.store(sent.to).receive(sent.from, sent.envelope);
      }
      this.clock.advance(0);
    } while (this.#underWay.length > 0);
  }

  /** [S5] A worker ends: what was under way to and from it is lost, and the others are notified. */
  lose(worker: number): void {
    this.#lost.add(worker);
    for (let at = this.#underWay.length; at-- > 0;) {
      const sent = this.#underWay[at];
      if (sent?.from === worker || sent?.to === worker) this.#underWay.splice(at, 1);
    }
    for (const [self, store] of this.stores.entries()) {
      if (self !== worker) store.workerLost(worker);
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
  mentions(text: string, roomId: string): string {
    const known = new RegExp(
      `(?<!\\w)(${[...this.names, roomId, "T\\d+"].join("|")})(?!\\w)`,
      "g",
    );
    const words = [...text.matchAll(known)].map(([word]) => word === roomId ? "room" : word);
    return [...new Set(words)].map((word) => ` ${word}`).join("");
  }

  #join(name: string, on: number, request: JoinRequest): V1Member {
    const member = new V1Member(this, name, request.action === "join" ? request.room_id : "");
    this.enter(member, on, request);
    return member;
  }

  /** Somebody's connection asks for what the request says, on this worker. */
  protected enter(somebody: Somebody, on: number, request: JoinRequest): void {
    if (!this.names.includes(somebody.name)) this.names.push(somebody.name);
    const { slot } = this;
    this.store(on).join(somebody, request, { address: `10.0.0.${slot}`, slot });
    this.carry();
  }

  #opened(slot: number): RoomAdmission {
    const same = this.roomsOf.get(slot) ?? 0;
    if (this.openRooms >= this.#roomsMax) return "too_many";
    if (same >= this.#roomsPerAddressMax) return "too_many_from_address";
    this.openRooms++;
    this.roomsOf.set(slot, same + 1);
    return "ok";
  }

  #closed(slot: number | null): void {
    this.openRooms--;
    if (slot !== null) this.roomsOf.set(slot, (this.roomsOf.get(slot) ?? 0) - 1);
  }

  #post(sent: Sent): void {
    assert(sent.from !== sent.to, "[S1] a worker posted to itself");
    // as a bus would: nothing but data survives
    assertEquals(structuredClone(sent.envelope), sent.envelope);
    this.sent.push(sent);
    if (!this.#lost.has(sent.to)) this.#underWay.push(sent);
  }
}

/** A worker's clock: its steady hand has nothing to do with another's, so that whoever compares them is found out. */
export function clockOf(worker: number, base: FakeClock): Clock {
  return {
    now: () => base.now() + worker * 24 * HOUR_MS,
    wall: () => base.wall(),
    after: (ms, run) => base.after(ms, run),
    soon: (run) => base.soon(run),
  };
}

/** A person at a client of either protocol. */
interface Somebody extends Connection {
  readonly name: string;
}

interface Creation {
  readonly on: number;
  readonly capacity: number;
  readonly deck: Deck;
}
