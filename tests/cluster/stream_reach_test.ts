// [C20] A stream that is gone, or has no leader, stops rooms though NATS answers: the operator must see that.
import { assertEquals } from "@std/assert";
import type { LastResult } from "../../src/cluster/engine.ts";
import { StreamReach } from "../../src/cluster/stream_reach.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";

/** A node with these streams, and an engine that answers at once, but for the streams that are away. */
function open(subjects: readonly string[] = ["rooms.0._", "results._.0"]) {
  const [clock, log] = [new FakeClock(), new RecordingLog()];
  const away = new Set<string>();
  const asked: string[] = [];
  const engine = {
    isConnected: true,
    last(subject: string, done: (result: LastResult) => void) {
      asked.push(subject);
      const isHere = engine.isConnected && !away.has(subject);
      clock.after(
        0,
        () =>
          done(isHere ? { kind: "found", record: null } : { kind: "failed", problem: "not found" }),
      );
    },
  };
  const streams = new Map(
    subjects.map((subject) => [`of ${subject.replace(/\..*/, "")}`, subject]),
  );
  const reach = new StreamReach({ engine, clock, log, streams, patienceMs: 12_000 });
  return { clock, log, away, asked, engine, reach };
}

Deno.test("[C20] a stream that has not answered for longer than the patience is named in the log, once", () => {
  const { clock, log, away, asked, reach } = open();
  clock.advance(10_000);
  assertEquals(new Set(asked).size, 2, "all are asked");
  away.add("results._.0");
  clock.advance(11_000);
  assertEquals(reach.isOneOut, false, "a leader may be elected meanwhile");
  clock.advance(5_000);
  assertEquals(reach.isOneOut, true);
  clock.advance(60_000);
  const fields = { stream: "of results", problem: "not found", patience_ms: 12_000 };
  assertEquals(log.lines, [{ event: "stream_out_of_reach", fields }]);
  away.clear();
  clock.advance(3_000);
  assertEquals([reach.isOneOut, log.of("stream_back").length, log.lines.length], [false, 1, 2]);
  reach.close();
  clock.advance(10_000);
  assertEquals(clock.pending, 0);
});

Deno.test("[C20] while NATS itself is out of reach, that is no stream's fault", () => {
  const { clock, log, engine, reach } = open();
  clock.advance(10_000);
  engine.isConnected = false;
  clock.advance(60_000);
  engine.isConnected = true;
  clock.advance(10_000);
  assertEquals([reach.isOneOut, log.lines], [false, []]);
  reach.close();
});

Deno.test("[C20] of many streams one that did not answer is asked again before the others all had their turn", () => {
  const { clock, log, away, asked, reach } = open(Array.from({ length: 60 }, (_, n) => `s${n}._`));
  const isAsked = (times: number) => {
    const count = () => asked.filter((subject) => subject === "s7._").length;
    for (const until = count() + times; count() < until;) clock.advance(1_000);
  };
  for (const _round of [1, 2]) { // once in a minute one answer is lost
    away.add("s7._");
    isAsked(1);
    away.clear();
    clock.advance(60_000);
  }
  assertEquals([reach.isOneOut, log.lines], [false, []]);
  away.add("s7._");
  isAsked(1);
  clock.advance(16_000);
  assertEquals(reach.isOneOut, true);
  away.clear();
  clock.advance(3_000);
  assertEquals(log.lines.map(({ event }) => event), ["stream_out_of_reach", "stream_back"]);
  reach.close();
});
