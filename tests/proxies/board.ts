/** What the cluster's board asks a Prometheus for, and what that has. */
import { assert } from "@std/assert";
import { documentText } from "../readme.ts";

const BOARD = "src/cluster/watch/board.json";

/** How often Grafana asks for the time of this test, and over what it has rates. */
const STEP = "5s";
const RATE_INTERVAL = "1m";

interface Board {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly expr: string }[];
  };
}

interface Query {
  /** The panel, or what the marks in all panels are called. */
  readonly name: string;
  readonly expr: string;
}

/** All that it asks for of this job. */
export async function boardQueries(job: string): Promise<readonly Query[]> {
  const { panels, annotations }: Board = JSON.parse(await documentText(BOARD));
  const asked = [
    ...panels.flatMap(({ title: name, targets = [] }) =>
      targets.map(({ expr }) => ({ name, expr }))
    ),
    ...annotations.list.map(({ name, expr }) => ({ name, expr })),
  ];
  return asked.map(({ name, expr }) => ({
    name,
    expr: expr.replaceAll("$__rate_interval", RATE_INTERVAL).replaceAll("$job", job),
  }));
}

/** One line of a panel: the labels that it has, and its values, oldest first. */
interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** What a Prometheus there has for this since `since`, in milliseconds. */
export async function linesOf(prometheus: string, expr: string, since: number): Promise<Line[]> {
  const range = { start: `${since / 1_000}`, end: `${Date.now() / 1_000}`, step: STEP };
  const query = new URLSearchParams({ query: expr, ...range });
  const response = await fetch(`${prometheus}/api/v1/query_range?${query}`);
  const { status, error, data } = await response.json();
  assert(status === "success", `${expr}: ${error}`);
  return data.result.map(
    ({ metric, values }: { metric: Line["labels"]; values: readonly [number, string][] }) => ({
      labels: metric,
      values: values.map(([, value]) => Number(value)),
    }),
  );
}
