/** Tests that need files: each has a directory of its own, which goes with it. */
import { printError } from "../print.ts";

const permitted = Deno.permissions.querySync({ name: "write" }).state === "granted" &&
  Deno.permissions.querySync({ name: "read" }).state === "granted";

if (!permitted) {
  printError(
    "THE JOURNAL WAS NOT TESTED ON FILES: THEY MAY NOT BE WRITTEN HERE. RUN IT WITH: deno task test",
  );
}

/** Registers a test that writes files; ignored where that is not permitted. */
export function fileTest(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, ignore: !permitted, fn });
}

/** Runs with an empty directory. */
export function withDirectory<T>(run: (directory: string) => T): T {
  const directory = Deno.makeTempDirSync();
  const clear = () => Deno.removeSync(directory, { recursive: true });
  let result: T;
  try {
    result = run(directory);
  } catch (error) {
    clear();
    throw error;
  }
  if (result instanceof Promise) return result.finally(clear) as T;
  clear();
  return result;
}
