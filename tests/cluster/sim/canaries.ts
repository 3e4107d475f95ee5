/** Planted bugs, which the simulation must find. */
import type { Engine, EngineRecord } from "../../../src/cluster/engine.ts";
import { readHeader } from "../../../src/cluster/room_records.ts";
import { seamOf } from "./seam.ts";
import { formatOf, inFormat } from "./formats.ts";

/** A planted bug. */
export interface Canary {
  /** Wraps an incarnation's engine. `newest`: the newest format of records that its node knows [C18]. */
  between?(engine: Engine, workerId: string, newest: number): Engine;
  /** The lease never ends. */
  readonly noLease?: boolean;
  /** A fault that is made frequent, because the bug needs it to show. */
  readonly needs?: "worker takes nothing" | "stopped";
  /** An edge that knows no home of a room says that the room does not exist. */
  readonly edgeRefuses?: boolean;
  /** A seat counts as attached to a room's new home without asking that. */
  readonly attachesUnseen?: boolean;
  /** A node counts only its own rooms. */
  readonly countsAlone?: boolean;
  /** Nodes write the newest format that they know, whatever other nodes know. */
  readonly writesNewest?: boolean;
  /** Whether it shows only among nodes of several versions. */
  readonly isOfVersions?: boolean;
}

export const NO_CANARY: Canary = {};

export const CANARIES: Readonly<Record<string, Canary>> = {
  "no compare-and-set": { between: (engine) => withAppend(engine, ({ expected: _ }) => null) },
  "a failed commit passes for done": {
    between: (engine) => ({
      ...seamOf(engine),
      append: (append, done) =>
        engine.append(append, (result) => {
          const isDone = result.kind === "appended" || append.expected === null;
          done(isDone ? result : { kind: "appended", seq: append.expected + 1 });
        }),
    }),
  },
  "no lease": { noLease: true, needs: "stopped" },
  "the other end of a link is not shown that it has begun anew": {
    needs: "worker takes nothing",
    between: (engine) => ({
      ...seamOf(engine),
      publish(subject, text) {
        if (!/"epoch":([2-9]|\d\d)/.test(text)) engine.publish(subject, text);
      },
    }),
  },
  "an edge says that there is no such room": { edgeRefuses: true },
  "an edge goes on with a home that does not know its member": { attachesUnseen: true },
  "a node lets rooms be opened as if it were alone": { countsAlone: true },
  "whoever takes over a room does not see that it is over": {
    between: (engine) => ({
      ...seamOf(engine),
      all: (filter, done) =>
        engine.all(filter, (result) => {
          if (result.kind === "failed") return done(result);
          done({ ...result, records: result.records.map(withoutEnd) });
        }),
    }),
  },
  "a write counts once its first part is there": {
    between: (engine) => ({
      ...seamOf(engine),
      append(append, done) {
        const { subject, text, expected } = append;
        const part = subject.includes(".rooms.") ? readHeader(text)?.part ?? 1 : 1;
        if (part === 1 || expected === null) engine.append(append, done);
        else engine.last(subject, () => done({ kind: "appended", seq: expected }));
      },
    }),
  },
  "a node writes the newest format that it knows": { isOfVersions: true, writesNewest: true },
  "an older node takes a room of a newer version for damaged": {
    isOfVersions: true,
    between: (engine, _, newest) => withReads(engine, newest, () => "no record"),
  },
  "an older node goes on with what it understands of a newer record": {
    isOfVersions: true,
    between: (engine, _, newest) => withReads(engine, newest, (text) => inFormat(text, newest)),
  },
  "results are not kept": {
    between: (engine) => ({
      ...seamOf(engine),
      append(append, done) {
        if (!append.subject.includes(".results.")) engine.append(append, done);
        else engine.last(append.subject, () => done({ kind: "appended", seq: 1 }));
      },
    }),
  },
};

/** Turns a tombstone into an unfinished write. */
function withoutEnd(record: EngineRecord): EngineRecord {
  const header = readHeader(record.text);
  if (header?.ended_at === undefined) return record;
  const { ended_at: _, ...rest } = header;
  return { ...record, text: `${JSON.stringify({ ...rest, parts: 2 })}\n` };
}

/** Changes texts in a format that their reader does not know. */
function withReads(engine: Engine, newest: number, change: (text: string) => string): Engine {
  const read = (record: EngineRecord) =>
    formatOf(record.text) > newest ? { ...record, text: change(record.text) } : record;
  return {
    ...seamOf(engine),
    all: (filter, done) =>
      engine.all(filter, (result) => {
        if (result.kind === "failed") done(result);
        else done({ ...result, records: result.records.map(read) });
      }),
    last: (subject, done) =>
      engine.last(subject, (result) => {
        if (result.kind === "failed" || result.record === null) done(result);
        else done({ ...result, record: read(result.record) });
      }),
  };
}

function withAppend(
  engine: Engine,
  expect: (append: { readonly expected: number | null }) => number | null,
): Engine {
  return {
    ...seamOf(engine),
    append: (append, done) => engine.append({ ...append, expected: expect(append) }, done),
  };
}
