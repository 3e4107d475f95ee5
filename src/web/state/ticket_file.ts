/**
 * Tickets out of a file that the person chose on their machine. The file goes nowhere; whatever is wrong with
 * it is a sentence that says what to do.
 */
import {
  type ChosenColumns,
  FILE_BYTES_MAX,
  type Reading,
  readTicketFile,
  type Tickets,
} from "../../tickets/tickets.ts";
import { words } from "../languages/words.ts";

/** What became of a file, and a sentence about it. */
export interface FileRead {
  readonly reading: Reading;
  readonly said: string;
  /** The file by columns that somebody chose. */
  readonly choose: (chosen: ChosenColumns) => Reading;
}

/** The part of a file in use. */
type ChosenFile = Pick<File, "name" | "size" | "arrayBuffer">;

/** Reads a file; never throws. */
export async function openTicketFile(file: ChosenFile): Promise<FileRead> {
  const { name, size } = file;
  if (size > FILE_BYTES_MAX) {
    return wrong(
      words().addTickets.fileTooLarge(name, FILE_BYTES_MAX / 1024 / 1024),
    );
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const reading = readTicketFile(bytes);
    return {
      reading,
      said: sentence(name, reading),
      choose: (chosen) => readTicketFile(bytes, chosen),
    };
  } catch {
    return wrong(words().addTickets.fileGone(name));
  }
}

/** What was read, or, where columns have been chosen for what asks, what they bring. */
export function readAgain(
  reading: Reading,
  chosen: ChosenColumns,
  choose: (chosen: ChosenColumns) => Reading,
): Reading {
  const isChosen = chosen.id !== null || chosen.title !== null;
  return reading.kind === "asks" && isChosen ? choose(chosen) : reading;
}

/** The tickets of a reading: none, unless some were read. */
export function ticketsOf(reading: Reading | null): Tickets {
  if (reading?.kind === "tickets") return reading;
  return { kind: "tickets", tickets: [], leftOut: [], notes: [] };
}

function sentence(name: string, reading: Reading): string {
  const text = words().addTickets;
  switch (reading.kind) {
    case "tickets":
      return text.fileRead(name, reading.tickets.length);
    case "asks":
      return text.fileAsks(name);
    case "refused":
      return text.fileRefused(name, reading.message);
  }
}

function wrong(said: string): FileRead {
  const reading: Reading = { kind: "refused", message: said };
  return { reading, said, choose: () => reading };
}
