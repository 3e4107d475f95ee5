import { assert, assertEquals } from "@std/assert";
import { type Envelope, weigh } from "../../src/bus/envelopes.ts";

Deno.test("[S2] what waits for a worker is weighed by what it takes: frames and states by their text", () => {
  const frame = "x".repeat(50_000);
  const conns = Array.from({ length: 100 }, (_, n) => n);
  const small: Envelope = { kind: "seated", conn: 1 };
  for (const kind of ["frame", "state"] as const) {
    const heavy = weigh({ kind, conns, frame, cause: null });
    assert(heavy >= frame.length + conns.length, `${kind} weighs ${heavy}`);
    assertEquals(heavy - weigh({ kind, conns, frame: "", cause: null }), frame.length);
  }
  assert(weigh(small) > 0 && weigh(small) < 1_000);
});
