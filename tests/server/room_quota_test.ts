// How many rooms there may be, on one machine and on many [W10, C22].
import { assertEquals } from "@std/assert";
import { Counts } from "../../src/server/counts.ts";
import { roomQuota } from "../../src/server/room_quota.ts";

const SEED = "0".repeat(32);
const SLOTS = 2;

for (
  const [elsewhere, most] of [[0, 3], [1, 2], [2, 1], [3, 0], [9, 0]] as const
) {
  Deno.test(`[C22] of 3 rooms at most, with ${elsewhere} on other nodes, ${most} can be opened here`, () => {
    const counts = new Counts(Counts.allocate(1, SEED, SLOTS), 0);
    const quota = roomQuota(counts, { totalMax: 3, perAddressMax: 0, elsewhere: () => elsewhere });
    const admitted = Array.from({ length: 4 }, () => quota.opened(0)).filter((is) => is === "ok");
    assertEquals([admitted.length, counts.rooms()], [most, most]);
  });
}

Deno.test("[W10] without a limit it does not matter how many rooms other nodes have", () => {
  const counts = new Counts(Counts.allocate(1, SEED, SLOTS), 0);
  const quota = roomQuota(counts, { totalMax: 0, perAddressMax: 2, elsewhere: () => 1_000 });
  assertEquals([0, 0, 0].map((slot) => quota.opened(slot)), ["ok", "ok", "too_many_from_address"]);
});
