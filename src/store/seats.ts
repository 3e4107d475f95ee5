/** Who sits where at home: the room as it is now, and a seat for each member, with or without a connection. */
import type { Prompt } from "../protocol/prompts.ts";
import type { MemberId, Protocol, Room } from "../room/state.ts";
import { type RoomView, viewOf } from "../room/view.ts";
import type { Ending, Saved } from "./journal.ts";
import type { Recorded } from "./recorder.ts";
import { hashOf, type Tokens } from "./tokens.ts";

/** A room that lives on this worker. */
export class Hosted implements Recorded {
  room: Room;
  #view: RoomView | null = null;
  #viewed: Room | null = null;
  readonly seats = new Map<MemberId, Seat>();
  /** What v2 members come back with, and what those who left came back with. */
  tokens: Tokens;
  saved: Saved | null;
  ending: Ending | null = null;
  /** When v2 members were last sent the room's state, and the pending sending, if any [P2.3]. */
  stated_at = 0;
  cancelState: (() => void) | null = null;

  /** With nobody in it yet; `saved` if it comes out of a journal. */
  constructor({ room, tokens }: Saved, saved: Saved | null) {
    this.room = room;
    this.tokens = tokens;
    this.saved = saved;
  }

  /** The room as members may see it now: made when somebody looks. */
  get view(): RoomView {
    if (this.#view === null || this.#viewed !== this.room) {
      this.#viewed = this.room;
      this.#view = viewOf(this.room);
    }
    return this.#view;
  }
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

/** Connections of one worker. */
export interface EdgeConns {
  readonly edge: number;
  readonly conns: number[];
}

/** The connections of these seats by the worker that has them: what goes out as one post each. */
export function byEdge(seats: readonly Seat[]): readonly EdgeConns[] {
  // workers are few: a list is quicker than a map
  const all: EdgeConns[] = [];
  for (const { place } of seats) {
    if (place === null) continue;
    const { edge, conn } = place;
    const same = all.find((one) => one.edge === edge);
    if (same === undefined) all.push({ edge, conns: [conn] });
    else same.conns.push(conn);
  }
  return all;
}

/** The seat whose token this is [P2.2]; `former`: of a member who left; null: of nobody. */
export function seatOfToken(hosted: Hosted, token: string): Seat | "former" | null {
  const member_id = hosted.tokens.get(hashOf(token));
  if (member_id === undefined) return null;
  return member_id === null ? "former" : hosted.seats.get(member_id) ?? null;
}
