/**
 * Reads tickets from a file that the person chose on their machine. The file is not uploaded; what is wrong with it
 * becomes a sentence that says what to do.
 */
import { inWords, type Remark } from "../../tickets/remarks.ts";
import {
  type ChosenColumns,
  FILE_BYTES_MAX,
  type Reading,
  readTicketFile,
  type Tickets,
  TOO_LARGE,
} from "../../tickets/tickets.ts";
import { words } from "../languages/words.ts";

/** The result of reading a file. */
export interface FileRead {
  readonly name: string;
  /** null: the file could not be read. */
  readonly reading: Reading | null;
  /** The content, to be read again when the person chooses columns. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The part of a file in use. */
type ChosenFile = Pick<File, "name" | "size" | "arrayBuffer">;

/** Reads a file; never throws. */
export async function openTicketFile(file: ChosenFile): Promise<FileRead> {
  const { name, size } = file;
  const nothing = { name, bytes: new Uint8Array() };
  if (size > FILE_BYTES_MAX) return { ...nothing, reading: { kind: "refused", why: TOO_LARGE } };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { name, reading: readTicketFile(bytes), bytes };
  } catch {
    return { ...nothing, reading: null };
  }
}

/** What was read, or, if it was a table whose columns the person has chosen since, what is read with these columns. */
export function readAgain<Read extends Reading | null>(
  reading: Read,
  chosen: ChosenColumns,
  choose: (chosen: ChosenColumns) => Reading,
): Read | Reading {
  const isChosen = chosen.id !== null || chosen.title !== null;
  return reading?.kind === "asks" && isChosen ? choose(chosen) : reading;
}

/** The tickets of a reading; empty if it has none. */
export function ticketsOf(reading: Reading | null): Tickets {
  if (reading?.kind === "tickets") return reading;
  return { kind: "tickets", tickets: [], leftOut: [], notes: [] };
}

/** A sentence about a file. */
export function sayFile({ name, reading }: FileRead): string {
  const text = words().addTickets;
  switch (reading?.kind) {
    case "tickets":
      return text.fileRead(name, reading.tickets.length);
    case "asks":
      return text.fileAsks(name);
    case "refused":
      return text.fileRefused(name, remark(reading.why));
    default:
      return text.fileGone(name);
  }
}

/** A remark on a list, in the page's language. */
export function remark(one: Remark): string {
  return inWords(one, words().remarks);
}
