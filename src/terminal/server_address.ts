/**
 * Finds out where a server and a room are, from what people have: a host, a server's address in any form, a room's id,
 * or the link that the page shows. Pure.
 */
import type { Result } from "../base/result.ts";
import { adminSecretIn, roomLinkIn } from "../protocol/room_link.ts";
import { quote } from "../protocol/text.ts";

/** A server. Seats are kept by the address of its WebSocket. */
export interface ServerAddress {
  /** `ws://HOST/ws` or `wss://HOST/ws`, perhaps below a path. */
  readonly socket: string;
  /** Its address for people: `http(s)://HOST`, perhaps with a path, without a slash at the end. */
  readonly page: string;
}

/** The server if none was given. */
export const DEFAULT_SERVER = "http://localhost:8080";

const SERVER_RULE =
  "must be an address such as https://points.example.com or localhost:8080, without a user";
const ROOM_RULE =
  "must be the 8 letters and digits of a room, or its link, such as https://points.example.com/r/7K2M9QXD";
const SCHEMES: Readonly<Record<string, string>> = {
  "http:": "ws:",
  "https:": "wss:",
  "ws:": "ws:",
  "wss:": "wss:",
};

/** Reads a server's address: http(s) or ws(s), with or without a path; a missing scheme is guessed, as browsers do. */
export function readServer(text: string): Result<ServerAddress, string> {
  const typed = text.trim();
  const wrong = { ok: false, error: `${SERVER_RULE}, got ${quoteAddress(typed)}` } as const;
  const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : withScheme(typed));
  const scheme = url === null ? undefined : SCHEMES[url.protocol];
  if (url === null || scheme === undefined || url.username !== "" || url.password !== "") {
    return wrong;
  }
  const path = url.pathname.replace(/\/r\/[^/]*\/?$/, "").replace(/\/(ws)?\/?$/, "");
  const secure = scheme === "wss:";
  return {
    ok: true,
    value: {
      socket: `${scheme}//${url.host}${path}/ws`,
      page: `${secure ? "https" : "http"}://${url.host}${path}`,
    },
  };
}

/** The argument of `join`: a room's id, or the page's link, which also names the server. */
export interface RoomAddress {
  readonly room_id: string;
  readonly server: ServerAddress | null;
  /** The secret of an admin link [A3]. */
  readonly adminSecret?: string;
}

/** Reads a room's id or link, as leniently as the page does. */
export function readRoom(text: string): Result<RoomAddress, string> {
  const link = roomLinkIn(text);
  const server = link === null || link.server === "" ? null : readServer(link.server);
  if (link === null || server?.ok === false) {
    return {
      ok: false,
      error: `${ROOM_RULE}, got ${quoteAddress(text.trim().replace(/#.*/, ""))}`,
    };
  }
  const secret = adminSecretIn(text);
  const address = { room_id: link.roomId, server: server?.value ?? null };
  return { ok: true, value: { ...address, ...secret !== null && { adminSecret: secret } } };
}

/** The address of a room's page, for inviting others. */
export function linkOf({ page }: ServerAddress, roomId: string): string {
  return `${page}/r/${roomId}`;
}

/** Quotes an address without the user and the password that it may have. */
function quoteAddress(text: string): string {
  return quote(text.replace(/^([a-z][a-z\d+.-]*:\/\/)?[^/?#]*@/i, "$1***@"));
}

/** Adds a missing scheme: http for this machine, IP addresses and addresses with a port, else https. */
function withScheme(typed: string): string {
  const host = /^(\[[^\]]*\]|[^/:?#]*)/.exec(typed)?.[1] ?? "";
  const plain = /^(localhost|.*\.localhost|[\d.]+|\[.*\])$/i.test(host) || /^[^/]*:\d+/.test(typed);
  return `${plain ? "http" : "https"}://${typed}`;
}

function parseUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.host === "" ? null : url;
  } catch {
    return null;
  }
}
