/**
 * The interface of an adapter, which knows the API of one kind of tracker. What all share is in `guarded_tracker.ts`.
 */
import type { Ask } from "./http.ts";
import type { Query } from "./query.ts";
import type { TrackerProblem, TrackerResult } from "./tracker.ts";

/** A ticket as the tracker returned it: its texts are neither limited nor sanitised yet. */
export interface RawTicket {
  readonly key: string;
  readonly title: string;
  readonly url: string;
  /** Markdown. */
  readonly description: string;
  readonly estimate: string | null;
}

export interface RawPage {
  readonly tickets: readonly RawTicket[];
  /** The cursor of the next page, in the form of `CURSOR` in `guarded_tracker.ts`; null: this is the last. */
  readonly next: string | null;
  readonly total: number | null;
}

/** Requests to one kind of tracker. The keys it is given match `keyForm`, but cursors may be forged. */
export interface Adapter {
  /** Matches a whole key. */
  readonly keyForm: RegExp;
  /** A sentence that says why estimates can't be written; null: they can. */
  readonly unwritable: string | null;
  search(query: Query, after: string | null, ask: Ask): Promise<TrackerResult<RawPage>>;
  /** Returns the tickets in any order, without those that don't exist. */
  fetch(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>>;
  write(key: string, estimate: string, ask: Ask): Promise<TrackerResult<null>>;
}

/** The settings of a tracker that adapters need. */
export interface AdapterSettings {
  readonly name: string;
  /** Its address for people, with a slash at its end. */
  readonly site: string;
  readonly token: string;
  /** The field for estimates; null: the default of this kind. */
  readonly field: string | null;
}

/** A tracker's API, and the adapter for it. */
export interface Endpoint {
  /** The address of the API, with a slash at its end. */
  readonly api: string;
  /** Headers of every request, with the token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly adapter: Adapter;
  /** The code of a failed answer by its body; null: its status decides. */
  readonly classify?: (body: unknown) => TrackerProblem["code"] | null;
}

/** How many tickets a page has. */
export const PAGE_TICKETS = 50;

/** Fetches at most `size` tickets with one request, and then the next; ends at the first problem. */
export async function fetchInChunks<Key>(
  keys: readonly Key[],
  size: number,
  fetch: (some: readonly Key[]) => Promise<TrackerResult<readonly RawTicket[]>>,
): Promise<TrackerResult<readonly RawTicket[]>> {
  const tickets: RawTicket[] = [];
  for (let at = 0; at < keys.length; at += size) {
    const found = await fetch(keys.slice(at, at + size));
    if (!found.ok) return found;
    tickets.push(...found.value);
  }
  return { ok: true, value: tickets };
}

/** A cursor that is the number of a ticket or page; null: it is invalid. `first`: the number of the first page. */
export function countOf(after: string | null, first: number): number | null {
  if (after === null) return first;
  return /^\d{1,6}$/.test(after) ? Number(after) : null;
}

/** The problem that a query or cursor is invalid. */
export function badQuery(message: string): TrackerResult<never> {
  return { ok: false, error: { code: "bad_query", message } };
}

/** Why estimates can't be written if this kind of tracker has no default field. */
export const NO_FIELD = "The server has no field for estimates: it needs --tracker-field.";

/** The `authorization` header for basic authentication. `credentials`: `USER:PASSWORD`. */
export function basicAuthorization(credentials: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`;
}
