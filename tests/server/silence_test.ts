// One clockwork for the silence of all connections of a worker [W8].
import { assertEquals } from "@std/assert";
import { Counts } from "../../src/server/counts.ts";
import { Registry } from "../../src/server/registry.ts";
import { SILENCE_PERIOD_MS, V2_SILENCE_MS, watchSilence } from "../../src/server/silence.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { ConnectionStory } from "./connection_story.ts";

/** When a client sends its last message, in milliseconds after it got its seat, and what. */
const LAST: readonly (readonly [activeAt: number, text: string])[] = [
  ...[0, 1, SILENCE_PERIOD_MS / 2, SILENCE_PERIOD_MS - 1, SILENCE_PERIOD_MS].map((at) =>
    [at, '{"type":"PING"}'] as const
  ),
  [3 * SILENCE_PERIOD_MS, "garbage"],
];

Deno.test("[W8] each connection is out 45 to 50 s after its last message, whenever and whatever that was", () => {
  assertEquals(V2_SILENCE_MS, 45_000);
  for (const [activeAt, text] of LAST) {
    const clock = new FakeClock();
    const counts = new Counts(Counts.allocate(1, "seed 1"), 0);
    const registry = new Registry(counts, { totalMax: 0, perAddressMax: 0 });
    const stop = watchSilence(clock, registry);
    const stories = [0, 1].map(() => ConnectionStory.seated({ protocol: "v2" }));
    for (const { connection } of stories) registry.add(connection, null);
    const [silent, active] = stories;
    clock.advance(activeAt);
    silent?.socket.receive(text);
    let outAfter = 0;
    for (; silent?.socket.closedWith === undefined && outAfter < 100_000; outAfter += 1_000) {
      active?.socket.receive('{"type":"PING"}');
      clock.advance(1_000);
    }
    const isInTime = outAfter >= V2_SILENCE_MS && outAfter <= V2_SILENCE_MS + SILENCE_PERIOD_MS;
    assertEquals([isInTime, silent?.socket.closedWith], [true, "close 1001"], `${activeAt}`);
    assertEquals(silent?.gone, 0, "it counts until it is really gone");
    assertEquals(active?.socket.closedWith, undefined);
    stop();
    assertEquals(clock.pending, 0);
  }
});
