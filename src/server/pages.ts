/**
 * Serves the page over HTTP: which address is which file, in which encoding, with which headers. It knows nothing of
 * rooms: `/r/ROOMID` is the same file for every room, whether it exists or not [W9], and the page does the rest over
 * `/ws`.
 */
import { ifNoneMatch } from "@std/http/etag";
import { acceptsEncodings } from "@std/http/negotiation";
import { STATUS_CODE } from "@std/http/status";
import { refuseChange } from "./line.ts";
import { roomIdIn } from "../protocol/room_link.ts";
import type { Encoding, PageFile, PageFiles } from "./page_files.ts";

/** Answers a request for the page; null: the page has no such address. */
export type Pages = (request: Request, pathname: string) => Response | null;

/** Best first. */
const COMPRESSED: readonly Encoding[] = ["br", "gzip"];

/** A room's address, also with slashes too many. The page finds out whether there is such a room. */
const ROOM = /^\/+r\/+([^/]+)\/*$/i;
const ASSETS = "/assets/";

/** For assets, which never change: their names contain a hash of their content. */
const FOREVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

/**
 * The content security policy: the page may load its own files and talk to its own server, and nothing else. No inline
 * scripts, no frame around it, no forms to other hosts.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SAFE: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Previews of links are shown on other sites' pages. */
const FOR_ANYBODY = { "cross-origin-resource-policy": "cross-origin" };

const NOT_BUILT = "This server runs without its page: build it with `deno task page`, then start " +
  "the server again. Clients connect to /ws.\n";

/** Serves these files; null: there are none, and `/` explains how to make them. */
export function createPages(files: PageFiles | null): Pages {
  return (request, pathname) => {
    const [, room] = ROOM.exec(pathname) ?? [];
    const isPage = pathname === "/" || room !== undefined;
    if (!isPage && !pathname.startsWith(ASSETS) && pathname !== "/favicon.ico") return null;
    const refusal = refuseChange(request, SAFE);
    if (refusal !== null) return refusal;
    if (isPage) {
      if (files === null) return notFound(NOT_BUILT);
      if (room === undefined) return send(request, files.html.start, ASK_EACH_TIME);
      const path = roomPath(pathname, room);
      if (path !== pathname) return moved(pathname, path);
      return send(request, files.html.room, ASK_EACH_TIME);
    }
    const file = pathname === "/favicon.ico"
      ? iconOf(files)
      : files?.assets.get(pathname.slice(ASSETS.length));
    if (file === undefined) return notFound("Not found.\n");
    return send(request, file, pathname === "/favicon.ico" ? ASK_EACH_TIME : FOREVER);
  };
}

/** The canonical address of a room; text that is no room id is kept, and the page says what is wrong with it. */
function roomPath(pathname: string, room: string): string {
  const id = roomIdIn(pathname);
  return id === null ? `/r/${room}` : `/r/${id}`;
}

/** Redirects to another path of this server; the address is relative, since a proxy may add a prefix [W13]. */
function moved(from: string, to: string): Response {
  const up = "../".repeat(from.split("/").length - 2);
  return new Response(null, {
    status: STATUS_CODE.PermanentRedirect,
    headers: { ...SAFE, "location": up + to.slice(1), "cache-control": ASK_EACH_TIME },
  });
}

/** The answer for `/favicon.ico`, which browsers request on their own: the vector image will do. */
function iconOf(files: PageFiles | null): PageFile | undefined {
  return [...files?.assets ?? []].find(([name]) => name.startsWith("icon-"))?.[1];
}

function send(request: Request, file: PageFile, caching: string): Response {
  const { type, etag, bodies } = file;
  const headers = {
    ...SAFE,
    ...type === "image/png" && FOR_ANYBODY,
    etag,
    "cache-control": caching,
    "vary": "accept-encoding",
  };
  if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: STATUS_CODE.NotModified, headers });
  }
  const encoding = encodingFor(request, bodies);
  const body = bodies.get(encoding) ?? null;
  return new Response(body, {
    headers: {
      ...headers,
      "content-type": type,
      "content-length": `${body?.byteLength ?? 0}`,
      ...encoding !== "identity" && { "content-encoding": encoding },
    },
  });
}

/** The best encoding that the client accepts; without `Accept-Encoding` none is applied (RFC 9110, section 12.5.3). */
function encodingFor(request: Request, bodies: PageFile["bodies"]): Encoding {
  if (!request.headers.get("accept-encoding")) return "identity";
  const fits = (one: Encoding) => bodies.has(one) && acceptsEncodings(request, one) === one;
  return COMPRESSED.find(fits) ?? "identity";
}

function notFound(text: string): Response {
  return new Response(text, {
    status: STATUS_CODE.NotFound,
    headers: { ...SAFE, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
