// What /proc has, as text from a real machine and from an unkind one.
import { assertEquals, assertThrows } from "@std/assert";
import { parseStat, parseStatus } from "./proc.ts";

const REST = "S 1 4242 4242 0 -1 4194304 9331 0 12 0 837 214 0 0 20 0 9 0 226417 0 0";

Deno.test("CPU time is counted in ticks of 10 ms, whatever the program is called", () => {
  for (const name of ["deno", "a b", "x) R 1 2 (y", ") 7 7 7"]) {
    assertEquals(parseStat(`4242 (${name}) ${REST}`), { userUs: 8_370_000, systemUs: 2_140_000 });
  }
  assertThrows(() => parseStat(""), Error, "no stat");
});

Deno.test("status has sizes in kB and plain numbers", () => {
  const text =
    "Name:\tdeno\nVmHWM:\t  99000 kB\nVmRSS:\t   61840 kB\nvoluntary_ctxt_switches:\t345\n" +
    "nonvoluntary_ctxt_switches:\t7\n";
  assertEquals(parseStatus(text, "VmRSS"), 61_840 * 1024);
  assertEquals(parseStatus(text, "voluntary_ctxt_switches"), 345);
  assertThrows(() => parseStatus(text, "VmSwap"), Error, "no VmSwap");
});
