/** Writes metrics in Prometheus's text format, version 0.0.4. families.ts knows what they mean. */
import { BUCKETS_MS, type Distribution } from "./worker_metrics.ts";

/** The content type of the format. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

interface Series<Value> {
  readonly labels: Labels;
  readonly value: Value;
}

interface Common {
  /** The name of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
}

/** A family of series, which Prometheus calls a metric. */
export type Family =
  | Common & { readonly type: "counter" | "gauge"; readonly series: readonly Series<number>[] }
  | Common & { readonly type: "histogram"; readonly series: readonly Series<Distribution>[] };

/** All families as one text. A family without series is left out. */
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

/** In Prometheus durations are in seconds, and a bucket includes all smaller ones. */
function histogram(name: string, labels: Labels, { buckets, sumMs, count }: Distribution) {
  let soFar = 0;
  const lines = BUCKETS_MS.map((upper, bucket) => {
    soFar += buckets[bucket] ?? 0;
    return sample(`${name}_bucket`, { ...labels, le: `${upper / 1_000}` }, soFar);
  });
  return [
    ...lines,
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    sample(`${name}_sum`, labels, sumMs / 1_000),
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
