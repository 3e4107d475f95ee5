// What v1 clients are sent, frame by frame: their program exits on anything it does not know [P1].
import { assert, assertEquals } from "@std/assert";
import { createdV1, renderV1 } from "../../src/protocol/v1_encode.ts";
import type { Command } from "../../src/room/events.ts";
import { step } from "../../src/room/room.ts";
import type { MemberId } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { BEGINNING, roomAfter } from "../room/story.ts";
import { at } from "../room/moments.ts";

/** Everything that may be sent as an event: P1's table. */
const TYPES = new Set([
  "CREATE_ROOM",
  "ROOM_JOIN_UPDATES",
  "ROOM_CAPACITY_REACHED",
  "BEGIN_VOTING_PROMPT",
  "ASK_FOR_VOTE",
  "VOTING_COMPLETED",
  "REVEAL_VOTES_PROMPT",
  "VOTES_REVEALED",
  "AWAITING_ADMIN_VOTE_START",
]);

/** What each member is sent when `command` happens at the end of a story. */
function sent(script: string, command: Command): Record<MemberId, string[]> {
  const result = step(roomAfter(script), command, at(BEGINNING));
  assert(result.kind === "done");
  const view = viewOf(result.room);
  const audience = [...view.members.values()].filter(({ announced }) => announced)
    .map(({ member_id }) => member_id);
  const frames: Record<MemberId, string[]> = Object.fromEntries(audience.map((id) => [id, []]));
  for (const event of result.events) {
    for (const { to, frame } of renderV1(event, view, audience)) {
      for (const id of to) frames[id]?.push(frame);
      assertKnown(frame);
    }
  }
  return frames;
}

/** A frame is an event of P1's table with its two fields, or no JSON at all. */
function assertKnown(frame: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(frame);
  } catch {
    return;
  }
  assert(typeof parsed === "object" && parsed !== null && "type" in parsed && "data" in parsed);
  assertEquals(Object.keys(parsed), ["type", "data"]);
  assert(typeof parsed.type === "string" && TYPES.has(parsed.type), frame);
}

function update(message: string): string {
  return `{"type":"ROOM_JOIN_UPDATES","data":{"message":"${message}"}}`;
}

const PAIR = `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob`;

const OPENED = `${PAIR}
    ana begins T-1 -> opened T-1 #1`;

Deno.test("[P1] a creator's first frame names its room", () => {
  assertEquals(createdV1("7Z3K9QWD"), '{"type":"CREATE_ROOM","data":{"room_id":"7Z3K9QWD"}}');
});

Deno.test("[P1] a joiner is sent where it is, who is there, and itself; the others the joiner", () => {
  assertEquals(sent(`${PAIR}\ndan seats`, { type: "announce", by: "dan" }), {
    dan: [
      update("🧠 You are in room 7Z3K9QWD"),
      update("👑 ana (admin) is here"),
      update("👤 bob is here"),
      update("👤 dan joined"),
      '{"type":"ROOM_CAPACITY_REACHED","data":{"message":' +
      '"🟢 Everybody is here: the room is full. Waiting for the admin to begin."}}',
    ],
    ana: [
      update("👤 dan joined"),
      '{"type":"ROOM_CAPACITY_REACHED","data":{"message":' +
      '"🟢 Everybody is here: the room is full. Over to you."}}',
    ],
    bob: [
      update("👤 dan joined"),
      '{"type":"ROOM_CAPACITY_REACHED","data":{"message":' +
      '"🟢 Everybody is here: the room is full. Waiting for the admin to begin."}}',
    ],
  });
});

Deno.test("[P1, R4] where a ballot is open when the room fills, nobody waits for the admin to begin", () => {
  const full = '{"type":"ROOM_CAPACITY_REACHED","data":{"message":' +
    '"🟢 Everybody is here: the room is full."}}';
  const frames = sent(`${OPENED}\ndan seats`, { type: "announce", by: "dan" });
  for (const member of ["ana", "bob", "dan"]) assertEquals(frames[member]?.at(-1), full);
});

Deno.test("[P1] the creator is sent the room's id too, and that it is the admin", () => {
  assertEquals(sent("ana creates 3\nbob seats", { type: "announce", by: "ana" }), {
    ana: [update("🧠 You are in room 7Z3K9QWD"), update("👑 ana (admin) joined")],
  });
});

Deno.test("[P1, R3] who only has a seat is not there yet", () => {
  assertEquals(sent("ana creates 3\nbob seats", { type: "announce", by: "bob" }), {
    bob: [update("🧠 You are in room 7Z3K9QWD"), update("👤 bob joined")],
  });
});

Deno.test("[P1, R15] who leaves, is removed or changes sides is sent to those who are there", () => {
  assertEquals(sent(PAIR, { type: "leave", by: "bob" }), { ana: [update("👋 bob left")] });
  assertEquals(sent(PAIR, { type: "remove", by: "ana", member_id: "bob" }), {
    ana: [update("👋 bob was removed by the admin")],
  });
  assertEquals(sent(PAIR, { type: "set_role", by: "bob", role: "observer" }), {
    ana: [update("👀 bob only watches now")],
    bob: [update("👀 bob only watches now")],
  });
  const watching = `${PAIR}\nbob observes -> bob is now observer`;
  assertEquals(sent(watching, { type: "set_role", by: "bob", role: "voter" }), {
    ana: [update("👤 bob votes now")],
    bob: [update("👤 bob votes now")],
  });
});

Deno.test("[P1, R15, P2.7] who is away, is back or is the admin now is sent to all who are there", () => {
  const until = { wait_until: BEGINNING, admin_until: BEGINNING, gone_at: BEGINNING + 1 };
  const all = (line: string) => ({ ana: [update(line)], bob: [update(line)] });
  assertEquals(
    sent(PAIR, { type: "disconnect", by: "bob", ...until }),
    all("💤 bob lost the connection"),
  );
  assertEquals(
    sent(`${PAIR}\nbob drops -> away bob`, { type: "resume", by: "bob" }),
    all("👤 bob is back"),
  );
  assertEquals(
    sent(PAIR, { type: "hand_over", by: "ana", member_id: "bob" }),
    all("👑 bob is the admin now"),
  );
});

Deno.test("[P1, P2.5] a vote that is taken back is a line; what v1 can't show is nothing", () => {
  const line = "↩️ bob took back the vote on T-1";
  const voted = `${OPENED}\nbob votes 8 -> voted bob first`;
  assertEquals(sent(voted, { type: "vote", by: "bob", ticket_id: "T-1", card: null }), {
    ana: [line],
    bob: [line],
  });
  const quiet: Command[] = [
    { type: "queue", by: "ana", tickets: [{ ticket_id: "T-2" }], replace: false },
    { type: "settings", by: "ana", settings: { auto_reveal: true } },
    { type: "timer", by: "ana", ends_at: BEGINNING },
  ];
  for (const command of quiet) assertEquals(sent(PAIR, command), { ana: [], bob: [] });
});

Deno.test("[P1, P1.5] an opened ballot is its prompt alone; a restart in a line", () => {
  assertEquals(sent(PAIR, { type: "begin", by: "ana", ticket: { ticket_id: "T-1" } }), {
    ana: [],
    bob: [],
  });
  assertEquals(sent(OPENED, { type: "restart", by: "ana" }), {
    ana: ["🔁 Voting on T-1 starts again."],
    bob: ["🔁 Voting on T-1 starts again."],
  });
});

Deno.test("[P1, R6] a first vote is sent to each in a line, one in its place to nobody", () => {
  const vote: Command = { type: "vote", by: "bob", ticket_id: "T-1", card: "13" };
  assertEquals(sent(OPENED, vote), {
    ana: ["🗳️ bob voted for T-1"],
    bob: ["🗳️ bob voted for T-1"],
  });
  assertEquals(sent(`${OPENED}\nbob votes 8 -> voted bob first`, vote), { ana: [], bob: [] });
});

Deno.test("[P1, R8] the last vote completes the ballot, with its ticket's id", () => {
  const almost = `${OPENED}\nbob votes 8 -> voted bob first`;
  assertEquals(sent(almost, { type: "vote", by: "ana", ticket_id: "T-1", card: "5" }), {
    ana: [
      "🗳️ ana voted for T-1",
      '{"type":"VOTING_COMPLETED","data":{"ticket_id":"T-1","message":' +
      '"✅ Everybody has voted on T-1."}}',
    ],
    bob: [
      "🗳️ ana voted for T-1",
      '{"type":"VOTING_COMPLETED","data":{"ticket_id":"T-1","message":' +
      '"✅ Everybody has voted on T-1. Waiting for the admin to reveal."}}',
    ],
  });
});

Deno.test("[P1, R11] the reveal has every vote by member id, under the client's own capitals", () => {
  const voted = `${OPENED}
    cem joins -> joined cem, filled
    cem votes ? -> voted cem first
    cem leaves -> left cem
    bob votes 8 -> voted bob first
    ana votes 13 -> voted ana first, completed T-1 #1`;
  const map = '{"type":"VOTES_REVEALED","data":{"ticket_id":"T-1","client_vote_choice_map":{' +
    '"cem":{"Value":"?","MemberID":"cem","MemberName":"cem"},' +
    '"bob":{"Value":"8","MemberID":"bob","MemberName":"bob"},' +
    '"ana":{"Value":"13","MemberID":"ana","MemberName":"ana"}}}}';
  assertEquals(sent(voted, { type: "reveal", by: "ana", ticket_id: "T-1", force: false }), {
    ana: [map],
    bob: [
      map,
      '{"type":"AWAITING_ADMIN_VOTE_START","data":{"message":' +
      '"⏳ Waiting for the admin to begin the next ticket."}}',
    ],
  });
});

Deno.test("[P1, R16] the end is one plain text: why, and the results", () => {
  const revealed = `${OPENED}
    bob votes 8 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:8`;
  const text = [
    "🏁 The admin left. Room 7Z3K9QWD is closed.",
    "",
    "Session results",
    "",
    "Ticket  Votes  Mean  Median  Range  Consensus",
    "T-1     8      8     8       8      yes",
  ].join("\n");
  assertEquals(sent(revealed, { type: "leave", by: "ana" }), { ana: [text], bob: [text] });
});

Deno.test("[P1] each distinct frame is rendered once, and nobody gets it twice", () => {
  const room = roomAfter(PAIR);
  const view = viewOf(room);
  const member = room.members.get("bob");
  assert(member !== undefined);
  const deliveries = renderV1({ type: "joined", member }, view, ["ana", "bob"]);
  const frames = deliveries.filter(({ to }) => to.length > 0).map(({ frame }) => frame);
  assertEquals(new Set(frames).size, frames.length);
  assertEquals(renderV1({ type: "left", member }, view, []).flatMap(({ to }) => to), []);
});
