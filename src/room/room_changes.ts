/** Changes to a room that is in use: name, lock, passcode, capacity and deck [R17b]. */
import { type Deck, suitsV1, V1_CARDS, V1_CARDS_MIN } from "./deck.ts";
import {
  type CommandOf,
  done,
  type Refused,
  refused,
  type RoomChanges,
  type StepResult,
} from "./events.ts";
import { hasRoomFor, sessionFull } from "./history.ts";
import { seatsTaken } from "./members.ts";
import { requireAdmin } from "./permissions.ts";
import { openBallot, type Room } from "./state.ts";

/** [R17b] Applies all changes, or none. */
export function changeRoom(room: Room, { by, changes }: CommandOf<"set_room">): StepResult {
  const refusal = requireAdmin(room, by, "change the room") ?? refuseCapacity(room, changes) ??
    refuseDeck(room, changes);
  if (refusal !== null) return refusal;
  const changed = { ...room, ...changes };
  const ballot = openBallot(room);
  // [R12] more voters may make the open ballot larger
  if (ballot !== null && changed.capacity > room.capacity && !hasRoomFor(changed, ballot)) {
    return sessionFull("a ballot of so many");
  }
  const isSame = changed.name === room.name && changed.locked === room.locked &&
    changed.passcode_hash === room.passcode_hash && changed.capacity === room.capacity &&
    isSameDeck(changed.deck, room.deck);
  return isSame ? done(room) : done(changed, { type: "changed" });
}

function refuseCapacity(room: Room, { capacity }: RoomChanges): Refused | null {
  if (capacity === undefined) return null;
  const seats = Math.max(seatsTaken(room, "voter"), seatsTaken(room, "observer"));
  if (capacity >= seats) return null;
  return refused(
    "capacity_too_small",
    `capacity must be at least ${seats}: so many seats are taken, and got ${capacity}.`,
  );
}

function refuseDeck(room: Room, { deck }: RoomChanges): Refused | null {
  if (deck === undefined) return null;
  const ballot = openBallot(room);
  if (ballot !== null) {
    return refused(
      "ballot_open",
      `Voting on ${ballot.ticket.ticket_id} is open: reveal or cancel it before the cards change.`,
    );
  }
  const isV1There = [...room.members.values()].some(({ protocol }) => protocol === "v1");
  if (!isV1There || suitsV1(deck)) return null;
  return refused(
    "not_eligible",
    `Some members have old clients, which can play ${V1_CARDS.join(", ")} alone: ` +
      `the deck must have at least ${V1_CARDS_MIN} of them.`,
  );
}

function isSameDeck(one: Deck, other: Deck): boolean {
  return one.name === other.name && one.cards.length === other.cards.length &&
    one.cards.every((card, at) => card === other.cards[at]);
}
