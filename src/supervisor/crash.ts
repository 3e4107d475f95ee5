/** Whose fault an uncaught error is, and how it is logged [S5]. */

/**
 * Whether the runtime's own socket code threw, on account of one peer: a text message of more than half a
 * GiB in fragments is more than a string can hold. That connection reads no further; nothing of ours is
 * wrong, so nobody else has to go.
 */
export function isSocketFault(error: unknown): boolean {
  return error instanceof TypeError && (error.stack ?? "").includes("ext:deno_websocket/") &&
    error.message.startsWith("failed to allocate string");
}

/** For our own log: there the stack is of use, and it goes nowhere else. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? String(error) : String(error);
}
