/**
 * The folders where this program remembers things, according to XDG: settings in the configuration folder, seats in the
 * state folder. Files are read and written whole. If that fails, nothing is remembered, but the session goes on.
 */
import type { Env } from "../base/env.ts";
import { writeWhole } from "../base/whole_file.ts";

interface Folders {
  /** null: there is no such folder, so nothing is kept. */
  readonly config: string | null;
  readonly state: string | null;
}

/** The folders according to these variables. Relative paths in XDG variables are ignored, as XDG demands. */
export function foldersOf(env: Env): Folders {
  const absolute = (name: string) => {
    const path = env(name) ?? "";
    return /^(\/|[A-Za-z]:[\\/])/.test(path) ? path.replace(/[\\/]+$/, "") : null;
  };
  const home = absolute("HOME");
  const config = absolute("XDG_CONFIG_HOME") ?? (home && `${home}/.config`) ?? absolute("APPDATA");
  const state = absolute("XDG_STATE_HOME") ?? (home && `${home}/.local/state`) ??
    absolute("LOCALAPPDATA");
  return {
    config: config === null ? null : `${config}/estimatex`,
    state: state === null ? null : `${state}/estimatex`,
  };
}

/** The largest file that is read, in bytes: many times what is written. */
const FILE_BYTES_MAX = 64 * 1024;

/** The JSON in a file; null if it does not exist, can't be read, or is no JSON. */
export function readJson(path: string): unknown {
  try {
    // a pipe or a device in its place would be waited for, or read without end
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= FILE_BYTES_MAX ? JSON.parse(Deno.readTextFileSync(path)) : null;
  } catch {
    return null;
  }
}

/** Writes a file that only its owner can read, whole or not at all; false if that fails. */
export function writePrivately(folder: string, name: string, text: string): boolean {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (Deno.build.os !== "windows") Deno.chmodSync(folder, 0o700);
    writeWhole(`${folder}/${name}`, text, 0o600);
    return true;
  } catch {
    return false;
  }
}

/** The names of the files in a folder; none if it does not exist. */
export function filesIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
  } catch {
    return [];
  }
}
