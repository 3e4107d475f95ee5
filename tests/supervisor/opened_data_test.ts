// A data directory that leaves its path while the process runs.
import { assertEquals } from "@std/assert";
import { LOOK_MS, OpenedData } from "../../src/supervisor/opened_data.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";

/** A directory whose state a test sets; undefined: it can't be read. */
function opened() {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const state: { isOurs: boolean | undefined; closed: number } = { isOurs: true, closed: 0 };
  const directory = {
    isOurs() {
      if (state.isOurs === undefined) throw new Error("it can't be read");
      return state.isOurs;
    },
    close: () => void state.closed++,
  };
  const data = new OpenedData({ path: "/data", directory, clock, log });
  const logged = () => log.lines.splice(0).map(({ event }) => event);
  return { clock, state, data, logged };
}

Deno.test("[S6] a data directory that is gone, and back, is logged once each, though nobody asks", () => {
  const { clock, state, data, logged } = opened();
  clock.advance(3 * LOOK_MS);
  assertEquals(logged(), []);
  state.isOurs = false;
  clock.advance(LOOK_MS);
  assertEquals([logged(), data.isGone], [["data_gone"], true]);
  clock.advance(3 * LOOK_MS);
  assertEquals(logged(), []);
  state.isOurs = true;
  clock.advance(LOOK_MS);
  assertEquals([logged(), data.isGone], [["data_back"], false]);
  data.close();
});

Deno.test("[S6] it is looked at when somebody asks, and a last time when the process stops", () => {
  const { clock, state, data, logged } = opened();
  state.isOurs = undefined;
  assertEquals([data.isGone, logged()], [false, []], "one that can't be read may be ours");
  state.isOurs = false;
  assertEquals([data.isGone, logged()], [true, ["data_gone"]]);
  state.isOurs = true;
  assertEquals([data.isGone, logged()], [false, ["data_back"]]);
  state.isOurs = false;
  for (let n = 0; n < 2; n++) data.close();
  clock.advance(3 * LOOK_MS);
  assertEquals([logged(), state.closed, data.isGone], [["data_gone"], 1, true]);
});
