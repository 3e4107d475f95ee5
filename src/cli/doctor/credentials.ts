/**
 * The doctor's credentials: headers for a proxy that asks for a sign-in [A2], and the key that opens rooms [A1]. Both
 * are secrets, and no check's text has any part of them.
 */
import type { Result } from "../../base/result.ts";
import { type Headers, readHeaderFile } from "../../terminal/header_file.ts";
import { readKeyFile } from "../../terminal/secret_file.ts";

export interface Credentials {
  readonly headers: Headers;
  /** null: none was given. */
  readonly key: string | null;
}

/** Reads the files of `--header-file` and `--key-file`. */
export function readCredentials(
  { headerFile, keyFile }: { readonly headerFile: string | null; readonly keyFile: string | null },
): Result<Credentials, string> {
  const headers = headerFile === null
    ? { ok: true, value: {} } as const
    : readHeaderFile(headerFile);
  if (!headers.ok) return headers;
  const key = keyFile === null ? { ok: true, value: null } as const : readKeyFile(keyFile);
  return key.ok ? { ok: true, value: { headers: headers.value, key: key.value } } : key;
}
