/** Reads secrets from files (`--passcode-file`, `--key-file`), since all users of a machine can see command lines. */
import type { Result } from "../base/result.ts";
import { quote } from "../protocol/text.ts";
import { KEY_LENGTH_MAX } from "../protocol/wire_limits.ts";
import { whyUnread } from "../base/why_unread.ts";

/** Reads the key that opens rooms from the file that `--key-file` names [A1]. */
export function readKeyFile(path: string): Result<string, string> {
  return readSecretFile("--key-file", path, checkKey);
}

/** Checks only that there is a key, short enough to be sent; whether it is right, the server decides. */
function checkKey(line: string): Result<string, string> {
  const key = line.trim();
  if (/^[!-~]+$/.test(key) && key.length <= KEY_LENGTH_MAX) return { ok: true, value: key };
  const rule = `the key, 1 to ${KEY_LENGTH_MAX} letters, digits or other visible ASCII`;
  return { ok: false, error: `must be ${rule}` };
}

/** How much of a file is read, in bytes: the longest secret with white space around it. */
const FILE_BYTES_MAX = 1_024;

/** Reads and checks the first line of the file that a flag names. The error is a sentence without the secret. */
export function readSecretFile(
  flag: string,
  path: string,
  check: (line: string) => Result<string, string>,
): Result<string, string> {
  const refused = (why: string) =>
    ({ ok: false, error: `${flag} ${quote(path)}: ${why}` }) as const;
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
