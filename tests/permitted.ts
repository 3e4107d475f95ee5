/**
 * Tests that open sockets, read files, start processes or load threads need permissions that a bare `deno test` has
 * not. They are all registered through here, so that a run without says in capitals what it left out, and
 * is never silently green.
 */
import { printError } from "./print.ts";

const NEEDED: readonly Deno.PermissionDescriptor[] = [
  { name: "run" },
  { name: "net" },
  { name: "env" },
  { name: "read" },
];

const permitted = NEEDED.every((one) => Deno.permissions.querySync(one).state === "granted");

if (!permitted) {
  printError(
    "TESTS WITH SOCKETS, PROCESSES AND THREADS WERE NOT RUN: THEY NEED PERMISSIONS. RUN THEM WITH: deno task test",
  );
}

/**
 * Registers a test that needs permissions; ignored where it has none, or lacks `where`, something else that it
 * needs: whoever looks for that says so in capitals. `permissions`: all that it has, where that is less.
 */
export function permittedTest(
  name: string,
  fn: (t: Deno.TestContext) => Promise<void> | void,
  { where = true, permissions = "inherit" }: {
    readonly where?: boolean;
    readonly permissions?: Deno.PermissionOptions;
  } = {},
): void {
  Deno.test({ name, ignore: !(permitted && where), permissions, fn });
}
