/**
 * Numbers as Prometheus reads them: the text format, version 0.0.4. It owns the spelling, and nothing of
 * what the numbers mean.
 */
import { BUCKETS_MS, type Distribution } from "./metrics.ts";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

interface Series<Value> {
  readonly labels: Labels;
  readonly value: Value;
}

interface Common {
  /** As the format wants it; that of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
}

/** A family of series: what Prometheus calls a metric. */
export type Family =
  | Common & { readonly type: "counter" | "gauge"; readonly series: readonly Series<number>[] }
  | Common & { readonly type: "histogram"; readonly series: readonly Series<Distribution>[] };

/** All families as one text. One without series is left out: there is nothing to say of it. */
export function expose(families: readonly Family[]): string {
  return families.filter(({ series }) => series.length > 0).map(exposeFamily).join("");
}

function exposeFamily(family: Family): string {
  const { name, help, type } = family;
  const samples = family.type === "histogram"
    ? family.series.flatMap(({ labels, value }) => histogram(name, labels, value))
    : family.series.map(({ labels, value }) => sample(name, labels, value));
  const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return [`# HELP ${name} ${escaped}`, `# TYPE ${name} ${type}`, ...samples, ""].join("\n");
}

/** Durations are told in seconds, and each bucket holds those before it, as Prometheus has it. */
function histogram(name: string, labels: Labels, { buckets, sum_ms, count }: Distribution) {
  let so_far = 0;
  const lines = BUCKETS_MS.map((upper, bucket) => {
    so_far += buckets[bucket] ?? 0;
    return sample(`${name}_bucket`, { ...labels, le: `${upper / 1_000}` }, so_far);
  });
  return [
    ...lines,
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    sample(`${name}_sum`, labels, sum_ms / 1_000),
    sample(`${name}_count`, labels, count),
  ];
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
