import { assertEquals } from "@std/assert";
import type { FromWorker } from "../../src/supervisor/thread_messages.ts";
import { ToMain } from "../../src/supervisor/to_main.ts";

Deno.test("log lines are gathered, and posted without any other message", async () => {
  const posted = Promise.withResolvers<FromWorker>();
  const toMain = new ToMain(posted.resolve);
  toMain.write("one");
  toMain.write("two");
  assertEquals(await posted.promise, { type: "log", lines: ["one", "two"] });
});

Deno.test("[S5] what a worker reports of itself comes after every line before it, and leaves no timer", () => {
  const posted: FromWorker[] = [];
  const toMain = new ToMain((message) => posted.push(message));
  toMain.send({ type: "listening", port: 1 });
  toMain.write("one");
  toMain.send({ type: "crashed", error: "oops" });
  toMain.write("two");
  toMain.send({ type: "ended", measures: null });
  assertEquals(posted, [
    { type: "listening", port: 1 },
    { type: "log", lines: ["one"] },
    { type: "crashed", error: "oops" },
    { type: "log", lines: ["two"] },
    { type: "ended", measures: null },
  ]);
});
