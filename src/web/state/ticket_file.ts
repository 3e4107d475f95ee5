/**
 * Tickets out of a file that the person chose on their machine. The file goes nowhere; whatever is wrong with
 * it is a sentence that says what to do.
 */
import { type PastedTickets, readTickets } from "../../tickets/tickets.ts";
import { plural } from "../pure/numbers.ts";

/** What became of a file: its tickets, or none, and a sentence either way. */
export interface FileRead {
  readonly ok: boolean;
  readonly said: string;
  readonly pasted: PastedTickets;
}

/** No larger file is opened, in bytes: a full queue is far smaller. */
export const FILE_BYTES_MAX = 1_024 * 1_024;

/** The part of a file in use. */
export type ChosenFile = Pick<File, "name" | "size" | "arrayBuffer">;

export async function readTicketFile(file: ChosenFile): Promise<FileRead> {
  const { name, size } = file;
  if (size > FILE_BYTES_MAX) return wrong(`${name} is larger than 1 MB: too large for tickets.`);
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return wrong(`${name} can't be read. Is it still there?`);
  }
  const text = textOf(bytes);
  if (text === null) {
    return wrong(`${name} is no text file. Save it as CSV or as plain text, and choose that.`);
  }
  const pasted = readTickets(text);
  if (pasted.tickets.length === 0) return wrong(`${name} has no tickets in it.`);
  return { ok: true, said: `${name}: ${plural(pasted.tickets.length, "ticket")} read.`, pasted };
}

function wrong(said: string): FileRead {
  return { ok: false, said, pasted: { tickets: [], repeated: 0 } };
}

/** UTF-8 or UTF-16; else what spreadsheets on Windows save as CSV. null: it isn't text. */
function textOf(bytes: ArrayBuffer): string | null {
  const [first, second] = new Uint8Array(bytes);
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  return text.includes("\0") ? null : text;
}
