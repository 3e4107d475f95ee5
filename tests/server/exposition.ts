/** Reads the text format of Prometheus strictly, version 0.0.4: what it would refuse fails here. */
import { assert, assertEquals } from "@std/assert";

const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"/.source;
const SAMPLE = new RegExp(
  `^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{${LABEL}(?:,${LABEL})*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`,
);

/** Fails unless the text is well formed: each family described once, named by its type, no series twice. */
export function assertExposition(text: string): void {
  assert(text.endsWith("\n"), "the last line has no end");
  const seen = new Set<string>();
  let family: { name: string; type: string } | null = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, help] = /^# HELP ([a-zA-Z_:][\w:]*) .+$/.exec(line) ?? [];
    if (help !== undefined) {
      assert(!seen.has(`# ${help}`), `described twice: ${help}`);
      seen.add(`# ${help}`);
      family = { name: help, type: "" };
      continue;
    }
    assert(family !== null, `before any family: ${line}`);
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) {
      assertEquals(typed, family.name);
      family.type = type;
      assertEquals(type === "counter", typed.endsWith("_total"), typed);
      continue;
    }
    const [, name, labels = ""] = SAMPLE.exec(line) ?? [];
    assert(name !== undefined, `no sample: ${line}`);
    const suffix = name.slice(family.name.length);
    const allowed = family.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    assert(
      name.startsWith(family.name) && allowed.includes(suffix),
      `not of ${family.name}: ${line}`,
    );
    assert(!seen.has(name + labels), `twice: ${name}${labels}`);
    seen.add(name + labels);
  }
}

/** The value of one series, written as in the text; undefined if it isn't there. */
export function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
