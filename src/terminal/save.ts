/** Results in files, in the form that a file's name asks for (`--save`). */
import type { Results, RevealedBallot } from "../client/mod.ts";
import { toCsv, toJson, toMarkdown } from "../results/mod.ts";
import type { SaveFile } from "./options.ts";

export interface Saved {
  readonly room_id: string;
  readonly ballots: readonly RevealedBallot[];
  /** Where the session has ended. */
  readonly results: Results | null;
}

export function contentOf({ format }: SaveFile, { room_id, ballots, results }: Saved): string {
  switch (format) {
    case "csv":
      return toCsv(ballots);
    case "md":
      return toMarkdown(ballots);
    case "json":
      return toJson(results ?? { room_id, ballots });
  }
}

/** Writes the file. Returns what went wrong, in a sentence. */
export function save(file: SaveFile, saved: Saved): string | null {
  try {
    Deno.writeTextFileSync(file.path, contentOf(file, saved));
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `The results can't be saved in ${file.path}: ${why}`;
  }
}
