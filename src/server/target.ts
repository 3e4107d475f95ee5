/**
 * The URL of a request, unless it is ambiguous [W12]. A proxy interprets the text that the client sent; the runtime
 * parses it as a URL: `/x\..\metrics` means one thing to the proxy, and `/metrics` to the runtime. Such requests are
 * refused. Dot segments (`/x/../y`) are allowed, because proxies resolve them as the runtime does.
 */
import { STATUS_CODE } from "@std/http/status";
import { line } from "./line.ts";

/** Characters that a URL parser takes for a slash or the end of the path, or drops. */
const TWO_MEANINGS = /[\\# \p{Cc}]/u;

/** Characters that would end the host in a URL or start another one; a comma means several headers. */
const NOT_OF_A_HOST = /[/\\?#@, \p{Cc}]/u;

/** The URL of a request, or a response that refuses it because its target or Host is ambiguous. */
export function readTarget(request: Request): URL | Response {
  if (NOT_OF_A_HOST.test(request.headers.get("host") ?? "")) {
    return refused("Host must be a name or address, with or without a port.");
  }
  // the runtime concatenates the Host header and the target as they were sent
  const { url: text } = request;
  if (TWO_MEANINGS.test(text)) {
    return refused("The path must have no backslash, control character or #.");
  }
  const url = URL.parse(text);
  // without a Host header, as in HTTP/2, its place is taken by the authority
  if (url === null || url.username !== "" || url.password !== "") {
    return refused("Host and path must make a URL.");
  }
  return url;
}

function refused(text: string): Response {
  return line(STATUS_CODE.BadRequest, text);
}
