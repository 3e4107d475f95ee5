/** `--passcode-file FILE`: a room's passcode out of a file, since every user of a machine reads its command lines. */
import type { Result } from "../base/result.ts";
import { checkPasscode, quote } from "../protocol/text.ts";
import { whyUnread } from "./ticket_file.ts";

/** As much of the file as is read, in bytes: the longest passcode and what may stand around it. */
const FILE_BYTES_MAX = 1_024;

/** The passcode: the file's first line. What is wrong is a sentence, in which the passcode is not. */
export function readPasscodeFile(path: string): Result<string, string> {
  const refused = (
    why: string,
  ) => ({ ok: false, error: `--passcode-file ${quote(path)}: ${why}` } as const);
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(FILE_BYTES_MAX);
    const count = file.readSync(bytes) ?? 0;
    const [line = ""] = new TextDecoder().decode(bytes.subarray(0, count)).split(/\r?\n/, 1);
    const passcode = checkPasscode(line);
    return passcode.ok ? passcode : refused(`its first line ${passcode.error}`);
  } catch (error) {
    return refused(whyUnread(error));
  }
}
