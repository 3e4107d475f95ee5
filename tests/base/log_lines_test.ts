import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Fields } from "../../src/base/log.ts";
import { createLog, formatLine, LINE_BYTES_MAX } from "../../src/base/log_lines.ts";

const TIME = new Date("2026-11-23T10:00:00.000Z");
const text = (fields: Fields, event = "room_opened") =>
  formatLine("text", { time: TIME, level: "info", event, fields });
const json = (fields: Fields, event = "room_opened") =>
  formatLine("json", { time: TIME, level: "info", event, fields });

Deno.test("text lines: time, level, event, then fields, quoted where they must be", () => {
  const head = "2026-11-23T10:00:00.000Z INFO  room_opened";
  const table: [Fields, string][] = [
    [{}, ""],
    [{ room: "ABCD1234", members: 3 }, " room=ABCD1234 members=3"],
    [{ ok: true, gone: null, not: undefined, run: () => 1 }, " ok=true gone=null"],
    [{ name: "Ana Lucía" }, ' name="Ana Lucía"'],
    [{ name: "José" }, " name=José"],
    [{ name: "" }, ' name=""'],
    [{ name: 'say "hi"' }, ' name="say \\"hi\\""'],
    [{ name: "x room=Y" }, ' name="x room=Y"'],
    [{ name: "x=y" }, ' name="x=y"'],
    [{ name: "[1]" }, ' name="[1]"'],
    [{ name: "C:\\temp" }, ' name="C:\\\\temp"'],
    [{ deck: ["1", "2"], size: { kept: 1 } }, ' deck=["1","2"] size={"kept":1}'],
    [{ big: 12n, bad: NaN }, " big=12 bad=null"],
    [{ error: new TypeError("no\nway") }, ' error="TypeError: no\\nway"'],
    [{ failed: [{ error: new TypeError("no") }] }, ' failed=[{"error":"TypeError: no"}]'],
    [{ at: new Date(0) }, " at=1970-01-01T00:00:00.000Z"],
    [{ "odd key\n": 1, "": 2 }, " odd_key_=1 _=2"],
  ];
  for (const [fields, tail] of table) assertEquals(text(fields), head + tail);
  assertEquals(
    formatLine("text", { time: TIME, level: "error", event: "boom" }),
    "2026-11-23T10:00:00.000Z ERROR boom",
  );
});

Deno.test("json lines: one object, time, level and event first", () => {
  assertEquals(
    json({ room: "ABCD1234", members: [{ id: 1 }], none: undefined, big: 12n }),
    '{"time":"2026-11-23T10:00:00.000Z","level":"info","event":"room_opened",' +
      '"room":"ABCD1234","members":[{"id":1}],"big":"12"}',
  );
});

Deno.test("fields can't stand in for time, level and event", () => {
  const forged = { time: "never", level: "error", event: "nothing" };
  assertEquals(
    json(forged),
    '{"time":"2026-11-23T10:00:00.000Z","level":"info","event":"room_opened",' +
      '"time_":"never","level_":"error","event_":"nothing"}',
  );
  assertEquals(
    text(forged),
    "2026-11-23T10:00:00.000Z INFO  room_opened time_=never level_=error event_=nothing",
  );
});

Deno.test("whatever is in a field, a line is one line and moves no terminal", () => {
  const nasty = "a\n2026-11-23T10:00:00.000Z ERROR forged\r\u001b[2J\u007f\u009b31m\u2028\u2029" +
    `\u202eevil\u200b\ufeff\u{e0001}\0${String.fromCharCode(0xd800)}`;
  for (
    const line of [text({ name: nasty }), json({ name: nasty }), text({}, nasty), json({}, nasty)]
  ) {
    assertMatch(line, /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
  }
  for (const fields of [{ [nasty]: 1 }, { deep: { [nasty]: [nasty] } }]) {
    assertMatch(text(fields), /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
    assertMatch(json(fields), /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
  }
  // nothing is lost in json: escapes read back
  assertEquals(JSON.parse(json({ name: nasty })).name, nasty);
  assertEquals(JSON.parse(json({ name: "👩‍💻" })).name, "👩‍💻");
});

Deno.test("a field that can't be encoded does not affect the others", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const deep = JSON.parse("[".repeat(200_000) + "]".repeat(200_000));
  const cases: [string, unknown][] = [
    ["circular", circular],
    ["throwing toJSON", {
      toJSON: () => {
        throw new Error("no");
      },
    }],
    ["throwing getter", {
      get x() {
        throw new Error("no");
      },
    }],
    ["too deep", deep],
    ["date", new Date(NaN)],
    ["symbol", Symbol("x")],
    ["bigint inside", [{ n: 1n }]],
  ];
  for (const [name, value] of cases) {
    assertMatch(text({ value, room: "R" }), /^[^\n]+ room=R$/, name);
    assertEquals(JSON.parse(json({ value, room: "R" })).room, "R", name);
  }
  const fields = {
    get mine() {
      throw new Error("no");
    },
    room: "R",
  };
  assertMatch(text(fields), /mine="\(not printable\)" room=R$/);
  assertMatch(
    formatLine("json", { time: new Date(NaN), level: "info", event: "x" }),
    /"time":"unknown"/,
  );
});

Deno.test("base fields come first, and are overridden by the line's own", () => {
  const lines: string[] = [];
  const log = createLog({
    format: "text",
    level: "debug",
    base: { worker: 2, room: "none", time: 1 },
    write: (line) => lines.push(line),
    now: () => 1_000,
  });
  log.warn("slow", { room: "R" });
  log.debug("bare");
  assertEquals(lines, [
    "1970-01-01T00:00:01.000Z WARN  slow worker=2 room=R time_=1",
    "1970-01-01T00:00:01.000Z DEBUG bare worker=2 room=none time_=1",
  ]);
});

Deno.test("a line that is too long is cut and lists the cut fields, and is never dropped", () => {
  const bytesOf = (line: string) => new TextEncoder().encode(line).length;
  const long = "\u202e".repeat(LINE_BYTES_MAX / 3);
  const rows: readonly Fields[] = [
    {
      room: "7K2M9QXD",
      results: Array.from({ length: 18_000 }, () => ({ name: long.slice(0, 99) })),
    },
    { room: "7K2M9QXD", results: long, more: long, count: 3 },
    Object.fromEntries(Array.from({ length: 18_000 }, (_, n) => [`key ${n} ${"k".repeat(99)}`, n])),
    { ["k".repeat(LINE_BYTES_MAX)]: 1 },
  ];
  for (const format of ["json", "text"] as const) {
    for (const [n, fields] of rows.entries()) {
      const line = formatLine(format, {
        time: new Date(0),
        level: "info",
        event: "session_ended",
        fields,
      });
      assert(bytesOf(line) <= LINE_BYTES_MAX, `${format} ${n}: ${bytesOf(line)}`);
      assert(line.includes("session_ended") && line.includes("cut"), line.slice(0, 300));
      if (n < 2) assert(line.includes("7K2M9QXD"));
      if (format === "text") continue;
      const { cut, results, more, count } = JSON.parse(line);
      assert(cut !== undefined);
      if (n !== 1) continue;
      assertEquals([cut, count], [["results", "more"], 3]);
      for (const field of [results, more]) assert(field.endsWith("...") && field.length < 300);
    }
  }
  const whole = json({ results: "x" }, "session_ended");
  assert(!whole.includes("cut"));
});
