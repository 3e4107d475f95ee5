/** Remembers the server and the name that were used last, in a small file, so that next time `join ROOM` is enough. */
import { checkName } from "../protocol/text.ts";
import { readServer } from "./server_address.ts";
import { readJson, writePrivately } from "./folders.ts";

interface Remembered {
  readonly server?: string;
  readonly name?: string;
}

const FILE = "config.json";

/** The valid content of the file; a person may have edited it. */
export function remembered(folder: string | null): Remembered {
  const read = folder === null ? null : readJson(`${folder}/${FILE}`);
  if (typeof read !== "object" || read === null) return {};
  const { server, name } = { server: null, name: null, ...read };
  return {
    ...typeof server === "string" && readServer(server).ok && { server },
    ...typeof name === "string" && checkName(name).ok && { name },
  };
}

/** Remembers these too, if there is a folder for that. */
export function remember(folder: string | null, settings: Remembered): void {
  if (folder === null) return;
  const before = remembered(folder);
  const after = { ...before, ...settings };
  if (after.server === before.server && after.name === before.name) return;
  writePrivately(folder, FILE, `${JSON.stringify(after, null, 2)}\n`);
}
