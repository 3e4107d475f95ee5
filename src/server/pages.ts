/**
 * The page over HTTP: which address is which file, in which encoding, under which headers. It knows nothing
 * of rooms: `/r/ROOMID` is the same file for every room, whether there is one or not [W9], and the page does the
 * rest over `/ws`.
 */
import { ifNoneMatch } from "@std/http/etag";
import { acceptsEncodings } from "@std/http/negotiation";
import { STATUS_CODE } from "@std/http/status";
import { refuseChange } from "./line.ts";
import { roomIdIn } from "../protocol/room_link.ts";
import type { Encoding, PageFile, PageFiles } from "./page_files.ts";

/** Answers a request for the page; null: the address is none of the page's. */
export type Pages = (request: Request, pathname: string) => Response | null;

/** Best first. */
const COMPRESSED: readonly Encoding[] = ["br", "gzip"];

/** A room's address, and what people make of one. The page finds out whether there is such a room. */
const ROOM = /^\/+r\/+([^/]+)\/*$/i;
const ASSETS = "/assets/";

/** An asset's name has its content's hash in it, so it never changes. */
const FOREVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

/**
 * What the page may do: load its own files and talk to its own server, nothing else. No script in the page
 * itself, no frame around it, no form that leads away, no other host.
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

/** How a room's address is written; what names no room stays for the page to say so. */
function roomPath(pathname: string, room: string): string {
  const id = roomIdIn(pathname);
  return id === null ? `/r/${room}` : `/r/${id}`;
}

/** To the same server at another path: relative, for there may be more in front of it [W13]. */
function moved(from: string, to: string): Response {
  const up = "../".repeat(from.split("/").length - 2);
  return new Response(null, {
    status: STATUS_CODE.PermanentRedirect,
    headers: { ...SAFE, "location": up + to.slice(1), "cache-control": ASK_EACH_TIME },
  });
}

/** Browsers ask for it unasked; they take the vector image just as well. */
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

/** The best of what there is and the client takes; one that names no encoding gets it plain (RFC 9110, section 12.5.3). */
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
