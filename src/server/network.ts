/** Networks of IP addresses, such as `10.0.0.0/8`, or single addresses. Pure; names are not looked up. */
import { type Ip, parseIp } from "./ip.ts";

interface Network {
  readonly bits: string;
  readonly version: Ip["version"];
}

/** Parses a network; null: the text is none. Bits beyond the prefix are ignored. */
export function parseNetwork(text: string): Network | null {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const ip = parseIp(address);
  if (ip === null) return null;
  const all = bitsOf(ip);
  const length = prefix === undefined ? all.length : Number(prefix);
  return length > all.length ? null : { version: ip.version, bits: all.slice(0, length) };
}

/** Whether an address is in one of these networks; a text that is no address is in none. */
export function isIn(networks: readonly Network[], address: string): boolean {
  const ip = parseIp(address);
  return ip !== null &&
    networks.some(({ version, bits }) => version === ip.version && bitsOf(ip).startsWith(bits));
}

function bitsOf(ip: Ip): string {
  const [parts, width] = ip.version === 4 ? [ip.bytes, 8] : [ip.groups, 16];
  return parts.map((part) => part.toString(2).padStart(width, "0")).join("");
}
