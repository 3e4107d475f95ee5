/** Uncaught errors: which are not the server's own, and how they are logged [S5]. */

/**
 * Whether the runtime's own socket code threw because of one peer: a fragmented text message of more than 512 MiB does
 * not fit into a string. Only that connection is affected, so the worker goes on.
 */
export function isSocketFault(error: unknown): boolean {
  return error instanceof TypeError && (error.stack ?? "").includes("ext:deno_websocket/") &&
    error.message.startsWith("failed to allocate string");
}

/** The error with its stack, for the log only. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? String(error) : String(error);
}
