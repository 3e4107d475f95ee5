/**
 * Who a person is where the proxy in front of the server knows it [A2]: oauth2-proxy, Authelia or an access gateway
 * writes it into a header. It owns whom that header is believed from, and how a name is read out of it. Without the
 * setting nobody is asked.
 */
import { STATUS_CODE } from "@std/http/status";
import { sanitize } from "../protocol/text.ts";
import { NAME_LENGTH_MAX } from "../room/limits.ts";
import type { Config } from "./config.ts";
import { line } from "./line.ts";
import { isIn, parseNetwork } from "./network.ts";

/** Where the page asks who its person is. */
export const WHO = "/who";

/** Where the proxy is by default: on this machine. */
const LOOPBACK = ["127.0.0.0/8", "::1"];

/** The name of the person who sent a request; null: the proxy names nobody. */
type Identify = (headers: Headers, remote: string) => string | null;

/** How people are known; null: they say themselves who they are. */
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

/** What a person gets who did not come through the proxy, or whom it does not know. */
export function unknownPerson(): Response {
  return line(
    STATUS_CODE.Unauthorized,
    "Sign in first: this server is reached through a proxy that says who you are.",
    { "cache-control": "no-store" },
  );
}

/** Answers the page with its person's name; null: people say themselves who they are. */
export function answerWho(name: string | null): Response {
  return Response.json({ name }, {
    headers: {
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The query as if its person had typed this name; a look at a room has none, and stays one. */
export function withName(query: URLSearchParams, name: string): URLSearchParams {
  const typed = (query.get("name") ?? "").trim();
  const isCreation = query.get("action")?.trim().toUpperCase() === "CREATE_ROOM";
  if (typed === "" && !isCreation) return query;
  const parameters = new URLSearchParams(query);
  parameters.set("name", name);
  return parameters;
}

/** As people see names [W5]; one that is too long is cut, since nobody here can choose another. null: it is none. */
function nameIn(value: string): string | null {
  const [...characters] = sanitize(decoded(value));
  const name = sanitize(characters.slice(0, NAME_LENGTH_MAX).join(""));
  return name === "" ? null : name;
}

/** A header has bytes, which most proxies mean as UTF-8. */
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
