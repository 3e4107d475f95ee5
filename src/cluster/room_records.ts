/**
 * The encoding of a room's records in a cluster [C6, C15]: a line about the write, then a part of the content. A write
 * of several parts counts once all of them exist. Everything that is read is validated. Pure.
 */
import * as v from "valibot";
import { messageOf } from "../base/message_of.ts";
import { boolean, Damaged, integer, read, readJson, text } from "../journal/decode_columns.ts";
import type { Saved } from "../journal/journal.ts";
import { fields } from "../protocol/fields.ts";
import type { EngineRecord } from "./engine.ts";
import { FORMAT } from "./format.ts";
import { RoomParts } from "./room_changes.ts";

/** The largest part of a write, in bytes of UTF-8 [C15]. */
export const PART_BYTES_MAX = 512 * 1024;

const headerFields = fields({
  format: integer,
  /** The id of the worker that wrote it. */
  life: text,
  /** The write's id, the same in every retry and every part. */
  write: text,
  version: integer,
  part: integer,
  parts: integer,
  whole: boolean,
  /** When the room ended; it then has no content. */
  ended_at: v.exactOptional(integer),
});

type RecordHeader = v.InferOutput<typeof headerFields>;

/** A write, before it is split into records. */
interface RoomWriteRecord {
  /** Default: the newest [C18]. */
  readonly format?: number;
  readonly life: string;
  readonly write: string;
  readonly version: number;
  readonly whole: boolean;
  readonly ended_at?: number;
}

/** The records of a write, in order. `partBytes`: smaller in simulations. */
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

/** Splits a text between characters, so that each part is valid text. */
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

/** A record of a newer format, which this version can't read. */
class TooNew extends Damaged {}

/** The part of a header that all versions can read. */
const anyHeader = fields({ format: integer });

/** The header of a record. `newest`: the newest format that can be read. Throws `Damaged`. */
export function headerOf(record: string, newest: number = FORMAT): RecordHeader {
  const end = record.indexOf("\n");
  if (end < 0) throw new Damaged("record has no first line");
  const header = readJson(v.unknown(), record.slice(0, end), "record");
  const { format } = read(anyHeader, header, "record");
  if (format > newest) throw new TooNew(`record.format ${format} is newer than this program`);
  return read(headerFields, header, "record");
}

/** Like `headerOf`, but returns null instead of throwing. */
export function readHeader(record: string, newest: number = FORMAT): RecordHeader | null {
  try {
    return headerOf(record, newest);
  } catch {
    return null;
  }
}

/** A room as read from its records. */
type FoundRoom =
  | { readonly kind: "room"; readonly saved: Saved }
  | { readonly kind: "ended"; readonly ended_at: number }
  /** There is no complete write. */
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly problem: string }
  /** Only a newer version can read it [C18]. */
  | { readonly kind: "too new"; readonly problem: string };

/** `seq`: the number of the last record, which the next write has to expect. */
export type RoomAt = FoundRoom & { readonly seq: number };

/** Decodes a room from the records of its subject, in order. Its deadlines are on the wall clock. */
export function readRoom(records: readonly EngineRecord[], newest: number = FORMAT): RoomAt {
  const seq = records.at(-1)?.seq ?? 0;
  try {
    return { ...roomOfWrites(completeWrites(records, newest)), seq };
  } catch (error) {
    const kind = error instanceof TooNew ? "too new" : "damaged";
    return { kind, problem: messageOf(error), seq };
  }
}

interface Write {
  readonly header: RecordHeader;
  payload: string;
}

/**
 * The complete writes. Writes with missing parts are left out. A record that is too new is ignored if the whole room
 * was written after it; otherwise its error is thrown.
 */
function completeWrites(records: readonly EngineRecord[], newest: number): readonly Write[] {
  const writes: Write[] = [];
  let open: Write | null = null;
  let next = 1;
  let tooNew: TooNew | null = null;
  for (const { text } of records) {
    const header = orTooNew(() => headerOf(text, newest));
    if (header instanceof TooNew) {
      tooNew = header;
      open = null;
      continue;
    }
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
      if (header.whole || header.ended_at !== undefined) tooNew = null;
      open = null;
    }
  }
  if (tooNew !== null) throw tooNew;
  return writes;
}

function orTooNew<T>(run: () => T): T | TooNew {
  try {
    return run();
  } catch (error) {
    if (error instanceof TooNew) return error;
    throw error;
  }
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
