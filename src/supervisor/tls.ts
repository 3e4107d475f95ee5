/** The certificate and its key, read and tried once, at the start: what is wrong is told before anybody is served. */
import type { Tls } from "../server/listener.ts";
import type { Config } from "./config.ts";
import { quoted } from "./printable.ts";

export type LoadedTls =
  | { readonly kind: "ok"; readonly tls: Tls | null }
  | { readonly kind: "error"; readonly message: string };

/** Reads what `--tls-cert` and `--tls-key` name. Nothing of the files is ever in a message. */
export async function loadTls(
  { tls_cert, tls_key }: Pick<Config, "tls_cert" | "tls_key">,
  read: (path: string) => Promise<string> = Deno.readTextFile,
): Promise<LoadedTls> {
  if (tls_cert === null || tls_key === null) return { kind: "ok", tls: null };
  const texts: string[] = [];
  for (const [flag, path] of [["--tls-cert", tls_cert], ["--tls-key", tls_key]] as const) {
    try {
      texts.push(await read(path));
    } catch (error) {
      return { kind: "error", message: `can't read ${flag} ${quoted(path)}: ${whyUnread(error)}` };
    }
  }
  const [cert = "", key = ""] = texts;
  try {
    // the runtime looks at both before it listens
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }).close();
  } catch (error) {
    return { kind: "error", message: whyUseless(error, { tls_cert, tls_key }) };
  }
  return { kind: "ok", tls: { cert, key } };
}

function whyUnread(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) {
    return "this process may not read it (deno run needs --allow-read=FILE before main.ts)";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions don't allow it";
  return error instanceof Error ? error.message : String(error);
}

function whyUseless(
  error: unknown,
  { tls_cert, tls_key }: { readonly tls_cert: string; readonly tls_key: string },
): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (/KeyMismatch/.test(reason)) {
    return `--tls-key ${quoted(tls_key)} is not the key of the certificate in --tls-cert ${
      quoted(tls_cert)
    }`;
  }
  if (/^No keys? found|key/i.test(reason)) {
    return `--tls-key ${
      quoted(tls_key)
    } must be a private key in PEM, without a passphrase: ${reason}`;
  }
  return `--tls-cert ${quoted(tls_cert)} must be a certificate in PEM: ${reason}`;
}
