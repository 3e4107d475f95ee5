/**
 * Records of a room as the cluster keeps them [C6, C15]: a line about the write, then a part of what is written. A
 * write of several parts counts once all of them are there. It believes nothing that it reads. Pure.
 */
import * as v from "valibot";
import { boolean, Damaged, integer, readJson, text } from "../journal/decode_columns.ts";
import type { Saved } from "../journal/journal.ts";
import { fields } from "../protocol/fields.ts";
import type { EngineRecord } from "./engine.ts";
import { FORMAT } from "./format.ts";
import { RoomParts } from "./room_changes.ts";

/** What one part of a write takes in UTF-8, at most [C15]. */
export const PART_BYTES_MAX = 512 * 1024;

const headerFields = fields({
  format: integer,
  /** Which incarnation of a worker wrote it. */
  life: text,
  /** The write's id, the same in each try and in each part. */
  write: text,
  version: integer,
  part: integer,
  parts: integer,
  whole: boolean,
  /** The session is over, and this is all that stays of the room. */
  ended_at: v.exactOptional(integer),
});

type RecordHeader = v.InferOutput<typeof headerFields>;

/** A write as it is appended, part by part. */
interface RoomWriteRecord {
  /** None: the newest [C18]. */
  readonly format?: number;
  readonly life: string;
  readonly write: string;
  readonly version: number;
  readonly whole: boolean;
  readonly ended_at?: number;
}

/** The records of a write, in the order in which they are appended. `partBytes`: only simulations have less. */
export function encodeRecords(
  record: RoomWriteRecord,
  payload: string,
  partBytes: number = PART_BYTES_MAX,
): readonly string[] {
  const parts = partsOf(payload, partBytes);
  return parts.map((part, n) => {
    const header: RecordHeader = { format: FORMAT, ...record, part: n + 1, parts: parts.length };
    return `${JSON.stringify(header)}\n${part}`;
  });
}

/** A text cut up between characters, never within one: each part has to be a text of its own. */
function partsOf(text: string, bytesMax: number): readonly string[] {
  if (text.length * UNIT_BYTES_MAX <= bytesMax) return [text];
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(bytesMax);
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const units = encoder.encodeInto(text.slice(at, at + bytesMax), bytes).read;
    parts.push(text.slice(at, at + units));
    at += units;
  }
  return parts;
}

/** What a UTF-16 unit takes in UTF-8. */
const UNIT_BYTES_MAX = 3;

/** What a record says about its write. Throws `Damaged`. */
export function headerOf(record: string): RecordHeader {
  const end = record.indexOf("\n");
  if (end < 0) throw new Damaged("record has no first line");
  const header = readJson(headerFields, record.slice(0, end), "record");
  if (header.format > FORMAT) {
    throw new Damaged(`record.format ${header.format} is newer than this program`);
  }
  return header;
}

/** As `headerOf`; null: it is none. */
export function readHeader(record: string): RecordHeader | null {
  try {
    return headerOf(record);
  } catch {
    return null;
  }
}

/** A room as its records have it. */
type FoundRoom =
  | { readonly kind: "room"; readonly saved: Saved }
  | { readonly kind: "ended"; readonly ended_at: number }
  /** No write of it was ever done. */
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly problem: string };

/** `seq`: the last record's, which whoever writes next expects. */
export type RoomAt = FoundRoom & { readonly seq: number };

/** The room that the records of one subject make, given in their order. Deadlines in it are by the wall clock. */
export function readRoom(records: readonly EngineRecord[]): RoomAt {
  const seq = records.at(-1)?.seq ?? 0;
  try {
    return { ...roomOfWrites(completeWrites(records)), seq };
  } catch (error) {
    return { kind: "damaged", problem: error instanceof Error ? error.message : `${error}`, seq };
  }
}

interface Write {
  readonly header: RecordHeader;
  payload: string;
}

/** Writes of which every part is there. Parts that nobody finished are left out, and so is what was cut off before. */
function completeWrites(records: readonly EngineRecord[]): readonly Write[] {
  const writes: Write[] = [];
  let open: Write | null = null;
  let next = 1;
  for (const { text } of records) {
    const header = headerOf(text);
    const payload = text.slice(text.indexOf("\n") + 1);
    if (header.part === 1) {
      open = { header, payload };
      next = 2;
    } else if (open !== null && header.write === open.header.write && header.part === next) {
      open.payload += payload;
      next++;
    } else open = null;
    if (open !== null && header.part === header.parts) {
      writes.push(open);
      open = null;
    }
  }
  return writes;
}

function roomOfWrites(writes: readonly Write[]): FoundRoom {
  const last = writes.at(-1);
  if (last === undefined) return { kind: "none" };
  if (last.header.ended_at !== undefined) return { kind: "ended", ended_at: last.header.ended_at };
  const from = writes.findLastIndex(({ header }) => header.whole);
  if (from < 0) throw new Damaged("no whole room is left");
  const parts = new RoomParts();
  for (const { payload } of writes.slice(from)) parts.apply(payload);
  return { kind: "room", saved: parts.room() };
}
