// What the live view shows of a ticket: link, description, suggestion, estimate and note.
import { assert, assertStringIncludes } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import { modelOf, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";
import { LINK, NAMES, TICKET } from "./view_rooms.ts";

Deno.test("view: a ticket has its link and its description, no longer than there is space for", () => {
  const people = NAMES.map((name) => ({ name }));
  for (const [width, height] of [[80, 24], [120, 40], [60, 20]] as const) {
    for (const others of [[], people.slice(0, 2), people]) {
      for (const ballot of [open("WEB-7", TICKET), revealed(TICKET, { Ana: "5", Bob: "8" })]) {
        const lines = shown(modelOf(roomOf(others, { ballot })), screenOf(width, height));
        const text = lines.join("\n");
        assertStringIncludes(text, LINK, `${width}x${height} ${others.length}`);
        if (others.length > 2) continue;
        for (const { name } of [{ name: "Ana" }, ...others]) assertStringIncludes(text, name);
        assertStringIncludes(
          text,
          ballot.phase === "revealed" ? "Suggestion" : "You have not voted",
        );
        if (width > 60) assertStringIncludes(text, "As a member I log in with a passkey.");
      }
    }
  }
  const tall = shown(modelOf(roomOf([], { ballot: open("WEB-7", TICKET) })), screenOf(120, 40));
  assertStringIncludes(tall.join("\n"), "- on phones…");
});

Deno.test("view: in the smallest windows the suggestion and the estimate are what stays", () => {
  const at = (rows: number, estimate?: string) => {
    const cards = { Ana: "5", Bob: "8" };
    const ballot = revealed({ ticket_id: "T-1", title: "One" }, cards, {
      ...estimate !== undefined && { estimate },
    });
    const model = modelOf(roomOf([{ name: "Bob" }], { ballot }));
    return shown(model, screenOf(40, rows)).join("\n");
  };
  for (const text of ["Bob", "Suggestion [8]", "No consensus", "Mean 6.5", "Range 5 to 8"]) {
    assertStringIncludes(at(12), text);
  }
  assertStringIncludes(at(11), "Suggestion [8]");
  assertStringIncludes(at(11, "13"), "Estimate 13");
});

Deno.test("view: the suggestion is outlined, and gives way to an estimate; a note stands below", () => {
  const at = (ballot: RoomState["ballot"]) => shown(modelOf(roomOf([], { ballot }))).join("\n");
  const cards = { Ana: "8", Bob: "8", Eve: "5" };
  const suggested = at(revealed({ ticket_id: "T-1" }, cards, { note: "Big,\nand new" }));
  for (const text of ["╔═══╗", "Suggestion ║ 8 ║", "╚═══╝", "Note: Big,", "and new"]) {
    assertStringIncludes(suggested, text);
  }
  // in a narrow window the note has its line, whoever has a description
  const narrow = revealed({ ...TICKET, ticket_id: "T-1" }, cards, { note: "Big, and new" });
  const small = shown(
    modelOf(roomOf([{ name: "Bob" }, { name: "Eve" }], { ballot: narrow })),
    screenOf(60, 20),
  ).join("\n");
  for (const text of ["Bob", "Eve", "Suggestion [8]", "Note: Big, and new"]) {
    assertStringIncludes(small, text);
  }
  const estimated = at(revealed({ ticket_id: "T-1" }, cards, { estimate: "13" }));
  assertStringIncludes(estimated, "Estimate 13");
  assert(!estimated.includes("Suggestion"));
  assert(!at(revealed({ ticket_id: "T-1" }, { Ana: "?" })).includes("Suggestion"));
});
