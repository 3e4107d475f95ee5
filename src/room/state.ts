/**
 * A room's state, as plain readonly data. It holds the cards of an open ballot, so it never leaves the
 * worker that is home to the room: what others may see is built in secrecy.ts alone [R7].
 *
 * Times that people see are stamps of the wall clock; those that the room goes by are of the steady one, and
 * say so (moment.ts) [R17a].
 */
import type { Deck } from "./deck.ts";
import type { HistoryTally } from "./history_tally.ts";
import type { Summary } from "./summary.ts";

export type RoomId = string;
/** A member's id, made by the server when it gives the seat. */
export type MemberId = string;
/** Observers see all that voters see, and don't vote. */
export type Role = "voter" | "observer";
/** Which protocol a member's client speaks; v1 members are never observers or promoted [P1.4]. */
export type Protocol = "v1" | "v2";

/**
 * Whether a member's connection is open [P2.7]. While `waited_for`, an open ballot waits for an away
 * voter's vote, until `wait_until`; at `gone_at` its seat is given up. Both by the steady clock.
 */
export type Presence =
  | { readonly state: "online" }
  | {
    readonly state: "away";
    readonly waited_for: boolean;
    readonly wait_until: number;
    readonly gone_at: number;
  };

export interface Member {
  readonly member_id: MemberId;
  /** As shown: sanitised, and unlike every other name in the room [W5]. */
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol;
  /** By the steady clock, as `announced_at`. */
  readonly seated_at: number;
  /** When it was announced to the others; null while the seat is only reserved [R3]. */
  readonly announced_at: number | null;
  /** A v1 member is online, but for a moment after its room has moved: its connection's end is its own [P2.7, C19]. */
  readonly presence: Presence;
  /** Where it connected from, as a key that only the server can make: for who is barred [R17b]. */
  readonly origin?: string;
}

/** A vote on a revealed ballot. */
export interface Vote {
  /** Whose vote it is: also that of a member who has left. */
  readonly member_id: MemberId;
  /** The member's name when it voted. */
  readonly name: string;
  /** The card, as the deck has it. */
  readonly card: string;
}

/** What is estimated. */
export interface Ticket {
  /** The ticket's id in whatever tracks it: a short text. */
  readonly ticket_id: string;
  /** What it is about, in a line. */
  readonly title?: string;
  /** Where it is to be read: http or https [P2.5a]. */
  readonly url?: string;
  /** Markdown, which nobody shows as HTML [P2.5a]. */
  readonly description?: string;
  /** Which tracker it came from, by the name that the operator gave it; no client can set it [A5]. */
  readonly tracker?: string;
}

interface Attempt {
  readonly ticket_id: string;
  /** From 1; the same ticket voted on again is a new attempt [R12]. */
  readonly attempt: number;
}

/** A ballot whose cards are secret. */
export interface OpenBallot {
  readonly phase: "voting" | "complete";
  readonly ticket: Ticket;
  /** As in `Attempt`. */
  readonly attempt: number;
  readonly opened_at: number;
  readonly votes: ReadonlyMap<MemberId, Vote>;
  /** Whose votes these are in part, spoke v1 and left: each gives way to that of a v1 member of its name [R9]. */
  readonly v1_leavers: readonly MemberId[];
  /** Whether the ticket came out of the queue, and goes back there when the ballot is cancelled [R11a]. */
  readonly queued: boolean;
}

/** A ballot that everyone has seen; its votes are fixed [R11]. */
export interface RevealedBallot {
  readonly phase: "revealed";
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly opened_at: number;
  readonly revealed_at: number;
  /** null where the history has dropped them [R12]. */
  readonly votes: readonly Vote[] | null;
  readonly summary: Summary;
  /** What the team settled on, if the admin has set it. */
  readonly estimate: string | null;
  /** What is to be remembered about it [P2.5a]. */
  readonly note: string | null;
}

export type Ballot = OpenBallot | RevealedBallot;

/** Somebody who is or was in the room. */
export interface Participant {
  /** As in the votes. */
  readonly member_id: MemberId;
  /** As the room showed it. */
  readonly name: string;
  /** When the others learned of the member. */
  readonly joined_at: number;
  /** When the seat was given up; null while it is kept. */
  readonly left_at: number | null;
}

/** What the admin chooses for a room. */
export interface Settings {
  /** Reveal with the vote that completes the ballot [P2.7]. */
  readonly auto_reveal: boolean;
  /** Whether the room closes when its admin leaves, or another voter becomes admin [R14]. */
  readonly on_admin_leave: "close" | "promote";
  /** Who may begin and reveal [R11b]. */
  readonly who_runs: "admin" | "everyone";
}

/** Who was removed for good: comes in under this name no more, nor from there [R17b]. */
export interface Bar {
  readonly name: string;
  readonly origin: string | null;
}

export interface Room {
  readonly room_id: RoomId;
  /** Grows with every change that members can see [P2.3]. */
  readonly version: number;
  readonly created_at: number;
  /** When something last happened here, by the steady clock [R17]. */
  readonly active_at: number;
  /** Voters at most; observers at most as many again [R2]. */
  readonly capacity: number;
  readonly deck: Deck;
  /** What people call it [R17b]. */
  readonly name: string | null;
  /** Nobody new comes in [R17b]. */
  readonly locked: boolean;
  /** Of what newcomers have to know, as a hash that means nothing here [R17b]. */
  readonly passcode_hash: string | null;
  readonly bars: readonly Bar[];
  readonly admin_id: MemberId;
  /**
   * Of the secret in the admin link of a room that a program opened, as a hash that means nothing here. Until somebody
   * comes with it, `admin_id` is the id that whoever does will have; then it is null, as in any other room [A3, R1].
   */
  readonly admin_link_hash: string | null;
  readonly settings: Settings;
  /** Tickets to come, next first. */
  readonly queue: readonly Ticket[];
  /** When the timer that the admin started runs out, by the steady clock; it ends at the reveal. */
  readonly timer_ends_at: number | null;
  /** Whether the timer's end turns the cards over [R11a]. */
  readonly timer_reveals: boolean;
  /** When voters were last asked once more, by the steady clock; null: not on this ballot [P2.5a]. */
  readonly nudged_at: number | null;
  /** How long the room waits for an admin who is away, by the steady clock [R14]. */
  readonly admin_awaited_until: number | null;
  /** In the order they came; reserved seats included. */
  readonly members: ReadonlyMap<MemberId, Member>;
  readonly ballot: Ballot | null;
  /** Attempts that were cancelled, the newest last: their numbers are not used again, for late votes [R11a]. */
  readonly cancelled: readonly Attempt[];
  /** Revealed ballots, oldest first. */
  readonly history: readonly RevealedBallot[];
  /** What they take as encoded: `history.ts` keeps count [R12]. */
  readonly history_bytes: number;
  /** What else is counted of them: `history_tally.ts`. */
  readonly history_tally: HistoryTally;
  /** In the order they came. */
  readonly participants: readonly Participant[];
  /** Those of them who have left, in the order they left, which their stamps don't give [R17a]. */
  readonly departed: readonly MemberId[];
  /** Whether announced voters fill the room, and whether they ever did: each filling is announced once [R4]. */
  readonly filled: "never" | "once" | "now";
}

/** Why a room ended [R14, R17, S6]. */
export type EndReason = "admin_left" | "ended_by_admin" | "idle" | "server_stopping";

/** A session's outcome [R16]. */
export interface Results {
  readonly room_id: RoomId;
  readonly created_at: number;
  readonly ended_at: number;
  readonly participants: readonly Participant[];
  readonly ballots: readonly RevealedBallot[];
}

/** What is empty of a ticket is none. */
export function filled(ticket: Ticket): Ticket;
export function filled(ticket: Partial<Ticket>): Partial<Ticket>;
export function filled(ticket: Partial<Ticket>): Partial<Ticket> {
  const { ticket_id, title, url, description, tracker } = ticket;
  // field by field: to spread each takes three times as long
  const result: { -readonly [Field in keyof Ticket]?: Ticket[Field] } = {};
  if (ticket_id !== undefined) result.ticket_id = ticket_id;
  if (isFilled(title)) result.title = title;
  if (isFilled(url)) result.url = url;
  if (isFilled(description)) result.description = description;
  if (isFilled(tracker)) result.tracker = tracker;
  return result;
}

function isFilled(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

/** The ballot whose cards are secret, if there is one. */
export function openBallot({ ballot }: Pick<Room, "ballot">): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}

/** Makes a `switch` that forgets a case a compile error. */
export function assertNever(value: never): never {
  throw new Error(`not a case: ${JSON.stringify(value)}`);
}
