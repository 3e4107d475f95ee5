/**
 * Where this program keeps what it remembers, by the XDG rules: settings in the configuration folder, seats
 * in the state folder. It reads and writes whole files; what may not be read or written is simply not
 * remembered, so that a session never fails for it.
 */
import { writeWhole } from "../base/whole_file.ts";

interface Folders {
  /** null where there is nowhere to keep anything. */
  readonly config: string | null;
  readonly state: string | null;
}

/** The folders for these variables; relative paths in XDG variables don't count, as XDG says. */
export function foldersOf(env: (name: string) => string | undefined): Folders {
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

/** What a file holds as JSON; null where it is not there, not ours to read, or no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch {
    return null;
  }
}

/** Writes a file that only its owner can read, whole or not at all; false where that can't be. */
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

/** Names of the files in a folder; none where it is not there. */
export function filesIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
  } catch {
    return [];
  }
}
