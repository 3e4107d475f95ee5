// What the browser's tab says of a room, for whoever is in another tab.
import { assertEquals } from "@std/assert";
import type { Member, OwnVote, RoomState } from "../../src/client/mod.ts";
import { isWaitedFor, titleInRoom } from "../../src/web/pure/room_title.ts";

const ANA: Member = {
  member_id: "A",
  name: "Ana",
  role: "voter",
  presence: "online",
  voted: true,
};
const MEMBERS = [ANA, { ...ANA, member_id: "B", name: "Bob", voted: false }];
const OPEN = { ticket_id: "WEB-7", attempt: 1, phase: "voting", opened_at: 0 } as const;
const ROOM: Pick<RoomState, "room_id" | "ballot" | "members"> = {
  room_id: "7K2M9QXD",
  ballot: null,
  members: MEMBERS,
};

Deno.test("a room has its name in the title, or its id where it has none", () => {
  assertEquals(titleInRoom(ROOM, { isWaitedFor: false }), "Room 7K2M9QXD");
  assertEquals(titleInRoom({ ...ROOM, name: "Checkout" }, { isWaitedFor: false }), "Checkout");
});

Deno.test("an open ballot shows how many voted, and whoever is waited for that it is their turn", () => {
  const room = { ...ROOM, name: "Checkout", ballot: OPEN };
  assertEquals(titleInRoom(room, { isWaitedFor: false }), "1/2 WEB-7 · Checkout");
  assertEquals(titleInRoom(room, { isWaitedFor: true }), "Your turn: 1/2 WEB-7 · Checkout");
});

Deno.test("a voter without a card is waited for while a ballot is open", () => {
  const room = { ...ROOM, ballot: OPEN };
  const waits = (memberId: string, vote: OwnVote | null = null, one = room) =>
    isWaitedFor(one, { memberId, vote });
  assertEquals([waits("A"), waits("B"), waits("nobody")], [false, true, false]);
  // the card is on its way
  assertEquals(waits("B", { ticket_id: "WEB-7", attempt: 1, card: "5", pending: true }), false);
  assertEquals(isWaitedFor(ROOM, { memberId: "B", vote: null }), false);
  const complete = { ...room, ballot: { ...OPEN, phase: "complete" as const } };
  assertEquals(isWaitedFor(complete, { memberId: "B", vote: null }), false);
  const observer = MEMBERS.map((one) => ({ ...one, role: "observer" as const }));
  assertEquals(isWaitedFor({ ...room, members: observer }, { memberId: "B", vote: null }), false);
});
