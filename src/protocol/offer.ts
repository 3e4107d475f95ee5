/**
 * Reads `Sec-WebSocket-Protocol`: the protocol that a client speaks, and secrets, which must not be in a URL because
 * proxies and browsers log URLs [W3, W14]. Nothing of the header is ever logged, or repeated in a refusal.
 */
import type { Protocol } from "../room/state.ts";
import type { JoinRequestRefusal } from "./request.ts";

/** The sub-protocol's name on the wire [W3]. */
export const V2_NAME = "estimatex.v2";

/** Prefix of the name that carries a resume token [W14]. */
export const TOKEN_PREFIX = "estimatex.token.";

/** Prefix of the name that carries a room's passcode, as base64url of its UTF-8 [W14]. */
export const PASSCODE_PREFIX = "estimatex.passcode.";

/** Prefix of the name that carries a key for opening rooms, as base64url of its UTF-8 [A1, W14]. */
export const KEY_PREFIX = "estimatex.key.";

/** Prefix of the name that carries the secret of an admin link [A3, W14]. */
export const ADMIN_PREFIX = "estimatex.admin.";

/** Names that may be offered at once, and characters that each may have. */
export const NAMES_MAX = 16;
export const NAME_LENGTH_MAX = 512;

export interface Offer {
  readonly protocol: Protocol;
  /** As it was offered, unchecked. */
  readonly resume_token?: string;
  /** As it was typed. */
  readonly passcode?: string;
  /** As it was typed. */
  readonly key?: string;
  /** The secret of an admin link, as it was offered, unchecked. */
  readonly admin_secret?: string;
  /** What is wrong with the offer [W4]. */
  readonly refusal?: JoinRequestRefusal;
}

/** Reads the header: v1 if it offers nothing, null if it offers only names that the server does not know [W3]. */
export function readOffer(header: string | null): Offer | null {
  const names = (header ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) return { protocol: "v1" };
  if (!names.includes(V2_NAME)) return null;
  if (names.length > NAMES_MAX || names.some(({ length }) => length > NAME_LENGTH_MAX)) {
    const rule = `at most ${NAMES_MAX} names of at most ${NAME_LENGTH_MAX} characters`;
    return refused("sec-websocket-protocol", `must offer ${rule}`);
  }
  const secrets: { -readonly [Field in (typeof SECRETS)[number]["field"]]?: string } = {};
  for (const { field, prefix, isTyped } of SECRETS) {
    const [first, ...others] = names.filter((name) => name.startsWith(prefix));
    if (others.length > 0) return refused(field, "must be offered once");
    if (first === undefined) continue;
    const value = first.slice(prefix.length);
    const secret = isTyped ? decoded(value) : value;
    if (secret === null) return refused(field, "must be UTF-8 in base64url");
    secrets[field] = secret;
  }
  return { protocol: "v2", ...secrets };
}

/** The secrets that may be offered. Those that a person typed are in base64url. */
const SECRETS = [
  { field: "resume_token", prefix: TOKEN_PREFIX, isTyped: false },
  { field: "passcode", prefix: PASSCODE_PREFIX, isTyped: true },
  { field: "admin_secret", prefix: ADMIN_PREFIX, isTyped: false },
  { field: "key", prefix: KEY_PREFIX, isTyped: true },
] as const;

/** Decodes base64url of UTF-8; null if it is invalid. */
function decoded(base64url: string): string | null {
  if (!/^[\w-]*$/.test(base64url)) return null; // atob takes white space
  try {
    const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true })
      .decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/**
 * The query with the offered secrets added. An offered resume token replaces that in the query. A passcode or the
 * secret of an admin link in the query is ignored, because it must never be in a URL [W14].
 */
export function withOffered(query: URLSearchParams, offer: Offer): URLSearchParams {
  const { resume_token: resumeToken } = offer;
  const isPlain = NEVER_IN_URL.every((name) => offer[name] === undefined && !query.has(name));
  if (resumeToken === undefined && isPlain) return query;
  const parameters = new URLSearchParams(query);
  if (resumeToken !== undefined) parameters.set("resume_token", resumeToken);
  for (const name of NEVER_IN_URL) {
    const offered = offer[name];
    if (offered === undefined) parameters.delete(name);
    else parameters.set(name, offered);
  }
  return parameters;
}

const NEVER_IN_URL = ["passcode", "admin_secret"] as const;

function refused(field: string, rule: string): Offer {
  return { protocol: "v2", refusal: { close: "bad_request", message: `${field} ${rule}`, field } };
}
