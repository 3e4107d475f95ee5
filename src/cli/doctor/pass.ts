/**
 * What lets the doctor in where not everybody may: headers for a proxy that asks for a sign-in [A2], and the key that
 * opens rooms [A1]. Both are secrets: no finding has anything of them.
 */
import type { Result } from "../../base/result.ts";
import { type Headers, readHeaderFile } from "../../terminal/header_file.ts";
import { readKeyFile } from "../../terminal/secret_file.ts";

export interface Pass {
  readonly headers: Headers;
  /** null: nobody needs one, or none is known. */
  readonly key: string | null;
}

/** Reads the files that `--header-file` and `--key-file` name; null: none. */
export function readPass(
  { headerFile, keyFile }: { readonly headerFile: string | null; readonly keyFile: string | null },
): Result<Pass, string> {
  const headers = headerFile === null
    ? { ok: true, value: {} } as const
    : readHeaderFile(headerFile);
  if (!headers.ok) return headers;
  const key = keyFile === null ? { ok: true, value: null } as const : readKeyFile(keyFile);
  return key.ok ? { ok: true, value: { headers: headers.value, key: key.value } } : key;
}
