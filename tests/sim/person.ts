/** Who and what a room of the model is made of: members, what they say, and ballots. No rule in here. */
import type { Ask } from "./ask.ts";
import type { Told } from "./told.ts";

/** Who hears what a member is told. */
export interface Listener {
  hears(told: Told): void;
}

export type Protocol = "v1" | "v2";
export type Role = "voter" | "observer";

/** What a message means to the room. */
export type Said =
  | { readonly kind: "announce"; readonly room_id: string }
  | { readonly kind: "begin"; readonly ticket: string }
  | { readonly kind: "vote"; readonly ticket: string; readonly card: string }
  | { readonly kind: "reveal"; readonly ticket: string }
  | { readonly kind: "unusable"; readonly answers: "begin" | "vote" | "reveal" }
  /** A command of a v2 client, and the id that its reply has to carry. */
  | { readonly kind: "ask"; readonly id: string | null; readonly ask: Ask }
  /** `untold`: no frame had come to the connection, and it was not to return to a seat. */
  | { readonly kind: "gone"; readonly untold: boolean };

/** What a room votes with. */
export interface Deck {
  readonly name: string;
  readonly cards: readonly string[];
}

/** A vote on a ticket. */
export interface Ballot {
  readonly ticket: string;
  readonly title: string;
  readonly attempt: number;
  readonly opened_at: number;
  votes: { who: Person; card: string }[];
  complete: boolean;
  told_complete: boolean;
  revealed: boolean;
  revealed_at: number;
  estimate: string | null;
}

/** A prompt on a member's screen, and the ballot it is about. */
export interface Asked {
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
  /** It was here in an earlier life of the room's home, and has not been back since. */
  restored = false;
  away: Away | null = null;
  asked: Asked | null = null;
  joined_at = 0;
  left_at: number | null = null;
  role: Role;
  line: Listener;
  readonly protocol: Protocol;

  constructor(
    readonly who: number,
    line: Listener,
    readonly shown: string,
    readonly key: string,
    readonly since: number,
    { protocol, role }: { readonly protocol: Protocol; readonly role: Role },
  ) {
    this.line = line;
    this.protocol = protocol;
    this.role = role;
  }

  hears(told: Told): void {
    if (this.sits) this.line.hears(told);
  }
}
