/** Results in files, in the form that a file's name asks for (`--save`). */
import type { Results, RevealedBallot } from "../client/mod.ts";
import { remove, writeWhole } from "../base/whole_file.ts";
import { toCsvFile, toJson, toMarkdown } from "../results/mod.ts";
import type { SaveFile } from "./options.ts";

interface Saved {
  readonly room_id: string;
  readonly ballots: readonly RevealedBallot[];
  /** Where the session has ended. */
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

/** Writes the file, whole or not at all. Returns what went wrong, in a sentence. */
export function save(file: SaveFile, saved: Saved): string | null {
  try {
    write(file.path, contentOf(file, saved));
    return null;
  } catch (error) {
    return `The results can't be saved in ${file.path}: ${whyUnwritten(error)}.`;
  }
}

/** What was in the file before stays where the new content can't be written. */
function write(path: string, text: string): void {
  const kind = kindOf(path);
  try {
    if (kind === "nothing") return writeWhole(path, text);
    if (kind === "file") {
      // the file itself, where the path is a link to it
      const { mode } = Deno.statSync(path);
      return writeWhole(Deno.realPathSync(path), text, mode === null ? undefined : mode & 0o777);
    }
  } catch (error) {
    const { NotCapable, PermissionDenied } = Deno.errors;
    if (!(error instanceof NotCapable || error instanceof PermissionDenied)) throw error;
    // this file may be written, and none beside it
  }
  try {
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    if (kind !== "other") remove(path); // a part of the results looks like all of them
    throw error;
  }
}

/**
 * Whether the results could be written now: whoever learns at the end that they can't has voted for nothing. Returns
 * what is wrong, in a sentence. What is in the file stays, and no file is left behind.
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

/** A pipe or device is not opened for a try: it may wait for somebody who reads it. */
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
  if (error instanceof Deno.errors.NotCapable) {
    return "this process may not write there (deno run needs --allow-write=FILE before main.ts)";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions don't allow it";
  const reason = error instanceof Error ? error.message : String(error);
  if (/is a directory/i.test(reason)) return "it is a folder";
  if (/no space left/i.test(reason)) return "the disk is full";
  return reason;
}
