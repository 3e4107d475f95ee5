/**
 * Wraps an adapter as the tracker that the rest of the server uses: it validates what people send, sanitises and limits
 * what the adapter returns, and counts and logs each operation, without its texts [A5].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import { shortened } from "../protocol/shortened.ts";
import { checkDescription, checkTicketId, checkUrl, sanitize } from "../protocol/text.ts";
import { DESCRIPTION_LENGTH_MAX, ESTIMATE_LENGTH_MAX, TITLE_LENGTH_MAX } from "../room/limits.ts";
import { notWritable } from "./estimate.ts";
import { SAYS } from "./failure.ts";
import type { Ask, TrackerHttp } from "./http.ts";
import { keysIn, parseQuery } from "./query.ts";
import {
  FETCHED_MAX,
  type TicketPage,
  type Tracker,
  type TrackerKind,
  type TrackerProblem,
  type TrackerResult,
  type TrackerTicket,
} from "./tracker.ts";
import { type Adapter, badQuery, PAGE_TICKETS, type RawTicket } from "./adapter.ts";

/** How much of a link is examined, in UTF-16 units. */
const LINK_READ_MAX = 4_000;

/** How much of a title is read, in UTF-16 units: sanitising may shorten it. */
const TITLE_READ_MAX = 10 * TITLE_LENGTH_MAX;

/** How long an operation may take, with all of its requests, in milliseconds. */
export const OPERATION_MS_MAX = 60_000;

/** How many operations on a tracker may run at the same time, in each worker. */
export const OPERATIONS_MAX = 16;

/** Longest query, in characters. */
const QUERY_LENGTH_MAX = 1_000;

/** The form of cursors. Others can't be ours, and are refused. */
const CURSOR = /^[\w+/=.:|-]{1,2000}$/;

interface Deps {
  readonly name: string;
  readonly kind: TrackerKind;
  /** Its address for people; links to other hosts are dropped. */
  readonly site: string;
  readonly adapter: Adapter;
  readonly http: TrackerHttp;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export class GuardedTracker implements Tracker {
  readonly name: string;
  readonly kind: TrackerKind;
  readonly writable: boolean;
  readonly #deps: Deps;
  #running = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.name = deps.name;
    this.kind = deps.kind;
    this.writable = deps.adapter.unwritable === null;
  }

  async search(
    query: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<TrackerResult<TicketPage>> {
    const { adapter } = this.#deps;
    if ([...query].length > QUERY_LENGTH_MAX) {
      return badQuery(`A query has at most ${QUERY_LENGTH_MAX} characters.`);
    }
    if (after !== null && !CURSOR.test(after)) return badQuery("There is no such page.");
    const keys = after === null ? keysIn(query, adapter.keyForm) : null;
    if (keys !== null && keys.length <= PAGE_TICKETS) {
      const fetched = await this.fetch(keys, signal);
      if (!fetched.ok) return fetched;
      const { value: tickets } = fetched;
      // if there are none, it may be a word that looks like a key, such as utf-8
      if (tickets.length > 0) {
        return { ok: true, value: { tickets, next: null, total: tickets.length } };
      }
    }
    const found = await this.#run(
      "search",
      signal,
      (ask) => adapter.search(parseQuery(query), after, ask),
    );
    if (!found.ok) return found;
    const { tickets, next, total } = found.value;
    return {
      ok: true,
      value: {
        tickets: this.#clean(tickets.slice(0, PAGE_TICKETS)),
        next: next !== null && CURSOR.test(next) && next !== after ? next : null,
        total: total !== null && Number.isSafeInteger(total) && total >= 0 ? total : null,
      },
    };
  }

  async fetch(
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<TrackerResult<readonly TrackerTicket[]>> {
    const { adapter } = this.#deps;
    // trackers compare keys in any case
    const alike = Map.groupBy(keys, (key) => key.toLowerCase());
    const wanted = [...alike.values()].flatMap(([key]) => key ?? [])
      .filter((key) => isKey(key, adapter)).slice(0, FETCHED_MAX);
    if (wanted.length === 0) return { ok: true, value: [] };
    const found = await this.#run("fetch", signal, (ask) => adapter.fetch(wanted, ask));
    if (!found.ok) return found;
    const byKey = new Map(this.#clean(found.value).map((it) => [it.key.toLowerCase(), it]));
    return { ok: true, value: wanted.flatMap((key) => byKey.get(key.toLowerCase()) ?? []) };
  }

  async writeEstimate(
    key: string,
    estimate: string,
    signal: AbortSignal,
  ): Promise<TrackerResult<null>> {
    const { adapter } = this.#deps;
    if (adapter.unwritable !== null) return notWritable(adapter.unwritable);
    const text = sanitize(estimate);
    if (text === "" || [...text].length > ESTIMATE_LENGTH_MAX) {
      return notWritable(`An estimate has 1 to ${ESTIMATE_LENGTH_MAX} characters.`);
    }
    if (!isKey(key, adapter)) {
      return {
        ok: false,
        error: { code: "not_found", message: `${this.name} has no such ticket.` },
      };
    }
    return await this.#run("write", signal, (ask) => adapter.write(key, text, ask));
  }

  async #run<T>(
    operation: "search" | "fetch" | "write",
    signal: AbortSignal,
    run: (ask: Ask) => Promise<TrackerResult<T>>,
  ): Promise<TrackerResult<T>> {
    const { http, clock, log, metrics, kind } = this.#deps;
    const began = clock.now();
    const deadline = new AbortController();
    const cancel = clock.after(OPERATION_MS_MAX, () => deadline.abort());
    const either = AbortSignal.any([signal, deadline.signal]);
    this.#running++;
    let result: TrackerResult<T>;
    try {
      result = this.#running > OPERATIONS_MAX
        ? http.problem("busy", "has too many requests at the same time; try again later.")
        : await run((request, schema) => http.ask(request, schema, either));
    } catch (error) {
      // a bug, caused by what a tracker answered, must not close rooms. Its message may contain that answer
      const name = error instanceof Error ? error.name : typeof error;
      log.error("tracker_bug", { tracker: this.name, operation, error: name });
      result = http.problem("unclear_answer", SAYS.unclear_answer);
    } finally {
      this.#running--;
      cancel();
    }
    const outcome = result.ok ? "ok" : OUTCOMES[result.error.code];
    metrics.count("trackers", `${kind}_${outcome}`);
    const fields = { tracker: this.name, operation, outcome, ms: clock.now() - began };
    const isOperators = outcome === "refused" || outcome === "unreachable" || outcome === "unclear";
    log[isOperators ? "warn" : "debug"]("tracker_asked", fields);
    return result;
  }

  /** What fits of the tickets, each once: a page may have changed while the tracker read it. */
  #clean(tickets: readonly RawTicket[]): readonly TrackerTicket[] {
    const clean = tickets.flatMap((raw) => {
      const key = checkTicketId(raw.key);
      // a key that must be changed to fit could not be fetched again
      if (!key.ok || key.value !== raw.key || !isKey(raw.key, this.#deps.adapter)) return [];
      return [{
        key: raw.key,
        title: shortened(sanitize(raw.title.slice(0, TITLE_READ_MAX)), TITLE_LENGTH_MAX),
        url: linkOn(this.#deps.site, raw.url),
        description: description(raw.description),
        estimate: raw.estimate === null
          ? null
          : shortened(sanitize(raw.estimate), ESTIMATE_LENGTH_MAX) || null,
      }];
    });
    return [...new Map(clean.map((it) => [it.key.toLowerCase(), it])).values()];
  }
}

/** The words for a problem's code in metrics and log. */
const OUTCOMES = {
  unreachable: "unreachable",
  refused: "refused",
  not_found: "missing",
  bad_query: "query",
  busy: "busy",
  unclear_answer: "unclear",
  not_writable: "unwritable",
} as const satisfies Readonly<Record<TrackerProblem["code"], string>>;

function isKey(text: string, { keyForm }: Adapter): boolean {
  return checkTicketId(text).ok && keyForm.test(text);
}

/** The link if it leads to the tracker's site, else "": a compromised tracker must not send people elsewhere. */
function linkOn(site: string, text: string): string {
  const checked = checkUrl(text.slice(0, LINK_READ_MAX));
  if (!checked.ok || checked.value === "") return "";
  return new URL(checked.value).origin === new URL(site).origin ? checked.value : "";
}

function description(markdown: string): string {
  // Unicode normalisation may lengthen the text beyond the limit again: then it is cut further
  for (let max = DESCRIPTION_LENGTH_MAX; max > 0; max >>= 1) {
    const checked = checkDescription(shortened(markdown, max));
    if (checked.ok) return checked.value;
  }
  return "";
}
