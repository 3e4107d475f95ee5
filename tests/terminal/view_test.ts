// The live view as text: that it fits whatever the window, that columns stand under each other, that
// nothing a server or a room's people say gets out of its place, and how a few screens look.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { RoomState } from "../../src/client/mod.ts";
import { cleanRoom } from "../../src/terminal/clean.ts";
import { ASCII, UNICODE } from "../../src/terminal/glyphs.ts";
import { ink, plainText } from "../../src/terminal/ink.ts";
import { type Mode, type Model, told } from "../../src/terminal/model.ts";
import { press } from "../../src/terminal/press.ts";
import { columns, cutText, graphemes, widthOf, wrap } from "../../src/terminal/span.ts";
import { summary } from "../../src/terminal/summary.ts";
import { COLUMNS_MIN, ROWS_MIN, view } from "../../src/terminal/view.ts";
import { keysOf, modelOf, NOW, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";

const NAMES = ["Bob", "日本語の名前", "Zoë", "👩‍👩‍👧 family", "x".repeat(40), "한국어", "נעמה"];
const QUEUE = [
  { ticket_id: "WEB-8", title: "Log out" },
  { ticket_id: "WEB-9", title: "日本語のタイトル、とても長いもの".repeat(4) },
  { ticket_id: "W".repeat(64) },
];

const ROOMS: Readonly<Record<string, RoomState>> = {
  empty: roomOf(),
  waiting: roomOf(NAMES.map((name) => ({ name })), { queue: QUEUE }),
  voting: roomOf(
    NAMES.map((name, at) => ({
      name,
      voted: at % 2 === 0,
      presence: at === 3 ? "away" : "online",
      role: at === 4 ? "observer" : "voter",
    })),
    {
      ballot: open("WEB-7", { title: "Log in with a passkey ".repeat(8).trim(), attempt: 2 }),
      queue: QUEUE,
      timer: { ends_at: NOW + 90_000 },
    },
  ),
  revealed: roomOf(NAMES.map((name) => ({ name })), {
    ballot: revealed(
      { ticket_id: "WEB-7", title: "Log in" },
      { Ana: "5", Bob: "8", "日本語の名前": "8", Gone: "☕", Zoë: "?" },
      { estimate: "8" },
    ),
    queue: QUEUE,
  }),
  crowd: roomOf(
    Array.from({ length: 40 }, (_, at) => ({ name: `member ${at}`, voted: at < 20 })),
    {
      ballot: open("T-1"),
    },
  ),
};

const MODES: readonly Mode[] = [
  { name: "room" },
  { name: "help", top: 3 },
  { name: "ask", question: "begin", text: "WEB-7 日本語 and more than fits in there", at: 9 },
  { name: "tickets", tickets: QUEUE },
  { name: "pick", purpose: "remove", index: 30 },
  { name: "settings" },
  { name: "sure", about: { what: "leave" } },
];

Deno.test("view: in every window, every room and every mode it fits", () => {
  for (const [name, room] of Object.entries(ROOMS)) {
    for (const mode of MODES) {
      for (const me of ["ANA", "BOB"]) {
        const model: Model = { ...modelOf(room, me), mode, card: 5 };
        for (const width of [1, 20, 31, 40, 64, 80, 200]) {
          for (const height of [1, 8, 12, 20, 24, 60]) {
            for (const glyphs of [UNICODE, ASCII]) {
              const lines = view(model, { ...screenOf(width, height), glyphs });
              const what = `${name} ${mode.name} ${me} ${width}x${height}`;
              assert(lines.length <= height, what);
              for (const one of lines) {
                assert(widthOf(one) <= width, `${what}: ${plainText(one, false)}`);
              }
              if (width >= COLUMNS_MIN && height >= ROWS_MIN) assertEquals(lines.length, height);
            }
          }
        }
      }
    }
  }
});

Deno.test("view: what people did stands in one column, whatever their names are made of", () => {
  const lines = shown(modelOf(roomOf(NAMES.slice(0, 4).map((name) => ({ name })))));
  const places = lines.filter((text) => / here( |$)/.test(text)).map((text) =>
    columns(text.slice(0, text.search(/ here( |$)/)))
  );
  assertEquals(places.length, 5);
  assertEquals(new Set(places).size, 1);
});

Deno.test("view: [R7] no card of anybody else before the reveal, each after it", () => {
  const before = shown(modelOf(ROOMS["voting"] ?? roomOf())).join("\n");
  assertStringIncludes(before, "voted");
  const after = shown(modelOf(ROOMS["revealed"] ?? roomOf())).join("\n");
  for (const text of ["Ana (admin, you)", "Gone (left)", "Mean 7", "Median 8", "Estimate 8"]) {
    assertStringIncludes(after, text);
  }
  assert(/Bob +8/.test(after));
});

Deno.test("view: a lost connection counts down, a timer too, by the server's clock", () => {
  const status = { state: "offline", retry_in_ms: 4_000, attempt: 1 } as const;
  const lost = told(modelOf(roomOf()), { kind: "status", status, now: NOW });
  const at = (later: number) =>
    view(lost, { ...screenOf(80, 24), now: NOW + later })
      .map((spans) => plainText(spans, false)).join("\n");
  assertStringIncludes(at(0), "offline, next try in 4 s");
  assertStringIncludes(at(2_500), "next try in 2 s");
  assertStringIncludes(at(9_000), "next try in 0 s");
  assertStringIncludes(at(0), "Enter try now");
  const timed = { ...modelOf(ROOMS["voting"] ?? roomOf()), server_offset_ms: 30_000 };
  assertStringIncludes(shown(timed).join("\n"), "1:00");
});

Deno.test("view: without pictures only ASCII is our own, without colour there is none", () => {
  const room = roomOf([{ name: "Bob", voted: true }], {
    ballot: open("T-1"),
    queue: [QUEUE[0] ?? { ticket_id: "" }],
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
    view(modelOf(room), screenOf(80, 24)).map((one) => ink(one, { colour, ascii: false })).join("");
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

Deno.test("view: whatever a server says, no escape sequence of its own comes out", () => {
  const ours = new RegExp("\u001b\\[[0-9;]*m", "g");
  fc.assert(fc.property(EVIL, EVIL, fc.anything(), (one, two, odd) => {
    const base = roomOf([{ name: one || "x" }]);
    const room = cleanRoom({
      ...base,
      room_id: two,
      deck: { name: one, cards: [one, two, "5"] },
      ballot: revealed({ ticket_id: one, title: two }, { [one || "x"]: two }, { estimate: one }),
      queue: [{ ticket_id: two, title: one }],
    });
    const lines = view(modelOf(room), screenOf(80, 24)).map((spans) =>
      ink(spans, { colour: true, ascii: false })
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

Deno.test("summary: how it ended and what came out, in the width there is", () => {
  const ballots = [
    revealed({ ticket_id: "WEB-7", title: "Log in with a passkey" }, { Ana: "5", Bob: "8" }),
    revealed({ ticket_id: "WEB-8" }, { Ana: "?", Bob: "☕" }, { estimate: "3", attempt: 2 }),
  ];
  const outcome = {
    room_id: "7K2M9QXD",
    ending: { state: "ended", reason: "ended_by_admin", results: null } as const,
    ballots,
  };
  const text = (width: number) =>
    summary(outcome, { columns: width, glyphs: UNICODE }).map((spans) => plainText(spans, false));
  assertEquals(text(80), [
    "The admin ended the session in room 7K2M9QXD.",
    "",
    "Ticket                         Votes  Mean  Median  Estimate",
    "WEB-7 · Log in with a passkey  5, 8   6.5   6.5",
    "WEB-8 (attempt 2)              ?, ☕  -     -       3",
  ]);
  for (const width of [20, 40, 60]) {
    for (const one of text(width)) assert(columns(one) <= width, one);
  }
});

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

Deno.test("view: the picture in the README is how it looks", async (t) => {
  const room = roomOf(
    [
      { name: "Bob", voted: true },
      { name: "Zoë" },
      { name: "健太", voted: true, presence: "away" },
      { name: "Eve", role: "observer" },
    ],
    {
      ballot: open("WEB-7", { title: "Log in with a passkey" }),
      queue: [{ ticket_id: "WEB-8", title: "Log out" }, { ticket_id: "WEB-12", title: "Reset" }],
      timer: { ends_at: NOW + 65_000 },
    },
  );
  let model = modelOf(room);
  for (const key of keysOf("8")) model = press(model, key).model;
  const lines = shown(model, screenOf(80, 20));
  const { state } = await Deno.permissions.query({ name: "read", path: "." });
  await t.step({
    name: "README.md has it",
    ignore: state !== "granted",
    fn: async () => {
      const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
      assertStringIncludes(readme, lines.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd());
    },
  });
});
