// The driver's look at a frame against what the server's own encoders make: it knows every frame of a round
// apart, and calls everything else unknown.
import { assertEquals } from "@std/assert";
import { createdV1, encode } from "../../src/protocol/v1_encode.ts";
import {
  encodeError,
  encodeOk,
  encodeRoom,
  encodeState,
  encodeWelcome,
} from "../../src/protocol/v2_encode.ts";
import { encodeEnded } from "../../src/protocol/results_pages.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { type FrameKind, kindOf, ticketOf, versionOf, voterOf } from "./frames.ts";
import { at } from "../room/moments.ts";

const ROOM = createRoom({
  room_id: "7K2M9QXD",
  capacity: 2,
  deck: FIBONACCI,
  admin: { member_id: "A", name: "m1", role: "voter", protocol: "v2" },
}, at(0));
const STATE = encodeState(encodeRoom({ ...viewOf(ROOM), version: 40_817 }, null), 0);

/** Bytes before and behind the frame, as in a connection's buffer. */
function framed(text: string): [Uint8Array, number, number] {
  const bytes = new TextEncoder().encode(`8${text}9`);
  return [bytes, 1, bytes.length - 1];
}

const table: [string, FrameKind][] = [
  ["🗳️ m17 voted for T4", "voted"],
  ["m17 voted for the ticket id T4", "voted"],
  ["↩️ m17 took back the vote on T4", "withdrawn"],
  [encode("ASK_FOR_VOTE", { ticket_id: "T4" }), "ask"],
  [encode("VOTING_COMPLETED", { ticket_id: "T4", message: "✅" }), "completed"],
  [encode("VOTES_REVEALED", { ticket_id: "T4", client_vote_choice_map: {} }), "revealed"],
  [encode("AWAITING_ADMIN_VOTE_START", { message: "⏳" }), "awaiting"],
  [encode("BEGIN_VOTING_PROMPT", { message: "📝" }), "begin_prompt"],
  [encode("REVEAL_VOTES_PROMPT", { ticket_id: "T4", message: "✨" }), "reveal_prompt"],
  [encode("ROOM_JOIN_UPDATES", { message: "👤" }), "news"],
  [encode("ROOM_CAPACITY_REACHED", { message: "🟢" }), "news"],
  [createdV1("7K2M9QXD"), "created"],
  [STATE, "state"],
  [encodeOk("c1", 7), "ok"],
  [encodeError("c1", { code: "not_admin", message: "no" }), "error"],
  ["🔁 Voting on T4 starts again.", "unknown"],
  ["⌛ Too late: that vote on T4 is over.", "unknown"],
  ['{"type":"ASK_FOR_BOAT","data":{}}', "unknown"],
  ['{"type":"OKAY"}', "unknown"],
  ['{"type":"', "unknown"],
  ["null", "unknown"],
  ["", "unknown"],
];

Deno.test("a frame's kind is known from its first bytes", () => {
  for (const [text, kind] of table) assertEquals(kindOf(...framed(text)), kind, text);
  const you = { member_id: "A", resume_token: "" };
  const server = { name: "estimatex-server", version: "0.1.0" };
  const welcome = encodeWelcome(encodeRoom(viewOf(ROOM), null), you, { server, now: 0 });
  assertEquals(kindOf(...framed(welcome)), "welcome");
  const results = {
    room_id: "7K2M9QXD",
    created_at: 0,
    ended_at: 1,
    participants: [],
    ballots: [],
  };
  assertEquals(kindOf(...framed(encodeEnded("idle", results).frame)), "ended");
});

Deno.test("who voted, for which ticket: the numbers in the line; -1 where there is none", () => {
  const cases: [string, number, number][] = [
    ["🗳️ m17 voted for T4", 17, 4],
    ["🗳️ m1 voted for T1205", 1, 1205],
    ["m17 voted for the ticket id T4", 17, 4],
    ["🗳️ ana voted for T4", -1, -1],
  ];
  for (const [text, voter, ticket] of cases) {
    assertEquals(voterOf(...framed(text)), voter, text);
    assertEquals(ticketOf(...framed(text)), ticket, text);
  }
});

Deno.test("the version of a state is read where the encoder writes it", () => {
  assertEquals(versionOf(...framed(STATE)), 40_817);
  assertEquals(versionOf(...framed("{}")), -1);
});
