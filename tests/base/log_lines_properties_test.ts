// Log lines: one for each call, whatever is in the fields; and nobody's name forges a field or a line.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createLog, formatLine, type LogFormat, type LogLevel } from "../../src/base/log_lines.ts";
import { assertOneLine, hostileText, hostileUnit } from "./hostile_text.ts";
import { readJson } from "./json_text.ts";

const RUNS = 1_000;
const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const NOON = new Date(Date.UTC(2026, 10, 23, 12));

const format = fc.constantFrom<LogFormat>("text", "json");
const level = fc.constantFrom(...LEVELS);

/** Anything a field could hold; what can't be printed, and what bites when it is touched. */
const anything = fc.oneof(
  { weight: 4, arbitrary: hostileText() },
  {
    weight: 2,
    arbitrary: fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
  },
  { weight: 1, arbitrary: hostileText().map((message) => new Error(message)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<() => unknown>(circular, throwing, deep, Symbol, () => Symbol("x"))
      .map((make) => make()),
  },
);

function circular(): unknown {
  const self: Record<string, unknown> = {};
  self["self"] = self;
  return self;
}

function throwing(): unknown {
  return {
    toJSON() {
      throw new Error("no");
    },
  };
}

function deep(): unknown {
  let nested: unknown[] = [];
  for (let depth = 0; depth < 10_000; depth++) nested = [nested];
  return nested;
}

/** Names of fields; none ends in an underscore, which the log itself puts behind a few. */
const fieldName = fc.oneof(
  fc.constantFrom("time", "level", "event", "room_id", "name", "__proto__", "constructor", ""),
  hostileText(8),
).filter((name) => !name.endsWith("_"));

/** Fields as an object of its own keys, `__proto__` among them. */
function fieldsOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.array(fc.tuple(fieldName, value), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));
}

Deno.test("any event with any fields is exactly one line, and nothing throws", () => {
  fc.assert(
    fc.property(
      format,
      level,
      hostileText(),
      fieldsOf(anything),
      fieldsOf(anything),
      fc.oneof(fc.constant(NOON), fc.date({ noInvalidDate: false })),
      (format, level, event, fields, base, time) =>
        assertOneLine(formatLine(format, { time, level, event, fields, base })),
    ),
    { numRuns: RUNS },
  );
});

/** Values that JSON has. */
const plainValue = fc.oneof(hostileText(), fc.jsonValue({ stringUnit: hostileUnit, maxDepth: 2 }));

/** A field's name as a line has it. */
function shownName(name: string): string {
  return ["time", "level", "event"].includes(name) ? `${name}_` : name;
}

Deno.test("a line of JSON parses back: time, level and event, then every field", () => {
  fc.assert(
    fc.property(
      level,
      hostileText(),
      fieldsOf(plainValue),
      fieldsOf(plainValue),
      (level, event, base, fields) => {
        const line = formatLine("json", { time: NOON, level, event, fields, base });
        const own = new Map([...Object.entries(base), ...Object.entries(fields)]);
        const expected = [...own].map(([name, value]) =>
          [shownName(name), readJson(JSON.stringify(value))] as const
        );
        const head = { time: NOON.toISOString(), level, event };
        assertEquals(readJson(line), { pairs: [...Object.entries(head), ...expected] });
        JSON.parse(line);
        assert(line.startsWith('{"time":'));
      },
    ),
    { numRuns: RUNS },
  );
});

/** How much of `rest` is its first value: a bare word, or the shortest JSON that a blank or nothing follows. */
function valueAt(rest: string): string {
  if (!/^["[{]/.test(rest)) return rest.split(" ", 1)[0] ?? "";
  for (let end = 1; end <= rest.length; end++) {
    if (end < rest.length && rest[end] !== " ") continue;
    if (meaningOf(rest.slice(0, end)) !== null) return rest.slice(0, end);
  }
  throw new Error(`no value at the beginning of ${rest}`);
}

/** What a value's text says: of quoted text what is quoted, of other JSON its shortest form; null: it is cut off. */
function meaningOf(text: string): string | null {
  if (!/^["[{]/.test(text)) return text;
  try {
    const value = readJson(text);
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return null;
  }
}

Deno.test("a line of text reads back as its fields: no value begins another field", () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,6}[a-z]$/);
  const fields = fc.uniqueArray(fc.tuple(name, plainValue), {
    selector: ([name]) => name,
    maxLength: 6,
  });
  fc.assert(
    fc.property(level, hostileText(), fields, (level, event, entries) => {
      const line = formatLine("text", {
        time: NOON,
        level,
        event,
        fields: Object.fromEntries(entries),
      });
      const head = `${NOON.toISOString()} ${level.toUpperCase().padEnd(5)} `;
      assert(line.startsWith(head));
      let rest = line.slice(head.length);
      const read = (name: string): string | null => {
        assert(rest.startsWith(name), `${name} is not at the beginning of ${rest}`);
        const text = valueAt(rest.slice(name.length));
        rest = rest.slice(name.length + text.length + 1);
        return meaningOf(text);
      };
      assertEquals(read(""), event);
      for (const [name, value] of entries) {
        const meant = typeof value === "string"
          ? value
          : JSON.stringify(readJson(JSON.stringify(value)));
        assertEquals(read(`${shownName(name)}=`), meant);
      }
      assertEquals(rest, "");
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a log writes from its level up, and survives a writer that throws", () => {
  fc.assert(
    fc.property(format, level, fc.array(level), fc.double(), (format, least, calls, now) => {
      const lines: string[] = [];
      const write = (line: string) => {
        lines.push(line);
        throw new Error("a closed pipe");
      };
      const log = createLog({ format, level: least, write, now: () => now });
      for (const level of calls) log[level]("came", { level });
      const wanted = calls.filter((level) => LEVELS.indexOf(level) >= LEVELS.indexOf(least));
      assertEquals(lines.length, wanted.length);
      for (const line of lines) assertOneLine(line);
    }),
    { numRuns: RUNS / 10 },
  );
});
