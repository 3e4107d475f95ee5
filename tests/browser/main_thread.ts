/**
 * The tasks of a page's main thread, from Chromium's trace, measured in CPU time, so that other programs on the machine
 * hardly matter.
 */
import type { Browser, Page } from "playwright-core";

/** Which kind of work an event of the trace is; all others are the browser's own. */
const KINDS: Readonly<Record<string, string>> = {
  ParseHTML: "html",
  ParseAuthorStyleSheet: "css",
  EvaluateScript: "script",
  EventDispatch: "script",
  FireAnimationFrame: "script",
  FunctionCall: "script",
  RunMicrotasks: "script",
  TimerFire: "script",
  "v8.compile": "script",
  "v8.compileModule": "script",
  "v8.evaluateModule": "script",
  MajorGC: "garbage",
  MinorGC: "garbage",
  UpdateLayoutTree: "style",
  Layout: "layout",
  PrePaint: "paint",
  Paint: "paint",
  Layerize: "paint",
  Commit: "paint",
};

const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];

/** How long a page is watched after what was done to it, in milliseconds: so long until all is drawn, by far. */
const WATCHED_MS = 2_000;

/** A complete event of a thread, in microseconds. `tdur` is the thread's own time. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly tdur: number;
  readonly args: {
    readonly elementCount?: number;
    readonly beginData?: { readonly dirtyObjects?: number };
    readonly chrome_mojo_event_info?: { readonly mojo_interface_tag?: string };
  };
}

export interface Task {
  readonly ms: number;
  /** Milliseconds of each kind of work. */
  readonly kinds: ReadonlyMap<string, number>;
  /** How many elements got a style, and how many boxes a place. */
  readonly styled: number;
  readonly laidOut: number;
}

/** The tasks that this brought, longest first. */
export async function tasksOf(
  browser: Browser,
  page: Page,
  act: () => Promise<unknown>,
): Promise<readonly Task[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  await page.waitForTimeout(WATCHED_MS);
  const trace = new TextDecoder().decode(await browser.stopTracing());
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(trace);
  return groups(onMainThread(traceEvents))
    .filter((events) => !events.some(isTool))
    .map(taskOf)
    .sort((one, other) => other.ms - one.ms);
}

/** The events of the page's main thread, which lays out most, in order, outer events first. */
function onMainThread(all: readonly TraceEvent[]): readonly TraceEvent[] {
  const threads = Map.groupBy(all, ({ pid, tid }) => `${pid} ${tid}`);
  const layouts = (events: readonly TraceEvent[]) =>
    events.filter(({ name }) => name === "UpdateLayoutTree" || name === "Paint").length;
  const [main = []] = [...threads.values()].sort((a, b) => layouts(b) - layouts(a));
  return main.filter(({ ph, tdur }) => ph === "X" && tdur !== undefined)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
}

/** Each outermost event with all that is in it. */
function groups(events: readonly TraceEvent[]): readonly (readonly TraceEvent[])[] {
  const found: TraceEvent[][] = [];
  let end = -Infinity;
  for (const event of events) {
    if (event.ts >= end) {
      found.push([]);
      end = event.ts + event.dur;
    }
    found.at(-1)?.push(event);
  }
  return found;
}

/** Whether it is a call by the test, which does not count as the page's work. */
function isTool({ args }: TraceEvent): boolean {
  return args.chrome_mojo_event_info?.mojo_interface_tag === "blink.mojom.DevToolsSession";
}

function taskOf(events: readonly TraceEvent[]): Task {
  const kinds = new Map<string, number>();
  const add = ({ name }: TraceEvent, microseconds: number) => {
    const kind = KINDS[name] ?? "browser";
    kinds.set(kind, (kinds.get(kind) ?? 0) + microseconds / 1_000);
  };
  const around: TraceEvent[] = [];
  for (const event of events) {
    for (let outer = around.at(-1); outer !== undefined; outer = around.at(-1)) {
      if (event.ts < outer.ts + outer.dur) break;
      around.pop();
    }
    add(event, event.tdur);
    const outer = around.at(-1);
    if (outer !== undefined) add(outer, -event.tdur); // it is counted within the inner one
    around.push(event);
  }
  const sum = (numbers: readonly (number | undefined)[]) =>
    numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
  return {
    ms: (events[0]?.tdur ?? 0) / 1_000,
    kinds,
    styled: sum(events.map(({ args }) => args.elementCount)),
    laidOut: sum(events.map(({ args }) => args.beginData?.dirtyObjects)),
  };
}
