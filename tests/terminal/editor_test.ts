// The line that is typed: the wire's limits by field, several lines where a field has them.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { pasted, pressed } from "./pressed.ts";
import { modelOf, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";
import type { Model } from "../../src/terminal/model.ts";

const ROOM = roomOf([], { queue: [{ ticket_id: "T-1" }] });
const DONE = roomOf([], { ballot: revealed({ ticket_id: "T-0" }, { Ana: "5" }) });

function typed(model: Model): string {
  return model.mode.name === "ask" ? model.mode.text : "";
}

Deno.test("editor: [W5] each field takes as many characters as the wire does, and says when it is full", () => {
  const table: [model: Model, keys: string, max: number][] = [
    [modelOf(DONE), "e", 16],
    [modelOf(DONE), "m", 500],
    [modelOf(ROOM), "lt", 200],
    [modelOf(ROOM), "ll", 2_000],
    [modelOf(ROOM), "li", 4_000],
    [modelOf(ROOM), "pr<clear>", 40],
    [modelOf(ROOM), "s4", 60],
    [modelOf(ROOM), "s8", 64],
  ];
  for (const [model, keys, max] of table) {
    const asked = pressed(model, keys).model;
    // counted in code points: each of these is two UTF-16 units
    const full = pasted(asked, "𝒳".repeat(max));
    assertEquals([[...typed(full)].length, full.notice], [max, null], keys);
    const over = pressed(full, "x").model;
    assertEquals(typed(over), typed(full), keys);
    assertEquals(over.notice?.text, `There is space for ${max} characters.`, keys);
    assertEquals([...typed(pasted(asked, "y".repeat(max + 9)))].length, max, keys);
    assertEquals(pressed(over, "<back>").model.notice, null, keys);
  }
});

Deno.test("editor: a note and a description keep their lines, other fields are one line", () => {
  const paste = (keys: string, model = modelOf(ROOM)) =>
    typed(pasted(pressed(model, keys).model, "one\r\n\ttwo\u001b[2J\u0000"));
  assertEquals(paste("li"), "one\n  two[2J");
  assertEquals(paste("m", modelOf(DONE)), "one\n  two[2J");
  assertEquals(paste("lt"), "one two[2J");
  assertEquals(typed(pressed(modelOf(ROOM), "lione<line>two").model), "one\ntwo");
  assertEquals(typed(pressed(modelOf(ROOM), "ltone<line>two").model), "onetwo");
});

Deno.test("editor: a long text is shown around the cursor, its lines as they are", () => {
  const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n");
  const { model } = pressed(modelOf({ ...ROOM, ballot: open("T-0", { description: text }) }), "li");
  const lines = shown(model, screenOf(60, 20));
  assertStringIncludes(lines.join("\n"), "line 29");
  assertEquals(lines.filter((one) => /line \d+$/.test(one.trim())).length > 3, true);
  const up = pressed(model, "<home>").model;
  assertStringIncludes(shown(up, screenOf(60, 20)).join("\n"), "› line 0\n");
});
