/**
 * Where a server and a room are, from what people have at hand: a host, a server's address in any of its
 * forms, a room's id, the link that the page shows. Pure.
 */
import { checkRoomId, quote } from "../protocol/text.ts";

/** A server, by the address of its WebSocket: what seats are kept under. */
export interface ServerAddress {
  /** `ws://HOST/ws` or `wss://HOST/ws`, perhaps below a path. */
  readonly socket: string;
  /** Where people find it: `http(s)://HOST`, perhaps with a path, without a slash at the end. */
  readonly page: string;
}

export type Found<T> = { readonly value: T } | { readonly problem: string };

/** Asked when nobody said which. */
export const DEFAULT_SERVER = "http://localhost:8080";

const SERVER_RULE = "must be an address such as https://points.example.com or localhost:8080";
const SCHEMES: Readonly<Record<string, string>> = {
  "http:": "ws:",
  "https:": "wss:",
  "ws:": "ws:",
  "wss:": "wss:",
};

/** A server's address: http(s) or ws(s), with or without a path; without a scheme as browsers guess it. */
export function readServer(text: string): Found<ServerAddress> {
  const typed = text.trim();
  const problem = { problem: `${SERVER_RULE}, got ${quote(typed)}` };
  const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : withScheme(typed));
  const scheme = url === null ? undefined : SCHEMES[url.protocol];
  if (url === null || scheme === undefined || url.username !== "" || url.password !== "") {
    return problem;
  }
  const path = url.pathname.replace(/\/r\/[^/]*\/?$/, "").replace(/\/(ws)?\/?$/, "");
  const secure = scheme === "wss:";
  return {
    value: {
      socket: `${scheme}//${url.host}${path}/ws`,
      page: `${secure ? "https" : "http"}://${url.host}${path}`,
    },
  };
}

/** What `join` is given: a room's id, or the page's link, which names the server, too. */
export interface RoomAddress {
  readonly room_id: string;
  readonly server: ServerAddress | null;
}

export function readRoom(text: string): Found<RoomAddress> {
  const typed = text.trim();
  if (!typed.includes("/")) {
    const room = checkRoomId(typed);
    return room.ok ? { value: { room_id: room.value, server: null } } : {
      problem: room.rule,
    };
  }
  const rule = "must be a room's id or link, such as https://points.example.com/r/7K2M9QXD";
  const server = readServer(typed);
  const last = /\/r\/([^/?#]+)\/?(?:[?#].*)?$/.exec(typed)?.[1];
  const room = checkRoomId(last ?? "");
  if ("problem" in server || !room.ok) return { problem: `${rule}, got ${quote(typed)}` };
  return { value: { room_id: room.value, server: server.value } };
}

/** The page of a room, for others to come in by. */
export function linkOf({ page }: ServerAddress, room_id: string): string {
  return `${page}/r/${room_id}`;
}

/** This machine and bare IP addresses seldom have a certificate; everything else has one, or should. */
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
