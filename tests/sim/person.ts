/** The types of the model: members, their messages, and ballots. No rules. */
import type { About, V2Request } from "./v2_request.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

/** Gets what a room sends to a member. */
export interface Recipient {
  enqueue(frame: ExpectedFrame): void;
}

export type Protocol = "v1" | "v2";
export type Role = "voter" | "observer";

/** A message as the room understands it. */
export type RoomMessage =
  | { readonly kind: "announce"; readonly room_id: string }
  | { readonly kind: "begin"; readonly ticket: string }
  | { readonly kind: "vote"; readonly ticket: string; readonly card: string }
  | { readonly kind: "reveal"; readonly ticket: string }
  | { readonly kind: "unusable"; readonly answers: "begin" | "vote" | "reveal" }
  /** A command of a v2 client, and the id for its reply. */
  | { readonly kind: "request"; readonly id: string | null; readonly request: V2Request }
  /** `welcomed`: the connection had been sent a frame, or was resuming. */
  | { readonly kind: "gone"; readonly welcomed: boolean };

/** A deck of cards. */
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
  /** The deck of this ballot; the room's may change later [R17b]. */
  readonly deck: Deck;
  /** Whether the ticket came from the queue [R11a]. */
  readonly queued: boolean;
  /** `name`: the voter's name at the reveal [R17b]. */
  votes: { who: Person; name: string; card: string }[];
  complete: boolean;
  wasComplete: boolean;
  revealed: boolean;
  revealed_at: number;
  estimate: string | null;
  note: string | null;
}

/** A member who was barred [R17b]. */
export interface Bar {
  readonly key: string;
  readonly address: string;
}

/** An unanswered prompt of a v1 member, and its ballot. */
interface Prompt {
  readonly question: "begin" | "vote" | "reveal";
  readonly about: Ballot | null;
}

/** The graces of a member who is away [P2.7]. */
interface Away {
  waited_for: boolean;
  readonly wait_until: number;
  readonly gone_at: number;
}

/** A person with a seat. */
export class Person {
  announced = false;
  /** Whether it is connected; otherwise a v1 member is leaving, and a v2 member is away. */
  sits = true;
  left = false;
  /** Whether it was restored from the journal, and has not returned since. */
  restored = false;
  away: Away | null = null;
  prompt: Prompt | null = null;
  /** When its last message arrived at the room [P1.3a]. */
  lastMessageAt: number;
  /** The address that an unclaimed v1 seat counts for [W10]. */
  reservedFrom: string | null = null;
  joined_at = 0;
  left_at: number | null = null;
  role: Role;
  /** Its address when it was given the seat [R17b]. */
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
