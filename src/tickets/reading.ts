/** What comes of reading tickets. Types alone: it must never hold code. */
import type { Ticket } from "../client/types.ts";
import type { Remark } from "./remarks.ts";

/** A ticket as its tracker has it. */
export interface FoundTicket extends Ticket {
  /** Its page: http or https. */
  readonly url?: string;
  /** What is to be done, as it was written: several lines, perhaps Markdown. */
  readonly description?: string;
}

/** A ticket before its texts are cleaned and counted; an empty text: there is none. */
export interface Draft {
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  readonly description?: string;
}

/** Something that became no ticket. */
export interface LeftOut {
  /** Its beginning, as it stands in the text. */
  readonly what: string;
  readonly why: Remark;
}

/** A column to choose from. */
export interface Column {
  /** From 1. */
  readonly number: number;
  /** Empty where the table has no heads. */
  readonly head: string;
  /** Cells of the first rows. */
  readonly examples: readonly string[];
}

/** Which columns somebody chose, from 1; null: none. */
export interface ChosenColumns {
  readonly id: number | null;
  readonly title: number | null;
}

export interface Tickets {
  readonly kind: "tickets";
  /** Each id once. */
  readonly tickets: readonly FoundTicket[];
  readonly leftOut: readonly LeftOut[];
  /** What was read otherwise than it stands there. */
  readonly notes: readonly Remark[];
}

export type Reading =
  | Tickets
  /** A table whose heads say neither id nor title: nothing is read until somebody chooses. */
  | { readonly kind: "asks"; readonly columns: readonly Column[] }
  /** Nothing is read. */
  | { readonly kind: "refused"; readonly why: Remark };
