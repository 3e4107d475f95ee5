import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ADDRESS_SLOTS, drawSeed, Slots } from "../../src/server/slots.ts";

Deno.test("[W10] the slot is where SHA-256 over seed and address begins", () => {
  // printf %s abc | sha256sum
  assertEquals(new Slots("ab").of("c"), 0xba78);
});

Deno.test("[W10] addresses spread over the slots, differently for each seed", () => {
  const addresses = Array.from({ length: 4_096 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
  const [one, two] = [new Slots("seed 1"), new Slots("seed 2")];
  const slots = addresses.map((address) => one.of(address));
  assertEquals(addresses.map((address) => one.of(address)), slots);
  assert(slots.every((slot) => slot >= 0 && slot < ADDRESS_SLOTS));
  // 4,096 balls into 65,536 slots fill about 3,971 of them
  assert(new Set(slots).size > 3_850);
  const moved = addresses.filter((address, n) => two.of(address) !== slots[n]);
  assert(moved.length > 4_080);
});

Deno.test("[W10] two seeds are never the same", () => {
  assertNotEquals(drawSeed(), drawSeed());
});
