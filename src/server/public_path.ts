/**
 * The path that `--public-url` has [W13]. Some proxies take it away, others leave it in front: both are served, so that
 * nobody has to know which kind theirs is.
 */
import { STATUS_CODE } from "@std/http/status";

/** The path of `--public-url`, with a slash at its end; `/` where there is no such URL. */
export function publicPathOf(publicUrl: string | null): string {
  return publicUrl === null ? "/" : new URL(publicUrl).pathname;
}

/** What a path is without the public one in front; or the answer to the public one without its last slash. */
export function belowPublicPath(pathname: string, root: string): string | Response {
  if (pathname.startsWith(root)) return pathname.slice(root.length - 1);
  if (`${pathname}/` !== root) return pathname;
  return new Response(null, {
    status: STATUS_CODE.PermanentRedirect,
    headers: { location: root, "cache-control": "no-cache" },
  });
}
