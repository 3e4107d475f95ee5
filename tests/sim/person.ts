/** Who and what a room of the model is made of: members, their messages, and ballots. No rule in here. */
import type { About, V2Request } from "./v2_request.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

/** Who is sent what a room sends to a member. */
export interface Recipient {
  enqueue(frame: ExpectedFrame): void;
}

export type Protocol = "v1" | "v2";
export type Role = "voter" | "observer";

/** What a message means to the room. */
export type RoomMessage =
  | { readonly kind: "announce"; readonly room_id: string }
  | { readonly kind: "begin"; readonly ticket: string }
  | { readonly kind: "vote"; readonly ticket: string; readonly card: string }
  | { readonly kind: "reveal"; readonly ticket: string }
  | { readonly kind: "unusable"; readonly answers: "begin" | "vote" | "reveal" }
  /** A command of a v2 client, and the id that its reply has to carry. */
  | { readonly kind: "request"; readonly id: string | null; readonly request: V2Request }
  /** `welcomed`: a frame had come to the connection, or it was to return to a seat. */
  | { readonly kind: "gone"; readonly welcomed: boolean };

/** What a room votes with. */
export interface Deck {
  readonly name: string;
  readonly cards: readonly string[];
}

/** A vote on a ticket. */
export interface Ballot {
  readonly ticket: string;
  about: About;
  readonly attempt: number;
  readonly opened_at: number;
  /** What is voted with: the room's may be another one later [R17b]. */
  readonly deck: Deck;
  /** The ticket came out of the queue [R11a]. */
  readonly queued: boolean;
  /** `name`: what the voter was called, until the cards were turned over [R17b]. */
  votes: { who: Person; name: string; card: string }[];
  complete: boolean;
  wasComplete: boolean;
  revealed: boolean;
  revealed_at: number;
  estimate: string | null;
  note: string | null;
}

/** Who was removed for good [R17b]. */
export interface Bar {
  readonly key: string;
  readonly address: string;
}

/** A prompt on a member's screen, and the ballot it is about. */
export interface Prompt {
  readonly question: "begin" | "vote" | "reveal";
  readonly about: Ballot | null;
}

/** What is kept for a member whose connection is gone, and for how long [P2.7]. */
export interface Away {
  waited_for: boolean;
  readonly wait_until: number;
  readonly gone_at: number;
}

/** Somebody with a seat. */
export class Person {
  announced = false;
  /** The connection is there; without it a v1 member is about to leave, a v2 member is away. */
  sits = true;
  left = false;
  /** It was here in an earlier incarnation of the room's home, and has not been back since. */
  restored = false;
  away: Away | null = null;
  prompt: Prompt | null = null;
  /** When its last message came to its room [P1.3a]. */
  lastMessageAt: number;
  /** The address that counts for a seat of an old client until it is claimed [W10]. */
  reservedFrom: string | null = null;
  joined_at = 0;
  left_at: number | null = null;
  role: Role;
  /** Where it came from when it was given the seat [R17b]. */
  address = "";
  line: Recipient;
  readonly protocol: Protocol;

  constructor(
    readonly who: number,
    line: Recipient,
    public shown: string,
    public key: string,
    readonly since: number,
    { protocol, role }: { readonly protocol: Protocol; readonly role: Role },
  ) {
    this.line = line;
    this.lastMessageAt = since;
    this.protocol = protocol;
    this.role = role;
  }

  send(frame: ExpectedFrame): void {
    if (this.sits) this.line.enqueue(frame);
  }
}
