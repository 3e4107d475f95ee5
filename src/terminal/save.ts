/** Saves results to files, in the format of the file's extension (`--save`). */
import { messageOf } from "../base/message_of.ts";
import type { Results, RevealedBallot } from "../client/mod.ts";
import { remove, writeWhole } from "../base/whole_file.ts";
import { toCsvFile, toJson, toMarkdown } from "../results/mod.ts";
import type { SaveFile } from "./options.ts";

interface Saved {
  readonly room_id: string;
  readonly ballots: readonly RevealedBallot[];
  /** The results of the whole session; null: it has not ended, or they could not be fetched. */
  readonly results: Results | null;
}

function contentOf(
  { format }: SaveFile,
  { room_id: roomId, ballots, results }: Saved,
): string {
  switch (format) {
    case "csv":
      return toCsvFile(ballots);
    case "md":
      return toMarkdown(ballots);
    case "json":
      return toJson(results ?? { room_id: roomId, ballots });
  }
}

/** Writes the file, completely or not at all. Returns a sentence about an error; null: it is written. */
export function save(file: SaveFile, saved: Saved): string | null {
  try {
    write(file.path, contentOf(file, saved));
    return null;
  } catch (error) {
    return `The results can't be saved in ${file.path}: ${whyUnwritten(error)}.`;
  }
}

/** Writes the file, and keeps its old content if that fails. */
function write(path: string, text: string): void {
  const kind = kindOf(path);
  try {
    if (kind === "nothing") return writeWhole(path, text);
    if (kind === "file") {
      // if the path is a link, the file that it leads to
      const { mode } = Deno.statSync(path);
      return writeWhole(Deno.realPathSync(path), text, mode === null ? undefined : mode & 0o777);
    }
  } catch (error) {
    const { NotCapable, PermissionDenied } = Deno.errors;
    if (!(error instanceof NotCapable || error instanceof PermissionDenied)) throw error;
    // perhaps only this file may be written, but no temporary file beside it
  }
  try {
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    if (kind !== "other") remove(path); // a part of the results could be taken for all of them
    throw error;
  }
}

/**
 * Checks at the start that the results can be written, since at the end it would be too late. Returns a sentence about
 * what is wrong, or null. It does not change the file, and leaves no other behind.
 */
export function checkSave({ path }: SaveFile): string | null {
  try {
    const kind = kindOf(path);
    if (kind === "nothing") {
      Deno.openSync(path, { write: true, createNew: true }).close();
      Deno.removeSync(path);
    } else if (kind === "file") {
      Deno.openSync(path, { append: true }).close();
    }
    return null;
  } catch (error) {
    return `--save can't write ${JSON.stringify(path)}: ${whyUnwritten(error)}`;
  }
}

/** What is at the path. A pipe or device must not be opened for a check, which could block. */
function kindOf(path: string): "nothing" | "file" | "other" {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return isFile || isDirectory ? "file" : "other";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "nothing" : "file";
  }
}

function whyUnwritten(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.AlreadyExists) return "it is a link to a file that is not there";
  if (error instanceof Deno.errors.NotCapable) {
    return "this process may not write there (deno run needs --allow-write=FILE before main.ts)";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions don't allow it";
  const reason = messageOf(error);
  if (/is a directory/i.test(reason)) return "it is a folder";
  if (/no space left/i.test(reason)) return "the disk is full";
  return reason;
}
