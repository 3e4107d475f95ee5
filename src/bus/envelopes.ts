/**
 * What workers send each other about connections: the edge, where a socket is, to the home of its room,
 * and back. Plain data, so that any bus can carry it [S3]. `conn` is the edge's number for a connection.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import type { Prompt } from "../protocol/prompts.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Deck } from "../room/deck.ts";
import type { MemberId, RoomId, Settings, Ticket } from "../room/state.ts";

export type NewcomerRequest = Extract<JoinRequest, { action: "join" }>;
export type CreateRequest = Extract<JoinRequest, { action: "create" }>;

/** What is to be done once, however often it is asked for: a name for it, and a hash of all that was asked. */
export interface Once {
  readonly key: string;
  readonly digest: string;
}

/**
 * What a program asks for that has the operator's key, about a room or a new one [A3]. `once`: null where the program
 * takes care of that itself.
 */
export type ProgramRequest =
  | {
    readonly action: "open";
    readonly capacity: number;
    readonly deck: Deck;
    readonly name: string | null;
    /** As it was chosen; null: none. */
    readonly passcode: string | null;
    readonly settings: Settings;
    /** The first of its queue. */
    readonly tickets: readonly Ticket[];
    /** Of its admin link; the room keeps a hash of it. */
    readonly admin_secret: string;
    readonly once: Once | null;
  }
  | { readonly action: "show"; readonly room_id: RoomId }
  | {
    readonly action: "queue";
    readonly room_id: RoomId;
    readonly tickets: readonly Ticket[];
    readonly replace: boolean;
    readonly once: Once | null;
  };

/**
 * When the message that this follows from reached its connection, by the wall clock, which all workers read
 * the same; null where it follows from none.
 */
export type Cause = number | null;

/** What limits per address know of an address: its slot in their tables, the same on all workers [W10]. */
export type AddressSlot = number;

/** Where a request comes from. */
export interface Source {
  readonly address: string;
  readonly slot: AddressSlot;
}

export type ToHome =
  | {
    readonly kind: "join";
    readonly conn: number;
    readonly request: Exclude<JoinRequest, CreateRequest>;
    readonly source: Source;
  }
  | {
    readonly kind: "create";
    readonly conn: number;
    readonly request: CreateRequest;
    readonly source: Source;
  }
  /** Answered by one frame, or refused; it gets no seat. */
  | {
    readonly kind: "program";
    readonly conn: number;
    readonly request: ProgramRequest;
    readonly source: Source;
  }
  /** A member's seat, for its connection, which is open still: the room was elsewhere until now [C19]. */
  | {
    readonly kind: "reattach";
    readonly conn: number;
    readonly seat: SeatId;
    /** What is on the screen of a v1 member. */
    readonly prompt: Prompt | null;
    readonly replies?: CreateRequest["replies"] | undefined;
    readonly source: Source;
  }
  | {
    readonly kind: "message";
    readonly conn: number;
    readonly message: ClientMessage;
    /** When its edge got it, by the wall clock. */
    readonly at: number;
  }
  | {
    readonly kind: "gone";
    readonly conn: number;
    /** Its client was sent a frame, or resumed: a v2 client that was not has no token to resume with [P2.7]. */
    readonly welcomed: boolean;
  };

/** Whose seat, in which room, and what its client has seen of it. */
export interface SeatId {
  readonly room_id: RoomId;
  readonly member_id: MemberId;
  /** How many of the room's ballots had been revealed when its client was last sent a reveal, or came. */
  readonly reveals: number;
}

/** What an edge has to know of a frame, to know what its member still waits for [C19]. */
export interface FrameNotes {
  /** The command that it answers. */
  readonly re?: string;
  /** What it puts on the screen of a v1 member. */
  readonly prompt?: Prompt;
  /** It is a reveal, as which of the room's: 1 for the first. */
  readonly reveals?: number;
}

/** The reply to a command that was done: its id, and the first version of the room that shows its effect. */
export interface Owed {
  readonly re: string;
  readonly version: number;
}

export type ToEdge =
  /** `seat`: where rooms may move [C19]. */
  | { readonly kind: "seated"; readonly conn: number; readonly seat?: SeatId }
  | { readonly kind: "refused"; readonly conn: number; readonly refusal: JoinRefusal }
  /** Asked the wrong worker: the room's home is, or will be, another [C4]. */
  | { readonly kind: "elsewhere"; readonly conn: number }
  | {
    readonly kind: "frame";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
    readonly notes?: FrameNotes;
  }
  /** The room's state for v2 members: of several, a reader that lags needs only the last [P2.3]. */
  | {
    readonly kind: "state";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
    /** Which of these are owed replies, and which. */
    readonly replies?: readonly (readonly [conn: number, replies: readonly Owed[]])[];
  }
  | {
    readonly kind: "close";
    readonly conns: readonly number[];
    readonly close: CloseName;
    /** A line with the reason; null where the last frame has it. */
    readonly message: string | null;
    /**
     * Their room goes on elsewhere, and their edge asks for their seats there instead [C19]. How many messages of each of
     * them were taken, and are answered.
     */
    readonly moved?: readonly number[];
  };

export type Envelope = ToHome | ToEdge;

/** About the bytes an envelope takes on its way, for the bound on what may wait for a worker. */
export function weigh(envelope: Envelope): number {
  const isFrame = envelope.kind === "frame" || envelope.kind === "state";
  return ENVELOPE_BYTES + (isFrame ? envelope.frame.length + 8 * envelope.conns.length : 0);
}

const ENVELOPE_BYTES = 256;

/** Why a connection gets no seat. */
export interface JoinRefusal {
  readonly close: CloseName;
  readonly message: string;
  /** Asked for a room that never was: perhaps somebody is guessing ids [W9]. */
  readonly guess: boolean;
  /** The parameter that is wrong, if it is one. */
  readonly field?: string;
}

/** A connection as its edge has it: its way to its room. Both calls are safe after it has ended. */
export interface EdgeConnection {
  /** To be called once the seat is there. */
  message(message: ClientMessage): void;
  gone(): void;
}

/** A socket as the store sees it. Calls never throw and, but for `seated`, never call back into the store. */
export interface Connection {
  /** The edge has taken it in, and asks for its seat: the first call, and once. */
  joining(edge: EdgeConnection): void;
  /** The seat is reserved. Messages that waited for it are sent to the room from in here [W4]. */
  seated(): void;
  refused(refusal: JoinRefusal): void;
  send(frame: string): void;
  /** As `send`, but while unsent a later state takes its place [P2.3]; `owed` are never lost with it. */
  sendState(frame: string, owed?: readonly Owed[]): void;
  close(close: CloseName, message: string | null): void;
}
