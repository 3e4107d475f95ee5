/** The message of whatever was thrown, without its stack: for a log, or for the person who runs the program. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
