/** `--queue FILE`: reads tickets from a file before the room is joined, and adds them to its queue afterwards. */
import type { Result } from "../base/result.ts";
import { namesOfColumns, UNKNOWN_COLUMNS } from "../tickets/columns.ts";
import { ENGLISH } from "../tickets/english.ts";
import { fitQueue } from "../tickets/queue_fit.ts";
import { inWords } from "../tickets/remarks.ts";
import {
  type ChosenColumns,
  type Column,
  readTicketFile,
  type Tickets,
} from "../tickets/tickets.ts";
import { quote } from "../protocol/text.ts";
import { sentencesAbout } from "./left_out.ts";
import type { Ask } from "./room_request.ts";
import type { QueueOption } from "./options.ts";
import { type RoomSession, sentenceOf } from "./room_session.ts";
import { openTicketFile } from "./ticket_file.ts";

/** How to ask a person for columns; null: there is nobody to ask. */
export interface Asking {
  readonly ask: Ask | null;
  /** Shows the columns to choose from. */
  readonly print: (text: string) => void;
}

/** Reads the file. If its columns are unknown, asks a person for them; without a person the error says so. */
export function readQueueFile(
  { path, chosen }: QueueOption,
  { ask, print }: Asking,
): Result<Tickets, string> {
  const refused = (why: string) =>
    ({ ok: false, error: `--queue can't read ${quote(path)}: ${why}` }) as const;
  const opened = openTicketFile(path);
  if (!opened.ok) return refused(opened.error);
  let reading = readTicketFile(opened.value, chosen);
  if (reading.kind === "asks") {
    const columns = namesOfColumns(reading.columns);
    if (ask === null) {
      const flags = "choose with --queue-id N --queue-title N";
      return refused(`${UNKNOWN_COLUMNS}, ${flags}: ${columns}`);
    }
    const choice = askForColumns(reading.columns, { ask, print });
    if (choice === null) return refused("no column was chosen");
    reading = readTicketFile(opened.value, choice);
  }
  switch (reading.kind) {
    case "tickets":
      return { ok: true, value: reading };
    case "asks":
      return refused(UNKNOWN_COLUMNS);
    case "refused":
      return refused(inWords(reading.why, ENGLISH));
  }
}

/** Appends the tickets to the queue. Returns sentences about everything that is not as in the file. */
export async function sendQueue(
  session: RoomSession,
  { tickets, leftOut, notes }: Tickets,
): Promise<readonly string[]> {
  const fit = fitQueue(tickets, session.room.queue);
  const sentences = sentencesAbout({
    leftOut: [...leftOut, ...fit.leftOut],
    notes: [...notes, ...fit.notes],
  });
  try {
    if (fit.tickets.length > 0) {
      await shows(session, await session.client.queueTickets(fit.tickets));
    }
    return sentences;
  } catch (error) {
    return [`The tickets were not added: ${sentenceOf(error)}`];
  }
}

/** Resolves once the room has this version, so that `next` on the first line of a script finds the tickets. */
function shows(session: RoomSession, version: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (session.room.version >= version) resolve();
  };
  session.listen({
    room: look,
    vote: () => {},
    status: ({ state }) => {
      if (state === "ended" || state === "closed") resolve();
    },
  });
  look();
  return promise;
}

/** null: the person gave up. */
function askForColumns(
  columns: readonly Column[],
  { ask, print }: Asking & { readonly ask: Ask },
): ChosenColumns | null {
  print(`In this file ${UNKNOWN_COLUMNS}. Its columns are:`);
  for (const { number, head, examples } of columns) {
    print(
      `  ${number}  ${
        [head, ...examples.slice(0, 2)].filter((it) => it !== "").map(quote).join("  ")
      }`,
    );
  }
  for (;;) {
    const id = ask("Which has the ids? (its number, or nothing)", "");
    const title = id === null ? null : ask("Which has the titles?", "");
    if (id === null || title === null) return null;
    const [idNumber, titleNumber] = [id, title].map((text) => numberOf(text, columns.length));
    if (idNumber !== undefined && titleNumber !== undefined && (idNumber ?? titleNumber) !== null) {
      return { id: idNumber, title: titleNumber };
    }
    print(`Those must be numbers from 1 to ${columns.length}, at least one of them.`);
  }
}

/** null: no column was given; undefined: there is no such column. */
function numberOf(text: string, count: number): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const number = /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : 0;
  return number >= 1 && number <= count ? number : undefined;
}
