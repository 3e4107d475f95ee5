/**
 * Claims one room for this worker [C6, C10]. What is read of it may be stale, and its former home may still be writing.
 * The room is claimed when a record of the whole room, written by this worker, is its last one: from then on no write
 * of the former home can succeed.
 */
import type { Clock } from "../base/clock.ts";
import type { Saved } from "../journal/journal.ts";
import { writeOf } from "../journal/room_parts.ts";
import { startCommit } from "./commit.ts";
import type { Cancel, Engine, EngineRecord } from "./engine.ts";
import type { Formats } from "./format.ts";
import type { Lease } from "./lease.ts";
import { encodeChange } from "./room_changes.ts";
import { encodeRecords, readRoom } from "./room_records.ts";

/** When a failed or stale read, or a claim that met a newer record, is repeated, in milliseconds. */
export const AGAIN_MS = 250;

export interface ClaimDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly lease: Pick<Lease, "isGood">;
  /** Who claims. */
  readonly workerId: string;
  readonly writeId: () => string;
  readonly formats: Formats;
  /** For simulations: what one part of a record takes at most, in bytes [C15]. */
  readonly partBytes?: number | undefined;
}

export type Claimed =
  /** The room is claimed; `seq` is the number of its last record. Deadlines are on the wall clock. */
  | { readonly kind: "room"; readonly saved: Saved; readonly seq: number }
  | { readonly kind: "ended"; readonly ended_at: number; readonly seq: number }
  /** There is no complete write of it. */
  | { readonly kind: "none" }
  /** It can't be read, or not by this version [C18], and is left unchanged. */
  | { readonly kind: "damaged" | "too new"; readonly problem: string };

/** What is known about a room before it is claimed. */
interface Known {
  readonly subject: string;
  /** Its records; null: they have to be read. */
  readonly records: readonly EngineRecord[] | null;
  /** The number of a record that exists: a read without it is stale. */
  readonly seq: number;
}

/** Claims a room, and retries until it is decided. Calls `done` once, unless cancelled, never from inside this call. */
export function claimRoom(known: Known, deps: ClaimDeps, done: (claimed: Claimed) => void): Cancel {
  const claim = new Claim(known, deps, done);
  claim.begin();
  return () => claim.cancel();
}

class Claim {
  readonly #known: Known;
  readonly #deps: ClaimDeps;
  readonly #done: (claimed: Claimed) => void;
  /** A read must contain this record. */
  #seq: number;
  /** The last record at the first attempt that could not be decoded. */
  #unreadableAt: number | null = null;
  #cancelStep: Cancel = () => {};
  #isOver = false;

  constructor(known: Known, deps: ClaimDeps, done: (claimed: Claimed) => void) {
    this.#known = known;
    this.#deps = deps;
    this.#done = done;
    this.#seq = known.seq;
  }

  begin(): void {
    const { records } = this.#known;
    if (records === null) this.#read();
    else this.#cancelStep = this.#deps.clock.after(0, () => this.#judge(records));
  }

  cancel(): void {
    this.#isOver = true;
    this.#cancelStep();
  }

  #read(): void {
    this.#deps.engine.all(this.#known.subject, (result) => {
      if (this.#isOver) return;
      if (result.kind === "found") this.#judge(result.records);
      else this.#readAgain();
    });
  }

  #readAgain(): void {
    this.#cancelStep = this.#deps.clock.after(AGAIN_MS, () => this.#read());
  }

  #judge(records: readonly EngineRecord[]): void {
    const found = readRoom(records, this.#deps.formats.newest);
    if (found.seq < this.#seq) return this.#readAgain(); // [C14]
    switch (found.kind) {
      case "room":
        return this.#write(found.saved, found.seq);
      case "ended":
      case "none":
        return this.#end(found);
      case "damaged":
      case "too new":
        if (this.#unreadableAt === found.seq) return this.#end(found);
        // records that the stream drops during a read are missing in it, so decode twice before giving up
        this.#unreadableAt = found.seq;
        return this.#readAgain();
    }
  }

  #write(saved: Saved, expected: number): void {
    const { engine, clock, lease, workerId, writeId, formats, partBytes } = this.#deps;
    // without a lease this node may have been revoked, and another one may rightfully have the room
    if (!lease.isGood) return this.#readAgain();
    const write = writeOf(null, saved, null);
    if (write === null) throw new Error("a whole room is no change");
    const { version } = saved.room;
    const record = {
      format: formats.lowest,
      life: workerId,
      write: writeId(),
      version,
      whole: true,
    };
    const commit = startCommit({
      ...{ subject: this.#known.subject, write: record.write, expected, before: [] },
      texts: encodeRecords(record, encodeChange(write), partBytes),
      done: (result) => {
        if (result.kind === "committed") {
          return this.#end({ kind: "room", saved, seq: result.seq });
        }
        // the former home has written again, or the records were stale
        this.#seq = expected + 1;
        this.#readAgain();
      },
    }, { engine, clock, workerId, formats });
    this.#cancelStep = () => commit.cancel();
  }

  #end(claimed: Claimed): void {
    this.#isOver = true;
    this.#done(claimed);
  }
}
