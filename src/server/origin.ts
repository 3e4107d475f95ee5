/**
 * Which web pages may connect [W3]. A browser sends in `Origin` whose page it is; a program sends nothing, and
 * needs no permission. It owns what counts as the server's own page, and trusts no name that merely leads
 * here: whoever owns a name can have it lead anywhere.
 */
import { parseIp } from "./ip.ts";
import type { Config } from "./config.ts";

/** Stands for every web site, in `--allowed-origin`. */
export const ANY_ORIGIN = "*";

/** Whether a page of this origin may connect with this `Host`; null: it is no page. */
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
  // a proxy may have put another Host in the place of the one that the browser asked for
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

/** An address leads where it names; only a name can be made to lead somewhere else. */
function isAddress(hostname: string): boolean {
  return parseIp(hostname.replace(/^\[|\]$/g, "")) !== null;
}
