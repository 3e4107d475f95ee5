// The live view as text: that it fits whatever the window, that columns stand under each other, and how a few
// screens look.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RoomState, ShownBallot } from "../../src/client/mod.ts";
import { columns } from "../../src/protocol/columns.ts";
import { ASCII, UNICODE } from "../../src/terminal/glyphs.ts";
import { plainText } from "../../src/terminal/ink.ts";
import type { Model } from "../../src/terminal/model.ts";
import { widthOf } from "../../src/terminal/span.ts";
import { update } from "../../src/terminal/update.ts";
import { COLUMNS_MIN, ROWS_MIN, view } from "../../src/terminal/view.ts";
import { pressed } from "./pressed.ts";
import { modelOf, NOW, open, revealed, roomOf, screenOf, shown } from "./rooms.ts";
import { MODES, NAMES, ROOMS } from "./view_rooms.ts";

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

Deno.test("view: where not all find a line, those who have not voted do", () => {
  const room = roomOf(
    Array.from({ length: 12 }, (_, at) => ({
      name: `member ${at}`,
      voted: at !== 5 && at !== 9 && at !== 11,
      presence: at === 5 ? "away" : "online",
    })),
    { ballot: open("T-1") },
  );
  const seen = (height: number) =>
    view(modelOf(room), screenOf(60, height)).map((one) => plainText(one, false))
      .flatMap((text) => /(Ana|member \d+) .*(choosing|voted|away)$/.exec(text)?.[1] ?? []);
  assertEquals(seen(20).slice(0, 3), ["Ana", "member 9", "member 11"]);
  assertEquals(seen(40).slice(0, 3), ["Ana", "member 0", "member 1"]);
});

Deno.test("view: where not all find a line after the reveal, those who have voted do", () => {
  const people = Array.from({ length: 12 }, (_, at) => ({ name: `Member ${at}` }));
  const ballot = revealed({ ticket_id: "T-1" }, { "Member 4": "5", "Member 9": "8" });
  const lines = shown(modelOf(roomOf(people, { ballot })), screenOf(60, 16));
  const seen = lines.flatMap((text) => /(Ana|Member \d+) .*(5|8|no vote)$/.exec(text)?.[1] ?? []);
  assertEquals(seen.slice(0, 3), ["Member 4", "Member 9", "Ana"]);
});

Deno.test("view: [R7] no card of anybody else before the reveal, each after it", () => {
  const before = shown(modelOf(ROOMS.voting)).join("\n");
  assertStringIncludes(before, "voted");
  const after = shown(modelOf(ROOMS.revealed)).join("\n");
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
  const timed = { ...modelOf(ROOMS.voting), serverOffsetMs: 30_000 };
  assertStringIncludes(shown(timed).join("\n"), "1:00  ");
  const turning: RoomState = { ...timed.room, timer: { ends_at: NOW + 90_000, reveal: true } };
  assertStringIncludes(shown({ ...timed, room: turning }).join("\n"), "1:00, then reveal  ");
});

Deno.test("view: what is typed is seen in every window, whatever else has to go", () => {
  const asked = pressed(modelOf(roomOf(NAMES.map((name) => ({ name })))), "bT-1 ok").model;
  const inList = pressed(modelOf(ROOMS.waiting), "l<down>t<clear>T-1 ok").model;
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

Deno.test("view: the ticket and every card of the hand are seen in the smallest window", () => {
  const title = "A title that takes more than the lines that it is given, whatever the window";
  const room = roomOf([{ name: "Bob" }], { ballot: open("WEB-7", { title }) });
  const words = shown(modelOf(room), screenOf(COLUMNS_MIN, ROWS_MIN)).join(" ").split(/[\s[\]]+/);
  for (const word of ["WEB-7", ...room.deck.cards]) assert(words.includes(word), `${words}`);
});

Deno.test("view: the header names the room and shows how it is set, in every size", () => {
  const dressed = ROOMS.dressed;
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

Deno.test("view: keys are shown when they do something: another card, a suggestion that is not settled", () => {
  const hints = (model: Model) => shown(model, screenOf(100, 24)).at(-1)?.trim();
  const vote = { ticket_id: "T-1", attempt: 1, card: "5", pending: false };
  const voted: Model = { ...modelOf(roomOf([], { ballot: open("T-1") })), vote };
  assertEquals(hints(voted), "u take back  ? keys  q leave");
  assertEquals(hints({ ...voted, card: 0 }), "Enter vote  u take back  ? keys  q leave");
  const at = (more: Partial<ShownBallot>) =>
    hints(modelOf(roomOf([], { ballot: revealed({ ticket_id: "T-1" }, { Ana: "5" }, more) })));
  assertStringIncludes(at({}) ?? "", "y accept  b begin");
  assert(!at({ estimate: "5" })?.includes("accept"));
});

Deno.test("view: the help has every key of the room and of the panels, for whoever may use it", () => {
  const help = (me: string) =>
    shown(pressed(modelOf(ROOMS.waiting, me), "?").model, screenOf(80, 90)).join(
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
      "may reveal when it ends",
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

Deno.test("view: the picture in the guide is how it looks", async (t) => {
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
  const lines = shown(pressed(modelOf(room), "8").model, screenOf(80, 20));
  const { state } = await Deno.permissions.query({ name: "read", path: "." });
  await t.step({
    name: "src/terminal/README.md has it",
    ignore: state !== "granted",
    fn: async () => {
      const guide = await Deno.readTextFile(
        new URL("../../src/terminal/README.md", import.meta.url),
      );
      assertStringIncludes(guide, lines.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd());
    },
  });
});
