/**
 * What members may see of a room: the one gate between the room's state and every encoder. A view has no
 * place for a card of an open ballot [R7].
 */
import type { Deck } from "./deck.ts";
import type { MemberId, Protocol, Role, Room, RoomId, Ticket } from "./state.ts";

export interface MemberView {
  readonly member_id: MemberId;
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol;
  readonly announced: boolean;
  /** Whether a vote of this member is in, on the ballot that is open. */
  readonly voted: boolean;
}

export interface BallotView {
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly phase: "voting" | "complete";
}

export interface RoomView {
  readonly room_id: RoomId;
  readonly capacity: number;
  readonly deck: Deck;
  readonly admin_id: MemberId;
  readonly members: ReadonlyMap<MemberId, MemberView>;
  /** The ballot members can vote on, if one is open. */
  readonly open: BallotView | null;
  /** No ballot is open, and the admin has been asked for the next ticket: the room was full once, or voted [R4]. */
  readonly ready: boolean;
}

/** The view of a room as it is now. */
export function viewOf(room: Room): RoomView {
  const { ballot } = room;
  const open = ballot === null || ballot.phase === "revealed" ? null : ballot;
  const members = new Map<MemberId, MemberView>();
  for (const member of room.members.values()) {
    const { member_id, name, role, protocol } = member;
    const announced = member.announced_at !== null;
    const voted = open !== null && open.votes.has(member_id);
    members.set(member_id, { member_id, name, role, protocol, announced, voted });
  }
  return {
    room_id: room.room_id,
    capacity: room.capacity,
    deck: room.deck,
    admin_id: room.admin_id,
    members,
    open: open && { ticket: open.ticket, attempt: open.attempt, phase: open.phase },
    ready: open === null && (room.filled !== "never" || ballot !== null),
  };
}
