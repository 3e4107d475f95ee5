/** Secrets out of files (`--passcode-file`, `--key-file`), since every user of a machine reads its command lines. */
import type { Result } from "../base/result.ts";
import { quote } from "../protocol/text.ts";
import { whyUnread } from "./ticket_file.ts";

/** The key that opens rooms, out of the file that `--key-file` names [A1]. */
export function readKeyFile(path: string): Result<string, string> {
  return readSecretFile("--key-file", path, checkKey);
}

/** The server decides which key is right; this checks that there is one, short enough to be offered. */
function checkKey(line: string): Result<string, string> {
  const key = line.trim();
  if (/^[!-~]{1,256}$/.test(key)) return { ok: true, value: key };
  return { ok: false, error: "must be the key, 1 to 256 letters, digits or other visible ASCII" };
}

/** As much of a file as is read, in bytes: the longest secret and what may stand around it. */
const FILE_BYTES_MAX = 1_024;

/** The first line of what a flag names, checked. What is wrong is a sentence, in which the secret is not. */
export function readSecretFile(
  flag: string,
  path: string,
  check: (line: string) => Result<string, string>,
): Result<string, string> {
  const refused = (
    why: string,
  ) => ({ ok: false, error: `${flag} ${quote(path)}: ${why}` } as const);
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(FILE_BYTES_MAX);
    const count = file.readSync(bytes) ?? 0;
    const [line = ""] = new TextDecoder().decode(bytes.subarray(0, count)).split(/\r?\n/, 1);
    const secret = check(line);
    return secret.ok ? secret : refused(`its first line ${secret.error}`);
  } catch (error) {
    return refused(whyUnread(error));
  }
}
