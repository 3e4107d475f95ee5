// Everything a v1 client is sent, whatever people are called, estimate and send: P1's table or plain text.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CLOSE, type CloseName, farewell } from "../../src/protocol/close_codes.ts";
import { duePrompt, renderPrompt } from "../../src/protocol/prompts.ts";
import { checkName } from "../../src/protocol/text.ts";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";
import { createdV1, plain, renderV1 } from "../../src/protocol/v1_encode.ts";
import { type Deck, FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { EndReason, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { commandOfV1 } from "../../src/hosting/command_of.ts";
import { LiveRoom } from "../../src/hosting/sessions.ts";
import { assertClearLine, hostileText } from "../base/hostile_text.ts";
import { readFrame } from "./v1_frames.ts";
import { encoded, roomId, spell, ticketId } from "./v1_messages.ts";
import { at } from "../room/moments.ts";

const RUNS = 300;
/** Two ticket ids of 64 characters, and a sentence around them. */
const LINE_MAX = 200;

const DECKS = [
  FIBONACCI,
  { name: "powers_of_two", cards: ["0", "1", "2", "4", "8", "16"] },
  { name: "custom", cards: ["1", "null", "{}", "5", "☕"] },
];

/** A name as one is typed, or the plainest one there is. */
const name = hostileText(30).map((typed) => {
  const checked = checkName(typed);
  return checked.ok ? checked.value : "Ana";
});

/** Something that happens; members go by their number. */
type Deed =
  | { readonly what: "joins"; readonly name: string }
  | { readonly what: "begins"; readonly ticket_id: string }
  | { readonly what: "sends"; readonly who: number; readonly text: string }
  | { readonly what: keyof typeof COMMANDS; readonly who: number };

/** What may be done to a room without a v1 client's asking. */
const COMMANDS = {
  "is announced": (_: Room, by: string): Command => ({ type: "announce", by }),
  "leaves": (_: Room, by: string): Command => ({ type: "leave", by }),
  "sees a restart": ({ admin_id: by }: Room): Command => ({ type: "restart", by }),
  "is removed": ({ admin_id: by }: Room, memberId: string): Command => ({
    type: "remove",
    by,
    member_id: memberId,
  }),
  "watches": (_: Room, by: string): Command => ({ type: "set_role", by, role: "observer" }),
  "takes part": (_: Room, by: string): Command => ({ type: "set_role", by, role: "voter" }),
  "sees a reveal": ({ admin_id: by, ballot }: Room): Command => {
    return { type: "reveal", by, ticket_id: ballot?.ticket.ticket_id ?? "", force: true };
  },
  "votes": ({ deck, ballot }: Room, by: string): Command => {
    const card = deck.cards[1] ?? "";
    return { type: "vote", by, ticket_id: ballot?.ticket.ticket_id ?? "", card };
  },
};

const VERBS: readonly (keyof typeof COMMANDS)[] = [
  ...["is announced", "is announced", "votes", "votes", "votes", "sees a reveal"] as const,
  ...["leaves", "sees a restart", "is removed", "watches", "takes part"] as const,
];

/** What members send: what makes sense mostly, or anything at all. */
const text = fc.oneof(
  ticketId.map((ticketId) => spell(encoded({ type: "begin", ticket_id: ticketId }))),
  fc.tuple(hostileText(100), hostileText(100)).map(([ticket_id, vote]) =>
    JSON.stringify({ type: "MEMBER_VOTED", data: { ticket_id, vote } })
  ),
  fc.tuple(fc.constantFrom("MEMBER_VOTED", "REVEAL_VOTES", "BEGIN_VOTING"), hostileText(100))
    .map(([type, ticket_id]) => JSON.stringify({ type, data: { ticket_id, vote: "5" } })),
  hostileText().map((roomId) => JSON.stringify({ type: "JOIN_ROOM", data: { room_id: roomId } })),
  hostileText(),
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ what: fc.constant("joins" as const), name }),
  fc.record({ what: fc.constant("begins" as const), ticket_id: ticketId }),
  fc.record({ what: fc.constant("sends" as const), who: fc.nat(4), text }),
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom(...VERBS), who: fc.nat(4) }) },
);

/** A line that answers one member, as it is sent. */
function assertAnswer(line: string): void {
  assertClearLine(line, LINE_MAX);
  assertEquals(readFrame(plain(line)), { type: null, lines: [plain(line)] });
}

/** The command that a deed is; null for a message that is none, which is answered at once. */
function commandFor(room: Room, deed: Deed, count: number): Command | null {
  if (deed.what === "joins") {
    const memberId = `m${count}`;
    return {
      type: "reserve",
      member_id: memberId,
      name: deed.name,
      role: "voter",
      protocol: "v1",
    };
  }
  if (deed.what === "begins") {
    return { type: "begin", by: room.admin_id, ticket: { ticket_id: deed.ticket_id } };
  }
  const members = [...room.members.keys()];
  const by = members[deed.who % members.length] ?? "";
  if (deed.what !== "sends") return COMMANDS[deed.what](room, by);
  const decoded = decodeV1(deed.text);
  if (!decoded.ok) {
    assertAnswer(decoded.error);
    return null;
  }
  const live = new LiveRoom({ room, tokens: new Map() }, null);
  const command = commandOfV1(decoded.value, { member_id: by, live });
  if (typeof command !== "string") return command;
  assertAnswer(command);
  return null;
}

/** Applies a command and reads every frame that follows from it. Returns the room, and whether it is over. */
function apply(room: Room, command: Command, now: number): { room: Room; isOver: boolean } {
  const result = step(room, command, at(now));
  if (result.kind === "refused") {
    assertAnswer(result.refusal.message);
    return { room, isOver: false };
  }
  const view = viewOf(result.room);
  const audience = [...view.members.values()].filter(({ announced }) => announced)
    .map(({ member_id }) => member_id);
  for (const event of result.events) {
    for (const { to, frame } of renderV1(event, view, audience)) {
      for (const id of to) assert(audience.includes(id), `${id} was not announced`);
      readFrame(frame);
    }
  }
  for (const id of audience) {
    const due = duePrompt(view, id);
    const types = due === null ? [] : renderPrompt(due, view).map((frame) => readFrame(frame).type);
    // before the question itself there may be lines to show [P1.3]
    assert(types.slice(0, -1).every((type) => type === null) && types.at(-1) !== null);
  }
  return { room: result.room, isOver: result.events.some(({ type }) => type === "ended") };
}

type Story = readonly [string, string, Deck, number];

/** What went wrong once: a table whose width was unknown, and a refusal as long as a message. */
const FOUND: [Story, Deed[], EndReason][] = [
  [["7Z3K9QWD", "Ana", FIBONACCI, 1], [
    { what: "begins", ticket_id: "\u0600" },
    { what: "votes", who: 0 },
    { what: "sees a reveal", who: 0 },
  ], "admin_left"],
  [["7Z3K9QWD", "Ana", FIBONACCI, 2], [
    { what: "begins", ticket_id: "T-1" },
    {
      what: "sends",
      who: 0,
      text: `{"type":"MEMBER_VOTED","data":{"ticket_id":"${"x".repeat(9_999)}","vote":"5"}}`,
    },
  ], "idle"],
];

Deno.test("[P1, P1.5] no name, ticket or message makes a frame that a v1 client would exit on", () => {
  const reason = fc.constantFrom<EndReason>("admin_left", "idle", "server_stopping");
  fc.assert(
    fc.property(
      fc.tuple(roomId, name, fc.constantFrom(...DECKS), fc.integer({ min: 1, max: 4 })),
      fc.array(deed, { maxLength: 30, size: "max" }),
      reason,
      ([room_id, adminName, deck, capacity], deeds, reason) => {
        const admin = { member_id: "m0", name: adminName, role: "voter", protocol: "v1" } as const;
        assertEquals(readFrame(createdV1(room_id)), { type: "CREATE_ROOM", texts: [room_id] });
        let room = createRoom({ room_id, capacity, deck, admin }, at(0));
        room = apply(room, { type: "announce", by: "m0" }, 1).room;
        for (const [count, deed] of deeds.entries()) {
          const command = commandFor(room, deed, count + 1);
          const next = command === null ? null : apply(room, command, count + 2);
          if (next?.isOver) return;
          room = next?.room ?? room;
        }
        apply(room, { type: "end", reason }, deeds.length + 2);
      },
    ),
    { numRuns: RUNS, examples: FOUND },
  );
});

Deno.test("[P1] plain text never parses as JSON, whatever it says", () => {
  fc.assert(
    fc.property(fc.oneof(hostileText(), fc.json()), (text) => {
      const frame = plain(text);
      assert(frame.endsWith(text));
      let parsed: unknown;
      try {
        parsed = JSON.parse(frame);
      } catch {
        return;
      }
      assert(false, `${JSON.stringify(frame)} is ${JSON.stringify(parsed)}`);
    }),
    {
      numRuns: 3 * RUNS,
      examples: [["null"], ["5"], ['"x"'], [" [] "], ["{}"], ["-0"], ["1e999"]],
    },
  );
});

Deno.test("[W4, W7] a farewell hands v1 the line and a code that it may get, v2 the code alone", () => {
  const names = Object.keys(CLOSE).filter((key): key is CloseName => key in CLOSE);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.option(hostileText()), (name, message) => {
      const { code, reason } = CLOSE[name];
      assertEquals(farewell("v2", name, message), { text: null, code, reason });
      const sent = farewell("v1", name, message);
      assertEquals([sent.text, sent.reason], [message, reason]);
      assertEquals(
        sent.code,
        [1003, 1008, 1009, 1013].includes(code) && name !== "try_later" ? code : 1000,
      );
    }),
    { numRuns: RUNS },
  );
});
