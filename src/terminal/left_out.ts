/** Sentences about what of a list is not taken as it stands there. Pure. */
import { ENGLISH } from "../tickets/english.ts";
import { inWords } from "../tickets/remarks.ts";
import type { Tickets } from "../tickets/tickets.ts";

/** A sentence for each note, and one for all that is left out. */
export function sentencesAbout({ leftOut, notes }: Pick<Tickets, "leftOut" | "notes">): string[] {
  const [first] = leftOut;
  const noted = notes.map((note) => inWords(note, ENGLISH));
  return first === undefined ? noted : [
    ...noted,
    `Left out: ${leftOut.length === 1 ? "" : `${leftOut.length} lines, the first: `}` +
    `${first.what} (${inWords(first.why, ENGLISH)}).`,
  ];
}
