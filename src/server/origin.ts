/**
 * Which web pages may connect [W3]. Browsers send the page's origin in `Origin`; programs send none, and may connect.
 * This module decides what counts as the server's own page. A DNS name that resolves to this server is no proof: its
 * owner can make it resolve to any address.
 */
import { parseIp } from "./ip.ts";
import type { Config } from "./config.ts";

/** Allows every web site, in `--allowed-origin`. */
export const ANY_ORIGIN = "*";

/** Whether a page of this origin may connect with this `Host`; null: the client sent no origin. */
export function isAllowedOrigin(
  origin: string | null,
  host: string,
  { allowed_origins: allowedOrigins, public_url: publicUrl }: Pick<
    Config,
    "allowed_origins" | "public_url"
  >,
): boolean {
  if (origin === null) return true;
  if (allowedOrigins.includes(ANY_ORIGIN) || allowedOrigins.includes(origin)) return true;
  const page = URL.parse(origin);
  if (page === null || page.origin !== origin) return false; // "null", or nothing a browser sends
  if (publicUrl === null) return isSameHost(page, host);
  const known = new URL(publicUrl);
  // a proxy may have replaced the Host that the browser sent
  if (origin === known.origin) return true;
  const isOurs = page.hostname === known.hostname || isAddress(page.hostname);
  return isOurs && isSameHost(page, host);
}

/**
 * Whether the page's host and port are the request's. Only the proxy that speaks TLS knows the scheme of the
 * request, so its port is folded as if it were the page's: `x` and `x:443` are both `https://x`.
 */
function isSameHost(page: URL, host: string): boolean {
  return host !== "" && URL.parse(`${page.protocol}//${host}`)?.host === page.host;
}

/** Whether the host is an IP address, which, unlike a name, can't be made to resolve to another server. */
function isAddress(hostname: string): boolean {
  return parseIp(hostname.replace(/^\[|\]$/g, "")) !== null;
}
