/** Revokes permissions of the process that are no longer needed. */

/**
 * Revokes the permission to write, which only `--data` needs. The executable also loses the permission to read: it
 * contains all of its modules, whereas the source version reads them from disk when a thread starts. `readsAgain`:
 * files that settings name are read again while the server runs, so that reading stays allowed. Not to be called with
 * `--data`: threads share their permissions, and a replaced thread opens its files again.
 */
export function revokeDataPermissions({ readsAgain }: { readonly readsAgain: boolean }): void {
  Deno.permissions.revokeSync({ name: "write" });
  if (Deno.build.standalone && !readsAgain) Deno.permissions.revokeSync({ name: "read" });
}

/** Revokes the permission to read the host name, which only the start of a cluster node needs. */
export function revokeHostName(): void {
  Deno.permissions.revokeSync({ name: "sys", kind: "hostname" });
}
