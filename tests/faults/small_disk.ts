/** A small file system of a test's own, for disks that are full or can only be read. It takes root. */
import { assertStringIncludes } from "@std/assert";
import { printError } from "../print.ts";

/** Mounts it with these options; null where that is not allowed. */
export async function mounted(directory: string, options: string): Promise<AsyncDisposable | null> {
  const run = async (command: string, args: string[]) => {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" })
      .output().catch(() => ({ success: false }));
    return success;
  };
  if (!await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory])) return null;
  return { [Symbol.asyncDispose]: async () => void await run("umount", ["-l", directory]) };
}

export function notMounted(what: string): void {
  printError(`${what} WAS NOT TESTED: NO FILE SYSTEM CAN BE MOUNTED HERE. RUN IT AS ROOT`);
}

/** Leaves no room for another byte. */
export function fill(directory: string): void {
  using filler = Deno.openSync(`${directory}/filler`, { create: true, write: true });
  try {
    for (;;) filler.writeSync(new Uint8Array(1_024));
  } catch (error) {
    assertStringIncludes(`${error}`, "space");
  }
}
