/**
 * What a request asks for, where every reader agrees on it [W12]. A proxy in front goes by what the client
 * wrote, the runtime makes a URL of it: `/x\..\metrics` is one thing to the first and `/metrics` to the
 * second. It owns which requests have one meaning only; the others are not served. Segments of dots (`/x/../y`) are
 * left alone: proxies resolve them as the runtime does.
 */
import { STATUS_CODE } from "@std/http/status";
import { line } from "./line.ts";

/** What a URL parser takes for a slash or for the end of the target, or drops. */
const TWO_MEANINGS = /[\\# \p{Cc}]/u;

/** What would end the host in a URL, or begin another one; the comma joins several headers. */
const NOT_OF_A_HOST = /[/\\?#@, \p{Cc}]/u;

/** The URL of a request; or the answer to one whose target or Host can be read in two ways. */
export function readTarget(request: Request): URL | Response {
  if (NOT_OF_A_HOST.test(request.headers.get("host") ?? "")) {
    return refused("Host must be a name or address, with or without a port.");
  }
  // the runtime puts the Host header and the target together as they came
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
