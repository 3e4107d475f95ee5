/** Secrets and signatures of webhooks, by the Standard Webhooks specification (standardwebhooks.com). */
import { filledLines } from "../base/filled_lines.ts";
import type { Result } from "../base/result.ts";

/** The length of a secret, in bytes, by the specification. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

/** Two while secrets are rotated. */
const SECRETS_MAX = 2;

const RULE = `must have one line, or two while the secret changes, each whsec_ and ` +
  `${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes in base64`;

/** The keys that sign: one, or two while secrets are rotated; none: events are not signed. */
export type Secrets = readonly CryptoKey[];

/** Parses a file of secrets. The error is a clause to follow the file's name, without any of its content. */
export async function parseSecrets(text: string): Promise<Result<Secrets, string>> {
  const lines = filledLines(text);
  const bytes = lines.map(secretBytes).filter((secret) => secret !== null);
  if (lines.length === 0 || lines.length > SECRETS_MAX || bytes.length < lines.length) {
    return { ok: false, error: RULE };
  }
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = bytes.map((secret) =>
    crypto.subtle.importKey("raw", secret, hmac, false, ["sign"])
  );
  return { ok: true, value: await Promise.all(imported) };
}

/** The headers by which a receiver verifies an event. */
export async function signatureHeaders(
  { id, body }: { readonly id: string; readonly body: string },
  /** The time of the attempt, in milliseconds since 1970. */
  now: number,
  secrets: Secrets,
): Promise<Record<string, string>> {
  const seconds = `${Math.floor(now / 1_000)}`;
  const signed = new TextEncoder().encode(`${id}.${seconds}.${body}`);
  const signatures = await Promise.all(secrets.map(async (key) => {
    const signature = await crypto.subtle.sign("HMAC", key, signed);
    return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
  }));
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    ...signatures.length > 0 && { "webhook-signature": signatures.join(" ") },
  };
}

function secretBytes(line: string): Uint8Array<ArrayBuffer> | null {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  if (base64 === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return bytes.length >= SECRET_BYTES_MIN && bytes.length <= SECRET_BYTES_MAX ? bytes : null;
  } catch {
    return null; // not valid base64
  }
}
