// What comes out for a terminal: colours, links and pictures only as asked for, and no escape sequence of anybody else.
import { assert, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { cleanRoom } from "../../src/terminal/clean.ts";
import { ASCII } from "../../src/terminal/glyphs.ts";
import { ink, plainText } from "../../src/terminal/ink.ts";
import { view } from "../../src/terminal/view.ts";
import { pressed } from "./pressed.ts";
import { modelOf, open, revealed, roomOf, screenOf } from "./rooms.ts";
import { LINK, MODES, TICKET } from "./view_rooms.ts";

Deno.test("ink: without pictures only ASCII is our own, without colour there is none", () => {
  const room = roomOf([{ name: "Bob", voted: true }], {
    ballot: open("T-1"),
    queue: [{ ticket_id: "WEB-8", title: "Log out", url: "https://tracker.example/8" }],
  });
  for (
    const one of [room, {
      ...room,
      ballot: revealed({ ticket_id: "T-1" }, { Ana: "☕", Bob: "5" }),
    }]
  ) {
    for (const mode of MODES.filter(({ name }) => name !== "ask" && name !== "tickets")) {
      const lines = view({ ...modelOf(one), mode }, { ...screenOf(80, 24), glyphs: ASCII });
      for (const spans of lines) {
        assert(/^[ -~]*$/.test(plainText(spans, true)), plainText(spans, true));
      }
    }
  }
  const colours = new RegExp("\u001b\\[[0-9;]*3[0-9]");
  const inked = (colour: boolean) =>
    view(modelOf(room), screenOf(80, 24)).map((one) =>
      ink(one, { colour, ascii: false, links: false })
    ).join("");
  assert(colours.test(inked(true)));
  assert(!colours.test(inked(false)));
});

/** Text such as a hostile server or a room's people might send. */
const EVIL = fc.array(
  fc.constantFrom(
    "\u001b[2J",
    "\u001b]0;x\u0007",
    "\u009b31m",
    "\r\n",
    "\u0000",
    "\u202e",
    "\u200b",
    "a",
    "日",
    "\u001b",
    "[H",
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

Deno.test("ink: whatever a server says, no escape sequence of its own comes out", () => {
  const ours = new RegExp("\u001b\\[[0-9;]*m|\u001b\\]8;;[!-~]*\u001b\\\\", "g");
  fc.assert(fc.property(EVIL, EVIL, fc.anything(), (one, two, odd) => {
    const base = roomOf([{ name: one || "x" }]);
    const room = cleanRoom({
      ...base,
      room_id: two,
      deck: { name: one, cards: [one, two, "5"] },
      name: two,
      ballot: revealed(
        {
          ticket_id: one,
          title: two,
          url: `https://x.example/${one}`,
          description: `${two}\n${one}`,
        },
        { [one || "x"]: two },
        { estimate: one, note: `${one}\n${two}` },
      ),
      queue: [{ ticket_id: two, title: one, url: `https://x.example/${two}`, description: one }],
    });
    const list = pressed(modelOf(room), "l").model;
    const lines = [modelOf(room), list].flatMap((model) =>
      view(model, screenOf(80, 24)).map((spans) =>
        ink(spans, { colour: true, ascii: false, links: true })
      )
    );
    for (const text of lines) {
      assert(!/[\p{Cc}\u202e\u200b]/u.test(text.replace(ours, "")), JSON.stringify(text));
    }
    // and what is no room at all is one that can be shown
    const nonsense = JSON.parse(
      JSON.stringify({
        ...base,
        members: [odd],
        deck: odd,
        ballot: odd,
        queue: odd,
        timer: odd,
        settings: odd,
      }),
    );
    view(modelOf(cleanRoom(nonsense)), screenOf(60, 20));
  }));
});

Deno.test("ink: a link is one that can be followed where the terminal opens links, else text alone", () => {
  const spans = view(modelOf(roomOf([], { ballot: open("WEB-7", TICKET) })), screenOf(30, 24));
  const inked = (links: boolean) =>
    spans.map((one) => ink(one, { colour: false, ascii: false, links })).join("\n");
  // the text is cut, the address is whole
  assertStringIncludes(inked(true), `\u001b]8;;${LINK}\u001b\\https://`);
  assert(!inked(false).includes("\u001b]"));
  assertStringIncludes(inked(false), "https://tracker.example/");
});
