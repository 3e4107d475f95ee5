/** Who sits where at home: the room as it is now, and a seat for each member, with or without a connection. */
import type { Prompt } from "../protocol/prompts.ts";
import type { MemberId, Protocol, Room } from "../room/state.ts";
import type { RoomView } from "../room/view.ts";

/** A room that lives on this worker. */
export interface Hosted {
  room: Room;
  /** The room as members may see it; goes with `room`. */
  view: RoomView;
  readonly seats: Map<MemberId, Seat>;
  /** Resume tokens of members who left: to show one of them is no guess [W9]. */
  readonly former_tokens: Set<string>;
  /** When v2 members were last sent the room's state, and the pending sending, if any [P2.3]. */
  stated_at: number;
  cancelState: (() => void) | null;
}

/** A connection: the worker that has it, and its number for it. */
export interface Place {
  readonly edge: number;
  readonly conn: number;
}

/** A member's seat, and what is on its screen. */
export interface Seat {
  readonly member_id: MemberId;
  readonly hosted: Hosted;
  readonly protocol: Protocol;
  /** null: away [P2.7]. */
  place: Place | null;
  /** What a v2 member comes back with; null for v1 [P2.2]. */
  readonly resume_token: string | null;
  /** The prompt that this v1 member has not answered yet [P1.5]. */
  unanswered: Prompt | null;
  /** The version of the room that this v2 member was last sent [P2.3]. */
  told_version: number;
}

/** Seats by the connection that is theirs. */
export class Places {
  readonly #seats = new Map<number, Map<number, Seat>>();

  at(edge: number, conn: number): Seat | undefined {
    return this.#seats.get(edge)?.get(conn);
  }

  of(edge: number): readonly Seat[] {
    return [...this.#seats.get(edge)?.values() ?? []];
  }

  /** Gives a seat its connection. */
  take(seat: Seat, place: Place): void {
    this.leave(seat);
    seat.place = place;
    const ofEdge = this.#seats.get(place.edge) ?? new Map<number, Seat>();
    this.#seats.set(place.edge, ofEdge.set(place.conn, seat));
  }

  /** Takes a seat's connection away, if it has one. */
  leave(seat: Seat): void {
    if (seat.place !== null) this.#seats.get(seat.place.edge)?.delete(seat.place.conn);
    seat.place = null;
  }

  clear(): void {
    this.#seats.clear();
  }
}

/** The connections of these seats by the worker that has them: what goes out as one post each. */
export function byEdge(seats: readonly Seat[]): Map<number, number[]> {
  const conns = new Map<number, number[]>();
  for (const { place } of seats) {
    if (place === null) continue;
    const ofEdge = conns.get(place.edge);
    if (ofEdge === undefined) conns.set(place.edge, [place.conn]);
    else ofEdge.push(place.conn);
  }
  return conns;
}

/** The seat whose token this is, in a time that tells nothing of how much of it was right [P2.2]. */
export function seatOfToken(hosted: Hosted, token: string): Seat | null {
  let found: Seat | null = null;
  for (const seat of hosted.seats.values()) {
    if (seat.resume_token !== null && sameText(seat.resume_token, token)) found = seat;
  }
  return found;
}

function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
