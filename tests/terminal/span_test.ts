// Text cut and wrapped.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { wrap } from "../../src/base/wrap.ts";
import { columns, graphemes } from "../../src/protocol/columns.ts";
import { cutText } from "../../src/terminal/span.ts";

Deno.test("span: cut and wrapped by columns, never inside what people take for a character", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
    const clean = text.replace(/\p{Cc}/gu, "");
    const short = cutText(clean, width, "…");
    assert(columns(short) <= Math.max(width, 0));
    if (short.endsWith("…") && !clean.endsWith("…")) {
      const kept = graphemes(short.slice(0, -1));
      assertEquals(graphemes(clean).slice(0, kept.length), kept);
    }
    for (const one of wrap(clean, width + 4)) assert(columns(one) <= width + 4);
  }));
});
