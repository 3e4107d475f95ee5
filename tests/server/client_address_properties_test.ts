// Whose connection it is: an address, however it is written, and never what a stranger would like [W10].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { clientAddress } from "../../src/server/client_address.ts";
import { parseIp } from "../../src/server/ip.ts";
import { hostileText } from "../base/hostile_text.ts";

const RUNS = 1_000;

/** What an address is counted under: an IPv4 address, or the /64 of an IPv6 one. */
const COUNTED = /^(\d{1,3}(\.\d{1,3}){3}|([\da-f]{1,4}(:[\da-f]{1,4}){0,3})?::\/64)$/;

const peer = fc.oneof(fc.ipV4(), fc.ipV6());

/** Lines of X-Forwarded-For: addresses, with ports and brackets, words, noise. */
const header = fc.oneof(
  fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV6().map((ip) => `[${ip}]:80`), hostileText(8)))
    .map((entries) => entries.join(", ")),
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.,[]%/ "), maxLength: 24 }),
  fc.constantFrom("unknown", "unix:", "_hidden", "::", "[", "[]", "[::1]:", "1.2.3.4:99999", ",,,"),
);

Deno.test("[W10] without trust in a proxy no header changes whose connection it is", () => {
  fc.assert(
    fc.property(fc.oneof(peer, hostileText()), header, (remote, header) => {
      const own = clientAddress(remote, null, false);
      assertEquals(clientAddress(remote, header, false), own);
      assertEquals(clientAddress(remote, null, true), own);
    }),
    { numRuns: RUNS },
  );
});

const group = fc.oneof(fc.constantFrom(0, 0, 1, 0xffff), fc.nat(0xffff));
const groups = fc.array(group, { minLength: 8, maxLength: 8 });

/** The ways to write eight groups. */
function spellings(groups: readonly number[]): readonly string[] {
  const hex = groups.map((group) => group.toString(16));
  const full = hex.map((group) => group.padStart(4, "0"));
  const [high = 0, low = 0] = groups.slice(6);
  const tail = [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const all = [hex.join(":"), full.join(":").toUpperCase(), `${hex.slice(0, 6).join(":")}:${tail}`];
  for (let from = 0; from < 8; from++) {
    for (let to = from + 1; to <= 8 && groups[to - 1] === 0; to++) {
      if (groups.slice(from, to).some((group) => group !== 0)) break;
      all.push(`${hex.slice(0, from).join(":")}::${hex.slice(to).join(":")}`);
    }
  }
  return [...all, ...all.map((text) => `${text}%eth0`)];
}

Deno.test("[W10] an IPv6 address is the same address however it is written", () => {
  fc.assert(
    fc.property(groups, (groups) => {
      const [first = "", ...others] = spellings(groups);
      const counted = clientAddress(first, null, false);
      assert(COUNTED.test(counted), counted);
      for (const text of others) assertEquals(clientAddress(text, null, false), counted, text);
      // the two colons stand for a group at least
      for (const text of [`${first}::`, `::${first}`, first.replace(":", "::")]) {
        assertEquals(parseIp(text), null, text);
      }
      for (const text of [first, `[${first}]`, `[${first}]:443`]) {
        assertEquals(clientAddress("192.0.2.1", text, true), counted, text);
      }
    }),
    { numRuns: RUNS },
  );
});
