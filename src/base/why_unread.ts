/** Explains errors of reading a file to the person who named it. */
import { messageOf } from "./message_of.ts";

/** Why a file can't be read, as a clause. `error`: what opening or reading it threw. */
export function whyUnread(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) {
    return "this process may not read it (deno run needs --allow-read=FILE before main.ts)";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions don't allow it";
  const reason = messageOf(error);
  return /is a directory/i.test(reason) ? "it is a folder" : reason;
}
