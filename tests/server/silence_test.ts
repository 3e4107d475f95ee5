// One clockwork for the silence of all connections of a worker [W8].
import { assertEquals } from "@std/assert";
import { Counts } from "../../src/server/counts.ts";
import { Registry } from "../../src/server/registry.ts";
import { SILENCE_PERIOD_MS, V2_SILENCE_MS, watchSilence } from "../../src/server/silence.ts";
import { FakeClock } from "../store/fake_clock.ts";
import { ConnectionStory } from "./connection_story.ts";

Deno.test("[W8] each connection is out 45 to 60 s after it was last heard, whenever that was", () => {
  for (const heard_at of [0, 1, SILENCE_PERIOD_MS / 2, SILENCE_PERIOD_MS - 1, SILENCE_PERIOD_MS]) {
    const clock = new FakeClock();
    const counts = new Counts(Counts.allocate(1, [1, 2]), 0);
    const registry = new Registry(counts, { total_max: 0, per_address_max: 0 });
    const stop = watchSilence(clock, registry);
    const stories = [0, 1].map(() => ConnectionStory.seated({ protocol: "v2" }));
    for (const { connection } of stories) registry.add(connection, null);
    const [silent, heard] = stories;
    clock.advance(heard_at);
    silent?.socket.receive('{"type":"PING"}');
    let out_after = 0;
    for (; silent?.socket.closedWith === undefined && out_after < 100_000; out_after += 1_000) {
      heard?.socket.receive('{"type":"PING"}');
      clock.advance(1_000);
    }
    const isInTime = out_after >= V2_SILENCE_MS && out_after <= V2_SILENCE_MS + SILENCE_PERIOD_MS;
    assertEquals([isInTime, silent?.socket.closedWith], [true, "close 1001"], `${heard_at}`);
    assertEquals(heard?.socket.closedWith, undefined);
    stop();
    assertEquals(clock.pending, 0);
  }
});
