/** Writes files atomically: if the disk is full, the old file stays. */

/**
 * Writes a temporary file next to `path` and renames it to that. `mode`: its permissions, else the default. Throws if
 * it can't.
 */
export function writeWhole(path: string, text: string, mode?: number): void {
  // not derived from the file's name, which may be as long as names can be
  const fresh = `${path.replace(/[^/\\]*$/, "")}.${crypto.randomUUID()}.part`;
  try {
    Deno.writeTextFileSync(fresh, text, { createNew: true, ...mode !== undefined && { mode } });
    // the mode is not subject to the umask
    if (mode !== undefined && Deno.build.os !== "windows") Deno.chmodSync(fresh, mode);
    Deno.renameSync(fresh, path);
  } catch (error) {
    remove(fresh);
    throw error;
  }
}

/** Removes a file, if it is there. Never throws. */
export function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it was not there, or can't be removed
  }
}
