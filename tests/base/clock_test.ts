// The clock of a running server, where it is more than the runtime's own.
import { assertEquals } from "@std/assert";
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
