/** The path of `--public-url` [W13]. Some proxies remove it from requests, others don't: both kinds are served. */
import { STATUS_CODE } from "@std/http/status";

/** The path of `--public-url`, which ends with a slash; `/`: it is not set. */
export function publicPathOf(publicUrl: string | null): string {
  return publicUrl === null ? "/" : new URL(publicUrl).pathname;
}

/** A path without the public path before it; for the public path without its last slash, a redirect. */
export function belowPublicPath(pathname: string, root: string): string | Response {
  if (pathname.startsWith(root)) return pathname.slice(root.length - 1);
  if (`${pathname}/` !== root) return pathname;
  return new Response(null, {
    status: STATUS_CODE.PermanentRedirect,
    headers: { location: root, "cache-control": "no-cache" },
  });
}
