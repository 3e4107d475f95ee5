/** What one kind of tracker knows: its requests and its answers. What is the same for all is in `guarded_tracker.ts`. */
import type { Result } from "../base/result.ts";
import type { Ask } from "./http.ts";
import type { Query } from "./query.ts";
import type { TrackerProblem } from "./tracker.ts";

/** A ticket as a tracker has it: nothing of it is bounded or clean yet. */
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
  /** A few letters, digits and signs, as `CURSOR` has it; null: this is the last page. */
  readonly next: string | null;
  readonly total: number | null;
}

/** One kind of tracker. Keys that come in have its form, and cursors are some that it made, or look like one. */
export interface Wire {
  /** What keys look like, from beginning to end. */
  readonly keyForm: RegExp;
  /** null: estimates can be written; else why not, as a sentence. */
  readonly unwritable: string | null;
  search(
    query: Query,
    after: string | null,
    ask: Ask,
  ): Promise<Result<RawPage, TrackerProblem>>;
  /** In any order; those that there are not are left out. */
  fetch(keys: readonly string[], ask: Ask): Promise<Result<readonly RawTicket[], TrackerProblem>>;
  write(key: string, estimate: string, ask: Ask): Promise<Result<null, TrackerProblem>>;
}

/** What an operator has set of a tracker. */
export interface WireSettings {
  readonly name: string;
  /** Where people open it, with a slash at its end. */
  readonly site: string;
  readonly token: string;
  /** Where estimates are; null: where this kind has them. */
  readonly field: string | null;
}

/** How a tracker is reached, and what is spoken to it. */
export interface Connection {
  /** Where its API is, with a slash at its end. */
  readonly api: string;
  /** How it knows us. */
  readonly headers: Readonly<Record<string, string>>;
  readonly wire: Wire;
  /** The code of a failed answer, where its body says it better than its status; null: it doesn't. */
  readonly classify?: (body: unknown) => TrackerProblem["code"] | null;
}

/** Tickets of a page. */
export const PAGE_TICKETS = 50;

/** In groups of at most `size`. */
export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(all.length / size) },
    (_, at) => all.slice(at * size, (at + 1) * size),
  );
}

/** A cursor that counts tickets or pages; null: it is none. */
export function countOf(after: string | null, first: number): number | null {
  if (after === null) return first;
  return /^\d{1,6}$/.test(after) ? Number(after) : null;
}

/** The query, or what it asks for next, is none that can be sent. */
export function badQuery(message: string): Result<never, TrackerProblem> {
  return { ok: false, error: { code: "bad_query", message } };
}
