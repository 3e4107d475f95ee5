/**
 * A room's state, as plain readonly data. It holds the cards of an open ballot, so it never leaves the
 * worker that is home to the room. Only secrecy.ts builds what others may see of it [R7].
 *
 * Times that people see are read from the wall clock. Deadlines are on the steady clock, and their comments say
 * so (moment.ts) [R17a].
 */
import type { Deck } from "./deck.ts";
import type { HistoryTally } from "./history_tally.ts";
import type { Summary } from "./summary.ts";

export type RoomId = string;
/** A member's id, made by the server when it gives the seat. */
export type MemberId = string;
/** Observers see what voters see, but don't vote. */
export type Role = "voter" | "observer";
/** Which protocol a member's client speaks; v1 members are never observers or promoted [P1.4]. */
export type Protocol = "v1" | "v2";

/**
 * Whether a member's connection is open [P2.7]. An open ballot waits for the vote of an away voter who is
 * `waited_for`, until `wait_until`. The member loses its seat at `gone_at`. Both times are on the steady clock.
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
  /** Sanitised, and unique in the room [W5]. */
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol;
  /** When the seat was reserved, on the steady clock. */
  readonly seated_at: number;
  /** When it was announced to the others, on the steady clock; null while the seat is only reserved [R3]. */
  readonly announced_at: number | null;
  /** v1 members leave with their connection, so they are online, but for a moment after a move [P2.7, C19]. */
  readonly presence: Presence;
  /** Hash of the address that it connected from, by which a barred member is recognised [R17b]. */
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
  /** Its id in the issue tracker, or any other short text. */
  readonly ticket_id: string;
  /** One line. */
  readonly title?: string;
  /** Its page in the tracker: http or https [P2.5a]. */
  readonly url?: string;
  /** Markdown. Clients show it as text, never as HTML [P2.5a]. */
  readonly description?: string;
  /** The configured name of the tracker that it was imported from; no client can set it [A5]. */
  readonly tracker?: string;
}

interface Attempt {
  readonly ticket_id: string;
  /** Counted from 1 for each ticket: voting on it again is a new attempt [R12]. */
  readonly attempt: number;
}

/** A ballot that has not been revealed: its cards are secret. */
export interface OpenBallot {
  readonly phase: "voting" | "complete";
  readonly ticket: Ticket;
  /** As in `Attempt`. */
  readonly attempt: number;
  readonly opened_at: number;
  readonly votes: ReadonlyMap<MemberId, Vote>;
  /** v1 members who voted and left. Such a vote is dropped when a v1 member of the same name votes [R9]. */
  readonly v1_leavers: readonly MemberId[];
  /** Whether the ticket came from the queue, and returns to it if the ballot is cancelled [R11a]. */
  readonly queued: boolean;
}

/** A revealed ballot: its votes never change [R11]. */
export interface RevealedBallot {
  readonly phase: "revealed";
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly opened_at: number;
  readonly revealed_at: number;
  /** null once the history has dropped them to save space [R12]. */
  readonly votes: readonly Vote[] | null;
  readonly summary: Summary;
  /** What the team settled on; null until the admin sets it. */
  readonly estimate: string | null;
  /** The admin's note; null: there is none [P2.5a]. */
  readonly note: string | null;
}

export type Ballot = OpenBallot | RevealedBallot;

/** Somebody who is or was in the room. */
export interface Participant {
  /** The same as in the votes. */
  readonly member_id: MemberId;
  /** The last name that the member had here. */
  readonly name: string;
  /** When the member was announced to the others. */
  readonly joined_at: number;
  /** When the member left; null while its seat is kept. */
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

/** Keeps out whoever joins under this name or from this address [R17b]. */
export interface Bar {
  readonly name: string;
  readonly origin: string | null;
}

export interface Room {
  readonly room_id: RoomId;
  /** Grows with every change that members can see [P2.3]. */
  readonly version: number;
  readonly created_at: number;
  /** When the last command was applied, on the steady clock; ticks don't count [R17]. */
  readonly active_at: number;
  /** Seats for voters. There are as many again for observers [R2]. */
  readonly capacity: number;
  readonly deck: Deck;
  /** What people call it [R17b]. */
  readonly name: string | null;
  /** Whether newcomers are refused [R17b]. */
  readonly locked: boolean;
  /** Hash of the passcode that newcomers need, opaque to the room; null: they need none [R17b]. */
  readonly passcode_hash: string | null;
  readonly bars: readonly Bar[];
  readonly admin_id: MemberId;
  /**
   * Hash of the secret in the admin link, if a program opened the room; opaque to the room. Until somebody joins with
   * that link, `admin_id` is the id that this person will get. Afterwards, and in all other rooms, null [A3, R1].
   */
  readonly admin_link_hash: string | null;
  readonly settings: Settings;
  /** Tickets to come, next first. */
  readonly queue: readonly Ticket[];
  /**
   * When the admin's timer runs out, on the steady clock; null: there is none. A reveal and a cancellation remove it.
   */
  readonly timer_ends_at: number | null;
  /** Whether the cards are revealed when the timer runs out [R11a]. */
  readonly timer_reveals: boolean;
  /** When voters were last nudged on this ballot, on the steady clock; null: not yet [P2.5a]. */
  readonly nudged_at: number | null;
  /** Until when the room waits for an admin who is away, on the steady clock; null: the admin is here [R14]. */
  readonly admin_awaited_until: number | null;
  /** In the order they came, including members whose seats are only reserved. */
  readonly members: ReadonlyMap<MemberId, Member>;
  readonly ballot: Ballot | null;
  /** Cancelled attempts, newest last: their numbers are not reused, so that no late vote counts for another [R11a]. */
  readonly cancelled: readonly Attempt[];
  /** Revealed ballots, oldest first. */
  readonly history: readonly RevealedBallot[];
  /** Size of the encoded history in bytes, kept by history.ts [R12]. */
  readonly history_bytes: number;
  /** Other counts of the history, kept by history_tally.ts. */
  readonly history_tally: HistoryTally;
  /** In the order they came. */
  readonly participants: readonly Participant[];
  /** Participants who have left, in that order: `left_at` does not tell, because the wall clock may be set [R17a]. */
  readonly departed: readonly MemberId[];
  /** Whether announced voters fill the room now, did so once, or never: it is announced when they do [R4]. */
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

/** The ticket without its empty fields. */
export function withoutEmpty(ticket: Ticket): Ticket;
export function withoutEmpty(ticket: Partial<Ticket>): Partial<Ticket>;
export function withoutEmpty(ticket: Partial<Ticket>): Partial<Ticket> {
  const { ticket_id, title, url, description, tracker } = ticket;
  // assigned one by one: conditional spreads take three times as long
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

/** The room's unrevealed ballot; null: there is none. */
export function openBallot({ ballot }: Pick<Room, "ballot">): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}

/** Makes a `switch` that forgets a case a compile error. */
export function assertNever(value: never): never {
  throw new Error(`not a case: ${JSON.stringify(value)}`);
}
