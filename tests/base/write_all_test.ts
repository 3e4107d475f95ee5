// A stream that takes a little at a time, is full now and then, or is gone.
import { assertEquals, assertThrows } from "@std/assert";
import { writeAll } from "../../src/base/write_all.ts";

/** Each outcome is a number of bytes that the stream takes, or an error that it throws. */
function stream(outcomes: (number | Error)[]) {
  let taken = "";
  return {
    get taken() {
      return taken;
    },
    writeSync(bytes: Uint8Array): number {
      const outcome = outcomes.shift() ?? bytes.length;
      if (outcome instanceof Error) throw outcome;
      taken += new TextDecoder().decode(bytes.subarray(0, outcome));
      return outcome;
    },
  };
}

Deno.test("a stream that is full now and then gets every byte, once and in order", () => {
  const full = new Deno.errors.WouldBlock("Resource temporarily unavailable (os error 11)");
  const slow = stream([full, 3, full, full, 2]);
  writeAll(slow, new TextEncoder().encode("Room 7K2M9QXD"));
  assertEquals(slow.taken, "Room 7K2M9QXD");
});

Deno.test("a stream that is gone throws", () => {
  const gone = stream([3, new Deno.errors.BrokenPipe("Broken pipe")]);
  assertThrows(() => writeAll(gone, new TextEncoder().encode("Room")), Deno.errors.BrokenPipe);
  assertEquals(gone.taken, "Roo");
});
