/** Reads the text format of Prometheus strictly, version 0.0.4: what it would refuse fails here. */
import { assert, assertEquals } from "@std/assert";

const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"/.source;
const SAMPLE = new RegExp(
  `^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{${LABEL}(?:,${LABEL})*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`,
);
const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\]|\\[\\n])+)$/;
const TYPE = /^# TYPE (\S+) (counter|gauge|histogram)$/;
/** A histogram's bucket: the label sorts it among the others of its series, and is no part of that. */
const BUCKET = /^(.*?),?le="([^"]+)"\}$/;

/** What a text has: series are written as in it, labels included. */
export interface Exposition {
  /** What never goes down while a process lives: counters, and all that a histogram counts. */
  readonly counted: ReadonlyMap<string, number>;
  readonly gauges: ReadonlyMap<string, number>;
}

interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: [name: string, labels: string, value: number][];
}

/** Fails unless the text is well formed: each family described once, named by its type, no series twice. */
export function readExposition(text: string): Exposition {
  assert(text.endsWith("\n"), "the last line has no end");
  const counted = new Map<string, number>();
  const gauges = new Map<string, number>();
  for (const { name, type, samples } of familiesOf(text.slice(0, -1).split("\n"))) {
    assertEquals(type === "counter", name.endsWith("_total"), name);
    assert(samples.length > 0, `${name} has no sample`);
    if (type === "histogram") assertHistogram(name, samples);
    const values = type === "gauge" ? gauges : counted;
    for (const [sample, labels, value] of samples) {
      const suffix = sample.startsWith(name) ? sample.slice(name.length) : null;
      const allowed = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      assert(suffix !== null && allowed.includes(suffix), `not of ${name}: ${sample}`);
      assert(type === "gauge" || value >= 0, `less than nothing: ${sample}${labels} ${value}`);
      assert(!values.has(sample + labels), `twice: ${sample}${labels}`);
      values.set(sample + labels, value);
    }
  }
  return { counted, gauges };
}

/** As `readExposition`, where only the form matters. */
export function assertExposition(text: string): void {
  readExposition(text);
}

/** The value of one series, written as in the text; undefined if it isn't there. */
export function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** A HELP, a TYPE, samples: in this order, and each family once. */
function familiesOf(lines: readonly string[]): readonly Family[] {
  const families = new Map<string, Family>();
  let help: string | null = null;
  let family: Family | null = null;
  for (const line of lines) {
    if (line.startsWith("# HELP ")) {
      assert(help === null, `no type: ${help}`);
      help = HELP.exec(line)?.[1] ?? null;
      assert(help !== null, `no help: ${line}`);
      assert(!families.has(help), `described twice: ${help}`);
      continue;
    }
    if (help !== null) {
      const [, name, type] = TYPE.exec(line) ?? [];
      assert(name !== undefined && type !== undefined, `no type: ${line}`);
      assertEquals(name, help);
      family = { name, type, samples: [] };
      families.set(name, family);
      help = null;
      continue;
    }
    assert(family !== null, `before any family: ${line}`);
    const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
    assert(name !== undefined, `no sample: ${line}`);
    const names = [...labels.matchAll(/[{,]([a-zA-Z_][a-zA-Z0-9_]*)="/g)].map(([, label]) => label);
    assertEquals(new Set(names).size, names.length, `a label twice: ${line}`);
    family.samples.push([name, labels, Number(value)]);
  }
  assert(help === null, `no type: ${help}`);
  return [...families.values()];
}

/** Each bucket holds those before it, the last one all; and there are a count and a sum of the same series. */
function assertHistogram(name: string, samples: Family["samples"]): void {
  const buckets = new Map<string, [le: number, value: number][]>();
  const others = new Map<string, number>();
  for (const [sample, labels, value] of samples) {
    if (sample !== `${name}_bucket`) {
      others.set(`${sample}${labels}`, value);
      continue;
    }
    const [, rest, le] = BUCKET.exec(labels) ?? [];
    assert(rest !== undefined && le !== undefined, `no bucket: ${sample}${labels}`);
    const series = rest === "{" ? "" : `${rest}}`;
    const soFar = buckets.get(series) ?? [];
    const [lastLe, last] = soFar.at(-1) ?? [-Infinity, 0];
    const upper = le === "+Inf" ? Infinity : Number(le);
    assert(upper > lastLe && value >= last, `not above the one before: ${sample}${labels}`);
    buckets.set(series, [...soFar, [upper, value]]);
  }
  for (const [series, soFar] of buckets) {
    const [upper, all] = soFar.at(-1) ?? [];
    assertEquals([upper, all], [Infinity, others.get(`${name}_count${series}`)], name + series);
    assert(others.has(`${name}_sum${series}`), `no sum: ${name}${series}`);
  }
  assertEquals(others.size, 2 * buckets.size, `a sum or count of nothing: ${name}`);
}
