/** Files that are written whole or not at all: a disk that fills up leaves what was there before. */

/** Writes a file beside this one, which then takes its place. `mode`: whose it is; without it, the system's default. */
export function writeWhole(path: string, text: string, mode?: number): void {
  // its name is no longer than others, however long this file's is
  const fresh = `${path.replace(/[^/\\]*$/, "")}.${crypto.randomUUID()}.part`;
  try {
    Deno.writeTextFileSync(fresh, text, { createNew: true, ...mode !== undefined && { mode } });
    // the process's mask has no say
    if (mode !== undefined && Deno.build.os !== "windows") Deno.chmodSync(fresh, mode);
    Deno.renameSync(fresh, path);
  } catch (error) {
    remove(fresh);
    throw error;
  }
}

export function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it is not there, which is what was wanted
  }
}
