// Which question a v1 client is asked, and what answers it [P1.3, P1.5].
import { assert, assertEquals } from "@std/assert";
import type { V1Message } from "../../src/protocol/client_message.ts";
import { answer, duePrompt, type Prompt, renderPrompt } from "../../src/protocol/prompts.ts";
import { v1CardsOf } from "../../src/room/deck.ts";
import { type RoomView, viewOf } from "../../src/room/secrecy.ts";
import { roomAfter } from "../room/story.ts";

const FULL = `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    cem watches -> joined cem`;

const OPENED = `${FULL}
    ana begins T-1 -> opened T-1 #1`;

const COMPLETE = `${OPENED}
    bob votes 5 -> voted bob first
    ana votes 5 -> voted ana first, completed T-1 #1`;

function shown(prompt: Prompt | null): string {
  if (prompt === null) return "-";
  if (prompt.question === "begin") return "begin";
  return `${prompt.question} ${prompt.ticket_id} #${prompt.attempt}`;
}

Deno.test("[R4, R8, R10, P1.5] the room's state says what each member is asked", () => {
  const table: [string, string, string, string][] = [
    // state, and what ana (the admin), bob and cem are asked
    ["ana creates 2", "-", "-", "-"],
    ["ana creates 2\nana announces -> joined ana", "-", "-", "-"],
    ["ana creates 1\nana announces -> joined ana, filled", "begin", "-", "-"],
    [FULL, "begin", "-", "-"],
    [`${FULL}\nbob leaves -> left bob`, "begin", "-", "-"],
    [OPENED, "vote T-1 #1", "vote T-1 #1", "-"],
    [
      `${OPENED}\ncem leaves -> left cem\ncem seats -> refused room_full`,
      "vote T-1 #1",
      "vote T-1 #1",
      "-",
    ],
    [`${OPENED}\nana votes 5 -> voted ana first`, "-", "vote T-1 #1", "-"],
    [`${OPENED}\nbob votes 5 -> voted bob first`, "vote T-1 #1", "-", "-"],
    [COMPLETE, "reveal T-1 #1", "-", "-"],
    [`${COMPLETE}\nbob votes 8 -> voted bob again`, "reveal T-1 #1", "-", "-"],
    [
      `${COMPLETE}\nbob leaves -> left bob\ncem participates -> cem is now voter`,
      "-",
      "-",
      "vote T-1 #1",
    ],
    [`${COMPLETE}\nana restarts -> restarted T-1 #2`, "vote T-1 #2", "vote T-1 #2", "-"],
    [`${COMPLETE}\nana observes -> ana is now observer`, "reveal T-1 #1", "-", "-"],
    [`${COMPLETE}\nana reveals T-1 -> revealed T-1 #1 bob:5 ana:5`, "begin", "-", "-"],
    [
      `ana creates 9
       ana announces -> joined ana
       bob seats
       ana begins T-1 -> opened T-1 #1
       ana votes 5 -> voted ana first, completed T-1 #1`,
      "reveal T-1 #1",
      "-",
      "-",
    ],
    [
      `ana creates 9
       ana announces -> joined ana
       ana begins T-1 -> opened T-1 #1
       ana votes 5 -> voted ana first, completed T-1 #1
       bob joins -> joined bob`,
      "-",
      "vote T-1 #1",
      "-",
    ],
    [
      `ana creates 9 observing
       ana announces -> joined ana
       ana begins T-1 -> opened T-1 #1
       bob joins -> joined bob`,
      "-",
      "vote T-1 #1",
      "-",
    ],
    [
      `ana creates 9
       ana announces -> joined ana
       ana begins T-1 -> opened T-1 #1
       ana votes 5 -> voted ana first, completed T-1 #1
       ana reveals T-1 -> revealed T-1 #1 ana:5`,
      "begin",
      "-",
      "-",
    ],
  ];
  for (const [script, ...asked] of table) {
    const view = viewOf(roomAfter(script));
    const due = ["ana", "bob", "cem"].map((who) => shown(duePrompt(view, who)));
    assertEquals(due, asked, script);
    assertEquals(duePrompt(view, "nobody"), null);
  }
});

const STATES: Readonly<Record<string, RoomView>> = {
  "no ballot": viewOf(roomAfter(FULL)),
  "T-1 #1": viewOf(roomAfter(OPENED)),
  "T-1 #1 complete": viewOf(roomAfter(COMPLETE)),
  "T-1 #2": viewOf(roomAfter(`${OPENED}\nana restarts -> restarted T-1 #2`)),
  "revealed": viewOf(roomAfter(`${COMPLETE}\nana reveals T-1 -> revealed T-1 #1 bob:5 ana:5`)),
  "T-2 #1": viewOf(roomAfter(`${FULL}\nana begins T-2 -> opened T-2 #1`)),
};

const MESSAGES: Readonly<Record<string, V1Message>> = {
  announce: { type: "announce", room_id: "7Z3K9QWD" },
  begin: { type: "begin", ticket_id: "T-3" },
  "bad begin": { type: "unusable", answers: "begin", message: "No." },
  vote: { type: "vote", ticket_id: "T-1", card: "5" },
  "bad vote": { type: "unusable", answers: "vote", message: "No." },
  reveal: { type: "reveal", ticket_id: "T-1" },
};

Deno.test("[P1.5] a message answers the prompt of its kind; an ask whose attempt is over, too late", () => {
  const prompts: Readonly<Record<string, Prompt | null>> = {
    nothing: null,
    begin: { question: "begin" },
    "vote T-1 #1": { question: "vote", ticket_id: "T-1", attempt: 1 },
    "reveal T-1 #1": { question: "reveal", ticket_id: "T-1", attempt: 1 },
  };
  // what becomes of the prompt: `-` it stays, `ok` it is answered, `late` it is answered too late
  const table: [string, string, string][] = [
    // on the screen  state               announce, begin, bad begin, vote, bad vote, reveal
    ["nothing", "no ballot", "- - - - - -"],
    ["nothing", "T-1 #1", "- - - - - -"],
    ["nothing", "revealed", "- - - - - -"],
    ["begin", "no ballot", "- ok ok - - -"],
    ["begin", "T-1 #1", "- ok ok - - -"],
    ["begin", "revealed", "- ok ok - - -"],
    ["vote T-1 #1", "T-1 #1", "- - - ok ok -"],
    ["vote T-1 #1", "T-1 #1 complete", "- - - ok ok -"],
    ["vote T-1 #1", "no ballot", "- - - late late -"],
    ["vote T-1 #1", "T-1 #2", "- - - late late -"],
    ["vote T-1 #1", "T-2 #1", "- - - late late -"],
    ["vote T-1 #1", "revealed", "- - - late late -"],
    ["reveal T-1 #1", "T-1 #1 complete", "- - - - - ok"],
    ["reveal T-1 #1", "T-1 #1", "- - - - - ok"],
    ["reveal T-1 #1", "T-2 #1", "- - - - - ok"],
    ["reveal T-1 #1", "revealed", "- - - - - ok"],
  ];
  for (const [screen, state, expected] of table) {
    const prompt = prompts[screen];
    const view = STATES[state];
    assert(prompt !== undefined && view !== undefined);
    const outcomes = Object.values(MESSAGES).map((message) => {
      const { unanswered, tooLate } = answer(prompt, message, view);
      if (tooLate !== null) {
        assertEquals(unanswered, null);
        assertEquals(tooLate, "⌛ Too late: that vote on T-1 is over.");
        return "late";
      }
      if (unanswered === null && prompt !== null) return "ok";
      assertEquals(unanswered, prompt);
      return "-";
    });
    assertEquals(outcomes.join(" "), expected, `${screen}, ${state}`);
  }
});

const DECKS: [string, string][] = [
  // the deck, and what of it a v1 client can play
  ["1 2 3 5 8 13 21 ? ☕", "1, 2, 3, 5, 8, 13, 21"],
  ["21 13 8 5 3 2 1", "1, 2, 3, 5, 8, 13, 21"],
  ["0 ½ 1 2 3 5 8 13 20 40 100 ?", "1, 2, 3, 5, 8, 13"],
  ["0 1 2 4 8 16 32 64", "1, 2, 8"],
  ["8 5", "5, 8"],
  ["XS S M L 1", "1"],
  ["XS S M L", ""],
];

Deno.test("[P1.3] a v1 client plays those of its seven cards that the deck has", () => {
  for (const [cards, playable] of DECKS) {
    const view = viewOf(roomAfter(`ana creates 2 with ${cards}`));
    assertEquals(v1CardsOf(view.deck).join(", "), playable);
  }
});

Deno.test("[P1, P1.3] an ask is one frame, behind the cards where they are not the client's seven", () => {
  const ask = '{"type":"ASK_FOR_VOTE","data":{"ticket_id":"T-1"}}';
  for (const [cards, playable] of DECKS) {
    const view = viewOf(roomAfter(`ana creates 2 with ${cards}`));
    const frames = renderPrompt({ question: "vote", ticket_id: "T-1", attempt: 1 }, view);
    const all = playable === "1, 2, 3, 5, 8, 13, 21";
    assertEquals(frames, all ? [ask] : [`🃏 The cards of this room: ${playable}`, ask]);
  }
});

Deno.test("[P1] the admin's two prompts", () => {
  const view = viewOf(roomAfter(COMPLETE));
  assertEquals(renderPrompt({ question: "begin" }, view), [
    '{"type":"BEGIN_VOTING_PROMPT","data":{"message":"📝 Which ticket is next? Type its id:"}}',
  ]);
  assertEquals(renderPrompt({ question: "reveal", ticket_id: "T-1", attempt: 1 }, view), [
    '{"type":"REVEAL_VOTES_PROMPT","data":{"ticket_id":"T-1","message":"✨ Reveal T-1?"}}',
  ]);
});
