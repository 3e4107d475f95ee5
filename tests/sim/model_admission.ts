/** The model of admission to a room, and of changes of the room itself [R17b, W14]. */
import type { CoveragePoint, Refusal } from "./coverage.ts";
import type { JoinHandshake } from "./handshake.ts";
import type { ModelRoom } from "./model_room.ts";
import type { RoomChanges } from "./v2_request.ts";

/** The largest capacity that a room may have. */
const CAPACITY_MAX = 100;
const V1_CARDS_MIN = 2;

/** Why a newcomer is refused, apart from free seats. */
interface Admission {
  readonly why: "wrong_passcode" | "room_locked" | "barred" | "bad_request";
  readonly field: string | null;
  readonly point: CoveragePoint;
}

/** [R17b] Returns why a newcomer is refused; null: it is admitted. */
export function keepsOut(
  room: ModelRoom,
  { name, protocol, passcode }: JoinHandshake,
  address: string,
): Admission | null {
  if (room.passcode !== null && passcode?.shown !== room.passcode) {
    const point = passcode === null ? "refused: no passcode" : "refused: wrong passcode";
    return { why: "wrong_passcode", field: "passcode", point };
  }
  if (room.locked) return { why: "room_locked", field: null, point: "refused: room locked" };
  const barred = (point: CoveragePoint) => ({ why: "barred", field: null, point } as const);
  if (room.bars.some(({ key }) => key === name.key)) return barred("refused: a barred name");
  if (room.bars.some((bar) => bar.address === address)) return barred("refused: a barred address");
  if (protocol === "v1" && room.v1Cards.length < V1_CARDS_MIN) {
    // [P1.3]
    return { why: "bad_request", field: "room_id", point: "refused: no cards for an old client" };
  }
  return null;
}

/** Whether the new capacity is beyond the limit. */
export function isTooLarge({ capacity = 1 }: RoomChanges): boolean {
  return capacity > CAPACITY_MAX;
}

/** [R17b] Makes all of the changes, or none. */
export function setRoom(room: ModelRoom, changes: RoomChanges): Refusal | (() => void) {
  const { name, capacity, deck, locked, passcode } = changes;
  const { coverage } = room;
  const seats = Math.max(room.taken("voter"), room.taken("observer"));
  if (capacity !== undefined && capacity < seats) return "capacity_too_small";
  if (deck !== undefined && room.open !== null) return "ballot_open";
  const old = room.people.some(({ protocol }) => protocol === "v1");
  if (deck !== undefined && old && room.playable(deck).length < V1_CARDS_MIN) return "not_eligible";
  return () => {
    if (name !== undefined) room.name = name;
    if (locked !== undefined) room.locked = locked;
    if (passcode !== undefined) room.passcode = passcode;
    if (capacity !== undefined) {
      if (capacity !== room.capacity) coverage.count("capacities changed");
      room.capacity = capacity;
    }
    if (deck !== undefined) {
      if (deck.name !== room.deck.name) coverage.count("decks changed");
      if (room.past.length > 0) coverage.count("decks changed after a ballot");
      room.deck = deck;
    }
    if (locked === true) coverage.count("rooms locked");
    if (typeof passcode === "string") coverage.count("rooms with a passcode");
  };
}
