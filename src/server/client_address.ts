/**
 * The address that a connection is counted under, for limits and guesses [W9, W10]. A header is trusted only with
 * `--trust-proxy`, and then only the part that the operator's own proxy wrote.
 */
import type { Config } from "./config.ts";
import { type Ip, parseIp } from "./ip.ts";
import { isIn, parseNetwork } from "./network.ts";

/** Returns a test whether a peer is the trusted proxy; with `--trust-proxy` and no `--proxy-address`, any peer is. */
export function proxyTest(
  { trust_proxy: isProxied, proxy_addresses: addresses }: Pick<
    Config,
    "trust_proxy" | "proxy_addresses"
  >,
): (remote: string) => boolean {
  const networks = addresses.map(parseNetwork).filter((network) => network !== null);
  return (remote) => isProxied && (networks.length === 0 || isIn(networks, remote));
}

/**
 * The address that a connection is counted under: an IPv4 address as it is, an IPv6 address as its /64, because one
 * customer has at least that many and could use a new one for each connection.
 *
 * With `trustProxy` it is the last entry of X-Forwarded-For: the proxy appends the address it saw, and the client may
 * have sent the entries before it. If the last entry is no address ("unknown", "unix:"), the peer's own address counts.
 */
export function clientAddress(
  remote: string,
  forwardedFor: string | null,
  trustProxy: boolean,
): string {
  const forwarded = trustProxy && forwardedFor !== null ? lastEntry(forwardedFor) : null;
  const ip = forwarded ?? parseIp(remote);
  return ip === null ? remote : customer(ip);
}

function lastEntry(header: string): Ip | null {
  return parseIp(withoutPort(header.slice(header.lastIndexOf(",") + 1).trim()));
}

/** Removes the port of `192.0.2.1:80` and `[2001:db8::1]:80`, and the brackets of the latter. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracketed !== null) return bracketed[1] ?? "";
  return /^([\d.]+):\d{1,5}$/.exec(entry)?.[1] ?? entry;
}

function customer(ip: Ip): string {
  if (ip.version === 4) return ip.bytes.join(".");
  const network = ip.groups.slice(0, 4);
  while (network.at(-1) === 0) network.pop();
  const text = network.map((group) => group.toString(16)).join(":");
  return `${text}::/64`;
}
