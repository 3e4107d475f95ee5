// The live view as text: that it fits whatever the window, that columns stand under each other, that
// nothing a server or a room's people say gets out of its place, and how a few screens look.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { RoomState, Ticket } from "../../src/client/mod.ts";
import { cleanRoom } from "../../src/terminal/clean.ts";
import { ASCII, UNICODE } from "../../src/terminal/glyphs.ts";
import { opensLinks } from "../../src/terminal/hyperlinks.ts";
import { ink, plainText } from "../../src/terminal/ink.ts";
import { IN_ROOM, type Mode, type Model, type Panel } from "../../src/terminal/model.ts";
import { update } from "../../src/terminal/update.ts";
import { wrap } from "../../src/base/wrap.ts";
import { cutText, widthOf } from "../../src/terminal/span.ts";
import { columns, graphemes } from "../../src/protocol/columns.ts";
import { summary } from "../../src/terminal/summary.ts";
import { COLUMNS_MIN, ROWS_MIN, view } from "../../src/terminal/view.ts";
import { pressed } from "./pressed.ts";
import { keysOf, modelOf, NOW, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";

const NAMES = ["Bob", "日本語の名前", "Zoë", "👩‍👩‍👧 family", "x".repeat(40), "한국어", "נעמה"];
const QUEUE: readonly Ticket[] = [
  {
    ticket_id: "WEB-8",
    title: "Log out",
    url: `https://tracker.example/${"path/".repeat(60)}`,
    description: "Everywhere, 日本語も。\n\n- also on the phone\n".repeat(7),
  },
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
  dressed: roomOf(NAMES.map((name) => ({ name })), {
    name: "チーム A ".repeat(8),
    locked: true,
    passcode: true,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "everyone" },
    ballot: revealed(
      { ...QUEUE[0], ticket_id: "WEB-7" },
      { Ana: "5", Bob: "8", "日本語の名前": "8", Zoë: "☕" },
      { note: "ひとつ、ふたつ\n".repeat(9) },
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

const LIST: Panel = { name: "list", key: "waiting WEB-8", index: 1 };

const MODES: readonly Mode[] = [
  { name: "room" },
  { name: "help", top: 3, from: IN_ROOM },
  {
    name: "ask",
    question: { what: "begin" },
    text: "WEB-7 日本語 and more than fits in there",
    at: 9,
    from: IN_ROOM,
  },
  { name: "tickets", tickets: QUEUE, from: IN_ROOM },
  { name: "people", key: "", index: 30 },
  LIST,
  { name: "settings", key: "deck", index: 5 },
  { name: "confirm", about: { what: "leave" }, from: IN_ROOM },
  { name: "confirm", about: { what: "drop", ticket_id: "WEB-9" }, from: LIST },
  {
    name: "ask",
    question: { what: "description", ticket_id: "WEB-8" },
    text: "日本語のタイトル、とても長いもの\n".repeat(9),
    at: 80,
    from: LIST,
  },
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
  const lost = update(modelOf(roomOf()), { kind: "status", status, now: NOW }).model;
  const at = (later: number) =>
    view(lost, { ...screenOf(80, 24), now: NOW + later })
      .map((spans) => plainText(spans, false)).join("\n");
  assertStringIncludes(at(0), "offline, next try in 4 s");
  assertStringIncludes(at(2_500), "next try in 2 s");
  assertStringIncludes(at(9_000), "next try in 0 s");
  assertStringIncludes(at(0), "Enter try now");
  const timed = { ...modelOf(ROOMS["voting"] ?? roomOf()), serverOffsetMs: 30_000 };
  assertStringIncludes(shown(timed).join("\n"), "1:00  ");
  const turning: RoomState = { ...timed.room, timer: { ends_at: NOW + 90_000, reveal: true } };
  assertStringIncludes(shown({ ...timed, room: turning }).join("\n"), "1:00, then reveal  ");
});

Deno.test("view: without pictures only ASCII is our own, without colour there is none", () => {
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

Deno.test("view: whatever a server says, no escape sequence of its own comes out", () => {
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

const LINK = "https://tracker.example/browse/WEB-7";
const TICKET = {
  ticket_id: "WEB-7",
  title: "Log in",
  url: LINK,
  description: `As a member I log in with a passkey.\n\n${"- on phones\n".repeat(30)}`,
};

Deno.test("view: what is typed is seen in every window, whatever else has to go", () => {
  const asked = pressed(modelOf(roomOf(NAMES.map((name) => ({ name })))), "bT-1 ok").model;
  const inList = pressed(modelOf(ROOMS["waiting"] ?? roomOf()), "l<down>t<clear>T-1 ok").model;
  for (const model of [asked, inList]) {
    for (const [width, height] of [[20, 8], [30, 10], [60, 20], [80, 24], [120, 40]] as const) {
      assertStringIncludes(
        shown(model, screenOf(width, height)).join("\n").replace(/\s+/g, " "),
        "T-1 ok",
        `${width}x${height}`,
      );
    }
  }
});

Deno.test("view: the header names the room and shows how it is set, in every size", () => {
  const dressed = ROOMS["dressed"] ?? roomOf();
  const named: RoomState = { ...dressed, name: "Team A" };
  for (const [width, height] of [[80, 24], [120, 40], [60, 20], [60, 16]] as const) {
    const head = shown(modelOf(named), screenOf(width, height)).slice(0, 3).join("\n");
    for (const text of ["Room 7K2M9QXD", "Team A", "locked", "passcode", "everyone runs it"]) {
      if (text === "Team A" && height < 20) continue; // the marks go first where one line is all
      assertStringIncludes(head, text, `${width}x${height}`);
    }
  }
  const bare = shown(modelOf(roomOf()), screenOf(80, 24)).slice(0, 3).join("\n");
  for (const text of ["locked", "passcode", "runs"]) assert(!bare.includes(text), text);
});

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

Deno.test("view: a link is one that can be followed where the terminal opens links, else text alone", () => {
  const spans = view(modelOf(roomOf([], { ballot: open("WEB-7", TICKET) })), screenOf(30, 24));
  const inked = (links: boolean) =>
    spans.map((one) => ink(one, { colour: false, ascii: false, links })).join("\n");
  // the text is cut, the address is whole
  assertStringIncludes(inked(true), `\u001b]8;;${LINK}\u001b\\https://`);
  assert(!inked(false).includes("\u001b]"));
  assertStringIncludes(inked(false), "https://tracker.example/");
  const env = (given: Readonly<Record<string, string>>) => (name: string) => given[name];
  const table: [given: Readonly<Record<string, string>>, opens: boolean][] = [
    [{ TERM: "xterm-256color" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "vscode" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "7200" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "4800" }, false],
    [{ TERM: "xterm-256color", WT_SESSION: "1f0c" }, true],
    [{ TERM: "screen-256color", VTE_VERSION: "7200" }, false],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "tmux", VTE_VERSION: "7200" }, false],
    [{}, false],
  ];
  for (const [given, opens] of table) {
    assertEquals(opensLinks(env(given)), opens, JSON.stringify(given));
  }
});

Deno.test("view: the help has every key of the room and of the panels, for whoever may use it", () => {
  const help = (me: string) =>
    shown(pressed(modelOf(ROOMS["waiting"] ?? roomOf(), me), "?").model, screenOf(80, 90)).join(
      "\n",
    );
  const admin = help("ANA");
  for (
    const text of [
      "Among the tickets (l)",
      "Among the people (p)",
      "In the settings (s)",
      "move it up",
      "no way back in",
      "whose end may turn the cards",
    ]
  ) {
    assertStringIncludes(admin, text);
  }
  const bob = help("BOB");
  assertStringIncludes(bob, "take another name");
  for (const text of ["In the settings", "move it up", "no way back in"]) {
    assert(!bob.includes(text), text);
  }
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
  for (const key of keysOf("8")) model = update(model, { kind: "key", key }).model;
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
