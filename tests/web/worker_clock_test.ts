// A clock whose timers live in a worker.
import { assertEquals } from "@std/assert";
import {
  type FromTimerWorker,
  type TimerWorker,
  type ToTimerWorker,
  workerClock,
} from "../../src/web/state/worker_clock.ts";
import { FakeClock } from "../base/fake_clock.ts";

class FakeWorker implements TimerWorker {
  readonly sent: ToTimerWorker[] = [];
  onmessage: TimerWorker["onmessage"] = null;
  onerror: TimerWorker["onerror"] = null;

  postMessage(message: ToTimerWorker): void {
    this.sent.push(message);
  }

  due(data: FromTimerWorker): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }
}

Deno.test("a timer runs once, when the worker says so", () => {
  const worker = new FakeWorker();
  const ran: string[] = [];
  const clock = workerClock(worker, new FakeClock());
  clock.after(20_000, () => ran.push("ping"));
  clock.after(45_000, () => ran.push("silence"));
  assertEquals(worker.sent, [{ id: 1, ms: 20_000 }, { id: 2, ms: 45_000 }]);
  worker.due({ id: 1 });
  worker.due({ id: 1 });
  assertEquals(ran, ["ping"]);
});

Deno.test("a timer that is cancelled doesn't run, and the worker stops waiting; once", () => {
  const worker = new FakeWorker();
  const ran: string[] = [];
  const cancel = workerClock(worker, new FakeClock()).after(5, () => ran.push("late"));
  cancel();
  cancel();
  worker.due({ id: 1 }); // it was on its way already
  assertEquals([worker.sent, ran], [[{ id: 1, ms: 5 }, { id: 1, ms: null }], []]);
});

Deno.test("where the worker fails, the page's own timers take over, with what is left", () => {
  const worker = new FakeWorker();
  const own = new FakeClock();
  const ran: string[] = [];
  const clock = workerClock(worker, own);
  clock.after(1_000, () => ran.push("before"));
  const cancel = clock.after(1_000, () => ran.push("cancelled"));
  own.advance(600);
  worker.onerror?.(new ErrorEvent("error"));
  cancel();
  clock.after(500, () => ran.push("after"));
  own.advance(400);
  assertEquals(ran, ["before"]);
  own.advance(100);
  assertEquals(ran, ["before", "after"]);
});
