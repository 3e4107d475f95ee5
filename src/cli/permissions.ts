/** Which permissions are given up at run time, because nobody needs them any more. */

/**
 * Without `--data` nothing is written. The executable may read and write anywhere, because nobody knew DIR when
 * it was made, and has everything else in itself; out of its sources, the program reads the threads' modules.
 * `readsAgain`: a file that a setting names is read again while the server serves.
 * With `--data` all stays as it is: threads share their permissions, and one that takes the place of a dead one
 * has to open its files again.
 */
export function giveUpWhatDataNeeds({ readsAgain }: { readonly readsAgain: boolean }): void {
  Deno.permissions.revokeSync({ name: "write" });
  if (Deno.build.standalone && !readsAgain) Deno.permissions.revokeSync({ name: "read" });
}

/** What this machine is called is of interest at the start alone, and to a cluster. */
export function giveUpHostName(): void {
  Deno.permissions.revokeSync({ name: "sys", kind: "hostname" });
}
