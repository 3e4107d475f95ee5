/**
 * Takes people's names from the proxy in front of the server [A2]: oauth2-proxy, Authelia or an access gateway writes
 * them into a header. This module decides from which peers that header is trusted, and how a name is read from it.
 * Without the setting, people choose their names.
 */
import { STATUS_CODE } from "@std/http/status";
import { sanitize } from "../protocol/text.ts";
import { NAME_LENGTH_MAX } from "../room/limits.ts";
import type { Config } from "./config.ts";
import { answerPage, line } from "./line.ts";
import { isIn, parseNetwork } from "./network.ts";

/** The path at which the page asks who its person is. */
export const WHO = "/who";

/** The networks that the proxy is in by default: this machine. */
const LOOPBACK = ["127.0.0.0/8", "::1"];

/** Returns the name of the person who sent a request; null: no trusted proxy names one. */
type Identify = (headers: Headers, remote: string) => string | null;

/** How to identify people; null: they choose their names themselves. */
export function identifierOf(
  { auth_header: header, proxy_addresses: addresses }: Pick<
    Config,
    "auth_header" | "proxy_addresses"
  >,
): Identify | null {
  if (header === null) return null;
  const networks = (addresses.length === 0 ? LOOPBACK : addresses)
    .map(parseNetwork).filter((network) => network !== null);
  return (headers, remote) => isIn(networks, remote) ? nameIn(headers.get(header) ?? "") : null;
}

/** The response for a request that did not come through the proxy, or whose person it does not know. */
export function unknownPerson(): Response {
  return line(
    STATUS_CODE.Unauthorized,
    "Sign in first: this server is reached through a proxy that says who you are.",
    { "cache-control": "no-store" },
  );
}

/** Answers the page with its person's name; null: people choose their names themselves. */
export function answerWho(name: string | null): Response {
  return answerPage({ name });
}

/** The query as if the person had typed this name; a query without a name, which only looks at a room, stays so. */
export function withName(query: URLSearchParams, name: string): URLSearchParams {
  const typed = (query.get("name") ?? "").trim();
  const isCreation = query.get("action")?.trim().toUpperCase() === "CREATE_ROOM";
  if (typed === "" && !isCreation) return query;
  const parameters = new URLSearchParams(query);
  parameters.set("name", name);
  return parameters;
}

/** The name sanitised [W5], and cut if it is too long, since the person can't choose another. null: nothing is left. */
function nameIn(value: string): string | null {
  const [...characters] = sanitize(decoded(value));
  const name = sanitize(characters.slice(0, NAME_LENGTH_MAX).join(""));
  return name === "" ? null : name;
}

/** Decodes a header value, whose bytes most proxies mean as UTF-8. */
function decoded(value: string): string {
  try {
    const bytes = Uint8Array.from(value, (character) => {
      const code = character.charCodeAt(0);
      if (code > 0xff) throw new RangeError("no byte");
      return code;
    });
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return value; // it is text already, or Latin-1
  }
}
