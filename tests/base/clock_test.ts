// The clock of a running server, where it is more than the runtime's own.
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";

Deno.test("[S5] whoever handles an uncaught error of one turn may cancel what the next one has to do", async () => {
  const notes: string[] = [];
  const over = Promise.withResolvers<void>();
  const crashed = (event: ErrorEvent) => {
    removeEventListener("error", crashed); // a second error ends the test
    event.preventDefault();
    notes.push(event.message);
    cancel();
  };
  addEventListener("error", crashed);
  systemClock.after(0, () => {
    throw new Error("planted");
  });
  const cancel = systemClock.after(0, () => notes.push("cancelled"));
  systemClock.after(0, () => {
    notes.push("the one behind it");
    over.resolve();
  });
  await over.promise;
  assertEquals(notes, ["Uncaught Error: planted", "the one behind it"]);
});

Deno.test("short waits that end in the same millisecond share one of the runtime's timers, which are dear", async () => {
  const { setTimeout: real } = globalThis;
  let timers = 0;
  globalThis.setTimeout = ((...given: Parameters<typeof real>) => {
    timers++;
    return real(...given);
  }) as typeof real;
  try {
    await Promise.all(
      Array.from({ length: 20 }, () => new Promise<void>((done) => systemClock.after(5, done))),
    );
  } finally {
    globalThis.setTimeout = real;
  }
  assert(timers < 20, `${timers} timers`);
});
