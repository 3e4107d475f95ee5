/**
 * Making one room this life's own [C6, C10]. What is read of it may be stale, and its former home may still write: it
 * is ours once a write of this life, of the whole room, is its last record. From then on nobody else's write can be.
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

/** A read that failed or was stale, and a claim that met a newer record, are tried again after this, in milliseconds. */
export const AGAIN_MS = 250;

export interface ClaimDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly lease: Pick<Lease, "isGood">;
  /** Who claims. */
  readonly life: string;
  readonly writeId: () => string;
  readonly formats: Formats;
  /** For simulations: what one part of a record takes at most, in bytes [C15]. */
  readonly partBytes?: number | undefined;
}

export type Claimed =
  /** The room is this life's; `seq`: its last record's number. Deadlines are by the wall clock. */
  | { readonly kind: "room"; readonly saved: Saved; readonly seq: number }
  | { readonly kind: "ended"; readonly ended_at: number; readonly seq: number }
  /** No write of it was ever done. */
  | { readonly kind: "none" }
  /** It can't be read, or not by this version [C18], and stays as it is. */
  | { readonly kind: "damaged" | "too new"; readonly problem: string };

/** What is known of a room before it is claimed. */
interface Known {
  readonly subject: string;
  /** Its records; null: they are to be read. */
  readonly records: readonly EngineRecord[] | null;
  /** The number of a record that it has: what is read without that one is stale. */
  readonly seq: number;
}

/** Goes on for as long as it takes; `done` is called once, unless it is cancelled, and never from inside this call. */
export function claimRoom(known: Known, deps: ClaimDeps, done: (claimed: Claimed) => void): Cancel {
  const claim = new Claim(known, deps, done);
  claim.begin();
  return () => claim.cancel();
}

class Claim {
  readonly #known: Known;
  readonly #deps: ClaimDeps;
  readonly #done: (claimed: Claimed) => void;
  /** What is read has to have this record. */
  #seq: number;
  /** The last record of what could not be read the first time. */
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
        // what is dropped while it is read is missing in what was read
        this.#unreadableAt = found.seq;
        return this.#readAgain();
    }
  }

  #write(saved: Saved, expected: number): void {
    const { engine, clock, lease, life, writeId, formats, partBytes } = this.#deps;
    // whoever has revoked this node has waited for the end of its lease: the room may be another's by right
    if (!lease.isGood) return this.#readAgain();
    const write = writeOf(null, saved, null);
    if (write === null) throw new Error("a whole room is no change");
    const { version } = saved.room;
    const record = { format: formats.lowest, life, write: writeId(), version, whole: true };
    const commit = startCommit({
      ...{ subject: this.#known.subject, write: record.write, expected, before: [] },
      texts: encodeRecords(record, encodeChange(write), partBytes),
      done: (result) => {
        if (result.kind === "committed") {
          return this.#end({ kind: "room", saved, seq: result.seq });
        }
        // its former home wrote once more, or the records were stale
        this.#seq = expected + 1;
        this.#readAgain();
      },
    }, { engine, clock, life, formats });
    this.#cancelStep = () => commit.cancel();
  }

  #end(claimed: Claimed): void {
    this.#isOver = true;
    this.#done(claimed);
  }
}
