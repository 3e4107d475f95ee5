/** Who and what a room of the model is made of: members, what they say, and ballots. No rule in here. */
import type { Told } from "./told.ts";

/** Who hears what a member is told. */
export interface Listener {
  hears(told: Told): void;
}

/** What a message means to the room. */
export type Said =
  | { readonly kind: "announce"; readonly room_id: string }
  | { readonly kind: "begin"; readonly ticket: string }
  | { readonly kind: "vote"; readonly ticket: string; readonly card: string }
  | { readonly kind: "reveal"; readonly ticket: string }
  | { readonly kind: "unusable"; readonly answers: "begin" | "vote" | "reveal" }
  | { readonly kind: "gone" };

/** A vote on a ticket. */
export interface Ballot {
  readonly ticket: string;
  readonly attempt: number;
  votes: { who: Person; card: string }[];
  complete: boolean;
  told_complete: boolean;
  revealed: boolean;
}

/** A prompt on a member's screen, and the ballot it is about. */
export interface Asked {
  readonly question: "begin" | "vote" | "reveal";
  readonly about: Ballot | null;
}

/** Somebody with a seat. */
export class Person {
  announced = false;
  /** The connection is there; without it the member is about to leave. */
  sits = true;
  left = false;
  asked: Asked | null = null;

  constructor(
    readonly who: number,
    readonly line: Listener,
    readonly shown: string,
    readonly key: string,
    readonly since: number,
  ) {}
}
