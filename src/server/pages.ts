/**
 * The page over HTTP: which address is which file, in which encoding, under which headers. It knows nothing
 * of rooms: `/r/ROOMID` is the same file for every room, and the page does the rest over `/ws`.
 */
import { ifNoneMatch } from "@std/http/etag";
import { acceptsEncodings } from "@std/http/negotiation";
import { STATUS_CODE } from "@std/http/status";
import type { Encoding, PageFile, PageFiles } from "./page_files.ts";

/** Answers a request for the page; null: the address is none of the page's. */
export type Pages = (request: Request, pathname: string) => Response | null;

/** Best first. */
const COMPRESSED: readonly Encoding[] = ["br", "gzip"];

/** A room's address. Whether there is such a room, the page finds out and says. */
const ROOM = /^\/r\/[^/]+\/?$/;
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

const NOT_BUILT = "This server runs without its page: build it with `deno task page`, then start " +
  "the server again. Clients connect to /ws.\n";

/** Serves these files; null: there are none, and `/` says how to make them. */
export function createPages(files: PageFiles | null): Pages {
  return (request, pathname) => {
    const is_page = pathname === "/" || ROOM.test(pathname);
    if (!is_page && !pathname.startsWith(ASSETS) && pathname !== "/favicon.ico") return null;
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Only GET and HEAD are allowed here.\n", {
        status: STATUS_CODE.MethodNotAllowed,
        headers: { ...SAFE, "content-type": "text/plain; charset=utf-8", "allow": "GET, HEAD" },
      });
    }
    if (is_page) {
      return files === null ? notFound(NOT_BUILT) : send(request, files.html, ASK_EACH_TIME);
    }
    const file = pathname === "/favicon.ico"
      ? iconOf(files)
      : files?.assets.get(pathname.slice(ASSETS.length));
    if (file === undefined) return notFound("Not found.\n");
    return send(request, file, pathname === "/favicon.ico" ? ASK_EACH_TIME : FOREVER);
  };
}

/** Browsers ask for it unasked; they take the vector image just as well. */
function iconOf(files: PageFiles | null): PageFile | undefined {
  return [...files?.assets ?? []].find(([name]) => name.startsWith("icon-"))?.[1];
}

function send(request: Request, file: PageFile, caching: string): Response {
  const { type, etag, bodies } = file;
  const headers = { ...SAFE, etag, "cache-control": caching, "vary": "accept-encoding" };
  if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: STATUS_CODE.NotModified, headers });
  }
  const encoding = encodingFor(request, bodies);
  const body = bodies.get(encoding) ?? null;
  return new Response(request.method === "HEAD" ? null : body, {
    headers: {
      ...headers,
      "content-type": type,
      "content-length": `${body?.byteLength ?? 0}`,
      ...encoding !== "identity" && { "content-encoding": encoding },
    },
  });
}

/** The best of what there is and the client takes; one that says nothing gets it plain. */
function encodingFor(request: Request, bodies: PageFile["bodies"]): Encoding {
  if (!request.headers.has("accept-encoding")) return "identity";
  const fits = (one: Encoding) => bodies.has(one) && acceptsEncodings(request, one) === one;
  return COMPRESSED.find(fits) ?? "identity";
}

function notFound(text: string): Response {
  return new Response(text, {
    status: STATUS_CODE.NotFound,
    headers: { ...SAFE, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
