// From what a client sent to what its room is given: who asks and when is added, nothing else.
import { assertEquals } from "@std/assert";
import type { TrackerRequest, V1Message, V2Request } from "../../src/protocol/client_message.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom } from "../../src/room/room.ts";
import { commandOfV1, commandOfV2 } from "../../src/hosting/command_of.ts";
import { LiveRoom } from "../../src/hosting/sessions.ts";
import { at } from "../room/moments.ts";

const NOW = 1_700_000_000_000;

function seatOf(memberId: string) {
  const admin = { member_id: memberId, name: "ana", role: "voter", protocol: "v1" } as const;
  const room = createRoom({ room_id: "7Z3K9QWD", capacity: 9, deck: FIBONACCI, admin }, at(NOW));
  return { member_id: memberId, live: new LiveRoom({ room, tokens: new Map() }, null) };
}

Deno.test("[P1] a v1 message becomes its sender's command, or a line with the reason why not", () => {
  const table: [V1Message, Command | string][] = [
    [{ type: "announce", room_id: "7Z3K9QWD" }, { type: "announce", by: "ana" }],
    [
      { type: "announce", room_id: "ZZZZZZZZ" },
      "room_id must be 7Z3K9QWD, the room you are in; for another one, connect again.",
    ],
    [{ type: "begin", ticket_id: "T" }, { type: "begin", by: "ana", ticket: { ticket_id: "T" } }],
    [
      { type: "vote", ticket_id: "T", card: "5" },
      { type: "vote", by: "ana", ticket_id: "T", card: "5" },
    ],
    // [R11] only a v2 admin may force it
    [
      { type: "reveal", ticket_id: "T" },
      { type: "reveal", by: "ana", ticket_id: "T", force: false },
    ],
    [{ type: "unusable", answers: "begin", message: "No." }, "No."],
  ];
  for (const [message, command] of table) {
    assertEquals(commandOfV1(message, seatOf("ana")), command);
  }
});

Deno.test("[P2.5] a v2 request becomes its sender's command; seconds become the time they end at", () => {
  const table: [Exclude<V2Request, TrackerRequest | { type: "results" }>, Command][] = [
    [{ type: "leave" }, { type: "leave", by: "ben" }],
    [{ type: "timer", seconds: 90 }, {
      type: "timer",
      by: "ben",
      ends_at: NOW + 90_000,
      reveals: false,
    }],
    [
      { type: "command", command: { type: "timer", ends_at: null } },
      { type: "timer", by: "ben", ends_at: null },
    ],
    [
      { type: "command", command: { type: "vote", ticket_id: "T", card: null } },
      { type: "vote", by: "ben", ticket_id: "T", card: null },
    ],
    [
      { type: "command", command: { type: "remove", member_id: "ana" } },
      { type: "remove", by: "ben", member_id: "ana" },
    ],
  ];
  for (const [request, command] of table) {
    const deps = { by: "ben", room_id: "7Z3K9QWD", clock: { now: () => NOW } };
    assertEquals(commandOfV2(request, deps), command);
  }
});
