import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ADDRESS_SLOTS, drawSeed, halfSipHash, slotOf } from "../../src/server/slots.ts";

Deno.test("[W10] the hash is HalfSipHash-2-4: the vectors its authors published", () => {
  // key 00 01 .. 07, message 00 01 .. of each length from 0; results as little-endian bytes
  const vectors = [
    0x5b9f35a9,
    0xb85a4727,
    0x03a662fa,
    0x04e7fe8a,
    0x89466e2a,
    0x69b6fac5,
    0x23fc6358,
    0xc563cf8b,
  ];
  for (const [length, expected] of vectors.entries()) {
    const message = String.fromCharCode(...Array.from({ length }, (_, at) => at));
    assertEquals(halfSipHash(message, [0x03020100, 0x07060504]), expected);
  }
});

Deno.test("[W10] addresses spread over the slots, differently for each seed", () => {
  const addresses = Array.from({ length: 4_096 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
  const slots = addresses.map((address) => slotOf(address, [1, 2]));
  assert(slots.every((slot) => slot >= 0 && slot < ADDRESS_SLOTS));
  // 4,096 balls into 65,536 slots fill about 3,971 of them
  assert(new Set(slots).size > 3_850);
  const moved = addresses.filter((address, n) => slotOf(address, [1, 3]) !== slots[n]);
  assert(moved.length > 4_080);
});

Deno.test("[W10] two seeds are never the same", () => {
  assertNotEquals(drawSeed(), drawSeed());
});
