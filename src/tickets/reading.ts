/** The results of reading tickets. Types only. */
import type { Ticket } from "../client/types.ts";
import type { Remark } from "./remarks.ts";

/** A ticket that was read. */
export interface FoundTicket extends Ticket {
  /** Its page, an http or https address. */
  readonly url?: string;
  /** May have several lines, and Markdown. */
  readonly description?: string;
}

/** A ticket before its texts are sanitised and limited. An empty text is a missing one. */
export interface Draft {
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  readonly description?: string;
}

/** A line or row that did not become a ticket. */
export interface LeftOut {
  /** The beginning of its text. */
  readonly what: string;
  readonly why: Remark;
}

/** A column that the user can choose. */
export interface Column {
  /** From 1. */
  readonly number: number;
  /** Its name in the header; "" if the table has none. */
  readonly head: string;
  /** Its cells in the first rows. */
  readonly examples: readonly string[];
}

/** The numbers of the columns that the user chose, from 1; null: not chosen. */
export interface ChosenColumns {
  readonly id: number | null;
  readonly title: number | null;
}

export interface Tickets {
  readonly kind: "tickets";
  /** Each id once. */
  readonly tickets: readonly FoundTicket[];
  readonly leftOut: readonly LeftOut[];
  /** What was changed: texts that were shortened, a guessed encoding. */
  readonly notes: readonly Remark[];
}

export type Reading =
  | Tickets
  /** A table whose header names neither id nor title: the user has to choose columns first. */
  | { readonly kind: "asks"; readonly columns: readonly Column[] }
  /** Nothing was read. */
  | { readonly kind: "refused"; readonly why: Remark };
