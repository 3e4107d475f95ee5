/**
 * Whose connection it is, for limits and guesses [W9, W10]. Owns how an address is read and which part of
 * it stands for one customer. Never believes a header unless `--trust-proxy` is set, and then only the part that
 * our own proxy wrote.
 */
import type { Config } from "./config.ts";
import { type Ip, parseIp } from "./ip.ts";
import { isIn, parseNetwork } from "./network.ts";

/** Which peers are the proxy, whose word on whom it forwards is believed; where none is named, any is. */
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
 * The address that a connection is counted under: an IPv4 address as it is, an IPv6 address as its /64
 * (one customer owns at least that much and could use a new address for each connection).
 *
 * With `trustProxy` it is the last entry of X-Forwarded-For: the proxy in front of us appends whom it saw,
 * all entries before it are whatever the client sent. So if the last one is no address ("unknown",
 * "unix:"), none is taken and the peer's own address counts.
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

/** Takes the port off `192.0.2.1:80` and `[2001:db8::1]:80`, and the brackets off the latter. */
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
