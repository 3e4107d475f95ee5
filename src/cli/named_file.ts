/** Reads files that settings name. No message ever contains a part of them. */
import { readBounded } from "../base/bounded_body.ts";
import { quoteEscaped } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import { whyUnread } from "../base/why_unread.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Setting } from "./flags.ts";

/** Limit in bytes: more than any key, certificate or token needs. */
const FILE_BYTES_MAX = 1024 * 1024;

/** What to call a file: how it was given, and its path. */
export function nameWithPath(setting: Setting, path: string, explicit: Explicit): string {
  return `${nameOf(setting, explicit)} ${quoteEscaped(path)}`;
}

/** The text of a file, or a sentence that says why it can't be read. */
export async function readNamed(name: string, path: string): Promise<Result<string, string>> {
  try {
    const { readable } = await Deno.open(path); // closed where reading ends
    const bytes = await readBounded(readable, FILE_BYTES_MAX);
    if (bytes !== null) return { ok: true, value: new TextDecoder().decode(bytes) };
    return { ok: false, error: `can't read ${name}: it has more than ${FILE_BYTES_MAX} bytes` };
  } catch (error) {
    return { ok: false, error: `can't read ${name}: ${whyUnread(error)}` };
  }
}
