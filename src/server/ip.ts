/** Parses IP addresses, strictly, and without resolving names. Pure. */

export type Ip =
  | { readonly version: 4; readonly bytes: readonly number[] }
  | { readonly version: 6; readonly groups: readonly number[] };

/**
 * Parses an address; null if the text is none. An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, as a dual-stack socket
 * shows its IPv4 peers) becomes that IPv4 address. A zone (`%eth0`) is dropped.
 */
export function parseIp(text: string): Ip | null {
  const bytes = parseIpv4(text);
  if (bytes !== null) return { version: 4, bytes };
  const groups = parseIpv6(text);
  return groups === null ? null : (unwrapped(groups) ?? { version: 6, groups });
}

function parseIpv4(text: string): number[] | null {
  const parts = text.split(".", 5);
  // No leading zeros: some parsers take 010 for octal, and an address must not have two meanings.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function parseIpv6(text: string): number[] | null {
  const halves = (text.split("%", 1)[0] ?? "").split("::", 3);
  const head = parseGroups(halves[0] ?? "", halves.length === 1);
  if (halves.length === 1) return head?.length === 8 ? head : null;
  const tail = parseGroups(halves[1] ?? "", true);
  if (halves.length > 2 || head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The groups between colons; at the end of an address the last one may be an IPv4 address: two groups. */
function parseGroups(text: string, atEnd: boolean): number[] | null {
  if (text === "") return [];
  const parts = text.split(":", 9);
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    const bytes = atEnd && index === parts.length - 1 ? parseIpv4(part) : null;
    if (bytes === null) return null;
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    groups.push(a * 256 + b, c * 256 + d);
  }
  return groups;
}

function unwrapped(groups: readonly number[]): Ip | null {
  const [high = 0, low = 0] = groups.slice(6);
  const wraps = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return wraps ? { version: 4, bytes: [high >> 8, high & 255, low >> 8, low & 255] } : null;
}
