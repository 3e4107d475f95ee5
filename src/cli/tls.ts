/** Reads the certificate and its key, and tries them, before the server listens. */
import { messageOf } from "../base/message_of.ts";
import type { Result } from "../base/result.ts";
import type { Tls } from "../server/listener.ts";
import type { Explicit } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";

/**
 * Reads the files that `--tls-cert` and `--tls-key` name. No message ever contains a part of them. `explicit`: how the
 * two were given.
 */
export async function loadTls(
  { tls_cert: tlsCert, tls_key: tlsKey }: Pick<Config, "tls_cert" | "tls_key">,
  explicit: Explicit,
): Promise<Result<Tls | null, string>> {
  if (tlsCert === null || tlsKey === null) return { ok: true, value: null };
  const named: Named = {
    cert: nameWithPath("tls_cert", tlsCert, explicit),
    key: nameWithPath("tls_key", tlsKey, explicit),
  };
  const texts: string[] = [];
  for (const [name, path] of [[named.cert, tlsCert], [named.key, tlsKey]] as const) {
    const read = await readNamed(name, path);
    if (!read.ok) return read;
    texts.push(read.value);
  }
  const [cert = "", key = ""] = texts;
  try {
    // the runtime checks both before it listens
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }).close();
  } catch (error) {
    return { ok: false, error: whyUseless(error, named) };
  }
  return { ok: true, value: { cert, key } };
}

/** The names of the two files in messages: how they were given, and their paths. */
interface Named {
  readonly cert: string;
  readonly key: string;
}

function whyUseless(error: unknown, { cert, key }: Named): string {
  const reason = messageOf(error);
  if (/KeyMismatch/.test(reason)) return `${key} is not the key of the certificate in ${cert}`;
  if (/^No keys? found|key/i.test(reason)) {
    return `${key} must be a private key in PEM, without a passphrase: ${reason}`;
  }
  return `${cert} must be a certificate in PEM: ${reason}`;
}
