/** Reads the bytes of a file of tickets. Errors are clauses. */
import type { Result } from "../base/result.ts";
import { whyUnread } from "../base/why_unread.ts";
import { FILE_BYTES_MAX } from "../tickets/tickets.ts";

/** Reads a file, or with null standard input; of a file that is too large, only as much as shows that. */
export function openTicketFile(path: string | null): Result<Uint8Array<ArrayBuffer>, string> {
  try {
    return { ok: true, value: readBeyond(path, FILE_BYTES_MAX) };
  } catch (error) {
    return { ok: false, error: whyUnread(error) };
  }
}

/** Reads a file, or with null standard input; of one with more than `most` bytes, a bit more than these. */
export function readBeyond(path: string | null, most: number): Uint8Array<ArrayBuffer> {
  if (path === null) return readSome(Deno.stdin, most);
  using file = Deno.openSync(path);
  return readSome(file, most);
}

function readSome(
  source: { readSync(bytes: Uint8Array): number | null },
  most: number,
): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(64 * 1024);
  let length = 0;
  while (length <= most) {
    if (length === bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(bytes);
      bytes = larger;
    }
    const read = source.readSync(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.slice(0, length);
}
