/**
 * The messages between workers: from the edge, which has a connection, to the home of its room, and back. Plain data,
 * so that any bus can carry them [S3]. `conn` is the edge's number for a connection.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import type { Prompt } from "../protocol/prompts.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Deck } from "../room/deck.ts";
import type { MemberId, RoomId, Settings, Ticket } from "../room/state.ts";

export type NewcomerRequest = Extract<JoinRequest, { action: "join" }>;
export type CreateRequest = Extract<JoinRequest, { action: "create" }>;

/** An idempotency key, and a hash of the whole request. */
export interface Once {
  readonly key: string;
  readonly digest: string;
}

/**
 * A request of a program that has an API key [A3]. `once`: null if the program sent no idempotency key.
 */
export type ProgramRequest =
  | {
    readonly action: "open";
    readonly capacity: number;
    readonly deck: Deck;
    readonly name: string | null;
    /** In plain text; null: none. */
    readonly passcode: string | null;
    readonly settings: Settings;
    /** The queue that it begins with. */
    readonly tickets: readonly Ticket[];
    /** The secret in its admin link; the room keeps only a hash. */
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
 * When the client's message that caused this arrived, on the wall clock, which is the same for all workers; null: no
 * message caused it. For latency metrics.
 */
export type Cause = number | null;

/** An address, as the limits per address know it: its slot in their tables, the same on all workers [W10]. */
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
  /** Answered with one frame or refused; it gets no seat. */
  | {
    readonly kind: "program";
    readonly conn: number;
    readonly request: ProgramRequest;
    readonly source: Source;
  }
  /** Asks to attach a member's open connection to its seat, after the room has moved [C19]. */
  | {
    readonly kind: "reattach";
    readonly conn: number;
    readonly seat: SeatId;
    /** The prompt that a v1 member has not answered; null: none. */
    readonly prompt: Prompt | null;
    readonly replies?: CreateRequest["replies"] | undefined;
    readonly source: Source;
  }
  | {
    readonly kind: "message";
    readonly conn: number;
    readonly message: ClientMessage;
    /** When its edge received it, on the wall clock. */
    readonly at: number;
  }
  | {
    readonly kind: "gone";
    readonly conn: number;
    /** Whether its client was sent a frame or had resumed: otherwise a v2 client has no resume token [P2.7]. */
    readonly welcomed: boolean;
  };

/** A member's seat, and what its client has seen of the room. */
export interface SeatId {
  readonly room_id: RoomId;
  readonly member_id: MemberId;
  /** How many ballots had been revealed when its client was last sent a reveal, or joined. */
  readonly reveals: number;
}

/** What an edge has to know about a frame, so that it knows what its member still waits for [C19]. */
export interface FrameNotes {
  /** The id of the command that it answers. */
  readonly re?: string;
  /** The prompt that it is, for a v1 member. */
  readonly prompt?: Prompt;
  /** The number of the reveal that it is: 1 for the room's first. */
  readonly reveals?: number;
}

/** An `OK` that is still to be sent: the command's id, and the first version of the room that reflects it. */
export interface Owed {
  readonly re: string;
  readonly version: number;
}

export type ToEdge =
  /** `seat`: in a cluster, where rooms may move [C19]. */
  | { readonly kind: "seated"; readonly conn: number; readonly seat?: SeatId }
  | { readonly kind: "refused"; readonly conn: number; readonly refusal: JoinRefusal }
  /** The request went to the wrong worker: the room's home is or will be another [C4]. */
  | { readonly kind: "elsewhere"; readonly conn: number }
  | {
    readonly kind: "frame";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
    readonly notes?: FrameNotes | undefined;
  }
  /** The room's state for v2 members. A slow reader needs only the last of several [P2.3]. */
  | {
    readonly kind: "state";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
    /** The replies that some of these get with it. */
    readonly replies?: readonly (readonly [conn: number, replies: readonly Owed[]])[] | undefined;
  }
  | {
    readonly kind: "close";
    readonly conns: readonly number[];
    readonly close: CloseName;
    /** A line with the reason; null: the last frame has said it. */
    readonly message: string | null;
    /**
     * Their room has moved, so their edge attaches them to its new home instead of closing them [C19]. For each, how
     * many of its messages the old home has processed and answered.
     */
    readonly moved?: readonly number[];
  };

export type Envelope = ToHome | ToEdge;

/** Approximate size of an envelope in bytes, for the limit on what may wait for a worker. */
export function weigh(envelope: Envelope): number {
  const isFrame = envelope.kind === "frame" || envelope.kind === "state";
  return ENVELOPE_BYTES + (isFrame ? envelope.frame.length + 8 * envelope.conns.length : 0);
}

const ENVELOPE_BYTES = 256;

/** Why a connection gets no seat. */
export interface JoinRefusal {
  readonly close: CloseName;
  readonly message: string;
  /** Whether it counts as a guess: of a room id, a token, a passcode or a key [W9]. */
  readonly guess: boolean;
  /** The parameter that is wrong, if it is one. */
  readonly field?: string;
}

/** The edge's side of a connection: its way to its room. Both calls are safe after it has ended. */
export interface EdgeConnection {
  /** May be called once the seat is there. */
  message(message: ClientMessage): void;
  gone(): void;
}

/** A socket as the store sees it. Its methods never throw and, except `seated`, never call back into the store. */
export interface Connection {
  /** The edge has registered it and asks for its seat: always the first call, and made once. */
  joining(edge: EdgeConnection): void;
  /** The seat is reserved. It now sends the messages that waited for this [W4]. */
  seated(): void;
  refused(refusal: JoinRefusal): void;
  send(frame: string): void;
  /** Like `send`, but a later state replaces one that is still unsent [P2.3]; its replies `owed` are kept. */
  sendState(frame: string, owed?: readonly Owed[]): void;
  close(close: CloseName, message: string | null): void;
}
