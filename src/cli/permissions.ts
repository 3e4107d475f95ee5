/** Revokes permissions of the process that are no longer needed. */

/**
 * Revokes the permission to write, which only `--data` needs. Not to be called with `--data`: threads share their
 * permissions, and a replaced thread opens its files again.
 */
export function revokeWriting(): void {
  Deno.permissions.revokeSync({ name: "write" });
}

/**
 * Revokes the executable's permission to read: it contains all of its modules, whereas the source version reads them
 * from disk when a thread starts. Not to be called with `--data`, or if files that settings name are read again while
 * the server runs.
 */
export function revokeReading(): void {
  if (Deno.build.standalone) Deno.permissions.revokeSync({ name: "read" });
}

/** Revokes the permission to read the host name, which only the start of a cluster node needs. */
export function revokeHostName(): void {
  Deno.permissions.revokeSync({ name: "sys", kind: "hostname" });
}
