/**
 * `/addresses`: where else this server can be reached [W13]. A page that was opened on `localhost` asks for it, since
 * others can't open a link to `localhost`. Only a browser on this machine is answered, and no request that may have
 * come through a proxy: these addresses belong to a network that outsiders must not learn about.
 */
import { parseIp } from "./ip.ts";
import type { Config } from "./config.ts";
import { answerPage } from "./line.ts";

/** The path at which the page asks. */
export const ADDRESSES = "/addresses";

/** How many addresses are returned: as many as a person would choose from. */
const ADDRESSES_MAX = 8;

/** Headers that proxies add to requests. */
const OF_A_PROXY = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** Interfaces of networks within this machine: of containers and virtual machines. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|podman|lxc|lxd)/;

const PERMISSION = { name: "sys", kind: "networkInterfaces" } as const;

/** The part of the runtime's description of a network interface that is in use. */
export type NetworkInterface = Pick<Deno.NetworkInterfaceInfo, "name" | "address" | "family">;

type OwnSettings = Pick<Config, "host" | "port" | "public_url" | "trust_proxy" | "tls_cert">;

interface Asked {
  /** The host in the request's address; over HTTP/2 it is in no header. */
  readonly host: string;
  readonly headers: Headers;
  /** The client's address. */
  readonly remote: string;
}

/** Answers with a JSON list, which is empty for requests that must not learn the addresses. */
export function answerAddresses(settings: OwnSettings, asked: Asked): Response {
  return answerPage({ addresses: ownAddresses(settings, asked, networkInterfaces) });
}

/** Addresses at which other machines can open the page, those of a local network first. */
export function ownAddresses(
  { host, port, public_url: publicUrl, trust_proxy: isProxied, tls_cert: cert }: OwnSettings,
  { host: calledAs, headers, remote }: Asked,
  interfaces: () => readonly NetworkInterface[],
): readonly string[] {
  const asked = URL.parse(`http://${calledAs}`);
  if (publicUrl !== null || isProxied || OF_A_PROXY.some((one) => headers.has(one))) return [];
  if (asked === null || !isLoopbackName(asked.hostname) || !isLoopback(remote)) return [];
  const scheme = cert === null ? "http" : "https";
  const at = port === 0 ? asked.port : `${port}`; // 0: any, which the request came to
  return interfaces()
    .filter((one) => isReachable(one, host))
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, ADDRESSES_MAX)
    .map(({ address, family }) => {
      const name = family === "IPv6" ? `[${address}]` : address;
      return new URL(`${scheme}://${name}:${at}/`).href;
    });
}

/** Whether other machines can reach this server at the address: it listens there, and the address is not local. */
function isReachable({ address, family, name }: NetworkInterface, host: string): boolean {
  if (isLoopback(address) || /^fe[89ab]/i.test(address) || VIRTUAL.test(name)) return false;
  if (host === "0.0.0.0") return family === "IPv4";
  return host === "::" || host === address;
}

/** Sorts IPv4 before IPv6, which fewer networks forward, and local networks before those that a firewall may block. */
function rank({ address, family }: NetworkInterface): number {
  if (family === "IPv6") return 2;
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 0 : 1;
}

function isLoopbackName(hostname: string): boolean {
  return hostname === "localhost" || isLoopback(hostname.replace(/^\[|\]$/g, ""));
}

function isLoopback(address: string): boolean {
  const ip = parseIp(address);
  if (ip?.version === 4) return ip.bytes[0] === 127;
  return ip !== null && ip.groups.every((group, n) => group === (n === 7 ? 1 : 0));
}

/** Checks the permission first, so that Deno prompts nobody at a terminal; a sandbox may still forbid it. */
function networkInterfaces(): readonly NetworkInterface[] {
  if (Deno.permissions.querySync(PERMISSION).state !== "granted") return [];
  try {
    return Deno.networkInterfaces();
  } catch {
    return [];
  }
}
