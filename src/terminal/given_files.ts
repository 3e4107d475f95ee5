/** Reads the files that the command line of `create` and `join` names, and the variables in their place. */
import type { Env } from "../base/env.ts";
import type { Result } from "../base/result.ts";
import { checkPasscode } from "../protocol/text.ts";
import type { Tickets } from "../tickets/tickets.ts";
import { type Headers, readHeaderFile } from "./header_file.ts";
import type { Options } from "./options.ts";
import { type Asking, readQueueFile } from "./queue_file.ts";
import type { JoinRoomOptions } from "./room_request.ts";
import { readKeyFile, readSecretFile } from "./secret_file.ts";

/** What they say; null: not given. */
interface Files extends Pick<JoinRoomOptions, "passcode" | "key"> {
  readonly queue: Tickets | null;
  readonly headers: Headers | null;
}

const NOT_GIVEN = { ok: true, value: null } as const;

/** Reads them, before a room is opened. The error is a sentence. */
export function readFiles(
  options: Options,
  env: Env,
  asking: Asking,
): Result<Files, string> {
  const queue = options.queue === null ? NOT_GIVEN : readQueueFile(options.queue, asking);
  if (!queue.ok) return queue;
  const passcode = passcodeOf(options, env);
  if (!passcode.ok) return passcode;
  const key = keyOf(options);
  if (!key.ok) return key;
  const headers = options.headerFile === null ? NOT_GIVEN : readHeaderFile(options.headerFile);
  if (!headers.ok) return headers;
  return {
    ok: true,
    value: {
      queue: queue.value,
      passcode: passcode.value,
      key: key.value,
      headers: headers.value,
    },
  };
}

/** The passcode, from the file or the variable. The latter is for joining only, so that it never locks a new room. */
function passcodeOf(
  { command, passcodeFile }: Options,
  env: Env,
): Result<JoinRoomOptions["passcode"], string> {
  if (passcodeFile !== null) {
    const read = readSecretFile("--passcode-file", passcodeFile, checkPasscode);
    return read.ok ? { ok: true, value: { value: read.value, from: `in ${passcodeFile}` } } : read;
  }
  const value = env("ESTIMATEX_PASSCODE") ?? "";
  if (command === "create" || value === "") return NOT_GIVEN;
  const from = "in ESTIMATEX_PASSCODE";
  const passcode = checkPasscode(value);
  return passcode.ok
    ? { ok: true, value: { value: passcode.value, from } }
    : { ok: false, error: `ESTIMATEX_PASSCODE ${passcode.error}` };
}

/** The key that opens rooms, from its file [A1]. */
function keyOf({ keyFile }: Options): Result<JoinRoomOptions["key"], string> {
  if (keyFile === null) return NOT_GIVEN;
  const read = readKeyFile(keyFile);
  return read.ok ? { ok: true, value: { value: read.value, from: `in ${keyFile}` } } : read;
}
