/** Who sits where at home: the room as it is now, and a seat for each member, with or without a connection. */
import type { Prompt } from "../protocol/prompts.ts";
import type { MemberId, Protocol, Room } from "../room/state.ts";
import { type RoomView, viewOf } from "../room/view.ts";
import type { Saved } from "./journal.ts";
import type { Recorded } from "./recorder.ts";
import { hashOf, type Tokens } from "./tokens.ts";

/** A room that lives on this worker. */
export interface Hosted extends Recorded {
  room: Room;
  /** The room as members may see it; goes with `room`. */
  view: RoomView;
  readonly seats: Map<MemberId, Seat>;
  /** What v2 members come back with, and what those who left came back with. */
  tokens: Tokens;
  /** When v2 members were last sent the room's state, and the pending sending, if any [P2.3]. */
  stated_at: number;
  cancelState: (() => void) | null;
}

/** A room to be hosted, with nobody in it yet; `saved` if it comes out of a journal. */
export function host({ room, tokens }: Saved, saved: Saved | null): Hosted {
  return {
    room,
    view: viewOf(room),
    seats: new Map(),
    tokens,
    saved,
    ending: null,
    stated_at: 0,
    cancelState: null,
  };
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
  /** The hash of what a v2 member comes back with; null for v1 [P2.2]. */
  readonly token_hash: string | null;
  /** The prompt that this v1 member has not answered yet [P1.5]. */
  unanswered: Prompt | null;
  /** The version of the room that this v2 member was last sent [P2.3]. */
  told_version: number;
}

/** A seat without a connection, in its room. `token_hash`: null for v1. */
export function seatIn(hosted: Hosted, member_id: MemberId, token_hash: string | null): Seat {
  const seat: Seat = {
    member_id,
    hosted,
    protocol: token_hash === null ? "v1" : "v2",
    place: null,
    token_hash,
    unanswered: null,
    told_version: 0,
  };
  hosted.seats.set(member_id, seat);
  return seat;
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

/** The seat whose token this is [P2.2]; `former`: of a member who left; null: of nobody. */
export function seatOfToken(hosted: Hosted, token: string): Seat | "former" | null {
  const member_id = hosted.tokens.get(hashOf(token));
  if (member_id === undefined) return null;
  return member_id === null ? "former" : hosted.seats.get(member_id) ?? null;
}
