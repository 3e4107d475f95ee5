// What strangers can cause is a line a minute for each reason; everything else is a line each time.
import { assertEquals } from "@std/assert";
import { SparingLog } from "../../src/base/sparing_log.ts";
import { FakeClock } from "./fake_clock.ts";
import { RecordingLog } from "./recording_log.ts";

Deno.test("[W10] each reason of such a warning is a line a minute, and counted; all else is passed on", () => {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const sparing = new SparingLog({ clock, log, events: ["refused"] });
  for (let n = 0; n < 5; n++) {
    sparing.warn("refused", { reason: "too_many" });
    sparing.warn("other", { n });
  }
  sparing.warn("refused", { reason: "too_many_from_address" });
  assertEquals(log.of("refused").map(({ fields }) => fields), [
    { times: 1, reason: "too_many" },
    { times: 1, reason: "too_many_from_address" },
  ]);
  assertEquals(log.of("other").length, 5);
  clock.advance(60_000);
  assertEquals(log.of("refused").at(-1)?.fields, { times: 4, reason: "too_many" });
  sparing.warn("refused", { reason: "too_many" });
  sparing.stop();
  assertEquals(log.of("refused").length, 4);
  assertEquals(clock.pending, 0);
});
