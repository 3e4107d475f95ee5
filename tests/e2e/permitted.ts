/**
 * Whether this run may start servers and connect to them. Every end-to-end test is registered through
 * here, so that a run without the permissions says in capitals what it left out, and is never
 * silently green.
 */

const NEEDED: readonly Deno.PermissionDescriptor[] = [
  { name: "run" },
  { name: "net" },
  { name: "env" },
  { name: "read" },
];

const permitted = NEEDED.every((one) => Deno.permissions.querySync(one).state === "granted");

if (!permitted) {
  console.error(
    "THE END-TO-END SUITE WAS NOT RUN: IT MAY NOT START A SERVER HERE. RUN IT WITH: deno task test",
  );
}

/** Registers a test that needs sockets or processes; ignored where these are not permitted. */
export function endToEnd(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: !permitted, fn });
}
