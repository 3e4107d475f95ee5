/** The commands that a room takes, and the events that it answers with: the protocols render these for members. */
import type {
  EndReason,
  Member,
  MemberId,
  Protocol,
  Results,
  RevealedBallot,
  Role,
  Room,
  Settings,
  Ticket,
} from "./state.ts";

/** Everything that can happen to a room. `by` is the member who sent the command. */
export type Command =
  | {
    readonly type: "reserve";
    readonly member_id: MemberId;
    readonly name: string;
    readonly role: Role;
    readonly protocol: Protocol;
    readonly origin?: string;
  }
  | { readonly type: "announce"; readonly by: MemberId }
  /** Without an id the ballot is called `Vote N` [R11a]. */
  | { readonly type: "begin"; readonly by: MemberId; readonly ticket: TicketDraft }
  | { readonly type: "restart"; readonly by: MemberId } & BallotName
  | { readonly type: "cancel"; readonly by: MemberId } & BallotName
  | {
    readonly type: "vote";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly attempt?: number;
    /** null withdraws the vote. */
    readonly card: string | null;
  }
  | {
    readonly type: "reveal";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly attempt?: number;
    readonly force: boolean;
  }
  | { readonly type: "set_role"; readonly by: MemberId; readonly role: Role }
  | {
    readonly type: "set_member_role";
    readonly by: MemberId;
    readonly member_id: MemberId;
    readonly role: Role;
  }
  | { readonly type: "rename"; readonly by: MemberId; readonly name: string }
  | {
    readonly type: "remove";
    readonly by: MemberId;
    readonly member_id: MemberId;
    /** Whether to keep the member from joining again [R17b]. */
    readonly bar?: boolean;
  }
  | { readonly type: "leave"; readonly by: MemberId }
  | {
    readonly type: "estimate";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly estimate: string;
  }
  /** An empty `note` removes it. */
  | {
    readonly type: "note";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly note: string;
  }
  | {
    readonly type: "queue";
    /** null: a program with an API key, which is no member [A3]. */
    readonly by: MemberId | null;
    readonly tickets: readonly Ticket[];
    /** Whether the tickets replace the queue, or are added at its end. */
    readonly replace: boolean;
  }
  /** Adds tickets that were fetched from a tracker [A5]. */
  | { readonly type: "import"; readonly by: MemberId; readonly tickets: readonly Ticket[] }
  /** An empty field is removed; a missing one stays as it was. */
  | {
    readonly type: "edit_ticket";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly changes: Partial<Omit<Ticket, "ticket_id" | "tracker">>;
  }
  /** Moves the ticket before the ticket `before`; null: to the end. */
  | {
    readonly type: "move_ticket";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly before: string | null;
  }
  | { readonly type: "remove_ticket"; readonly by: MemberId; readonly ticket_id: string }
  | { readonly type: "set_room"; readonly by: MemberId; readonly changes: RoomChanges }
  | { readonly type: "nudge"; readonly by: MemberId }
  | { readonly type: "settings"; readonly by: MemberId; readonly settings: Partial<Settings> }
  /** `ends_at` is on the steady clock, like every deadline in a command; null removes the timer. */
  | {
    readonly type: "timer";
    readonly by: MemberId;
    readonly ends_at: number | null;
    /** Whether the cards are revealed when it ends, if there is a vote [R11a]. */
    readonly reveals?: boolean;
  }
  | { readonly type: "hand_over"; readonly by: MemberId; readonly member_id: MemberId }
  | { readonly type: "end_session"; readonly by: MemberId }
  /**
   * A v2 member's connection is gone [P2.7, R14]. The open ballot waits for it until `wait_until`, the room for its
   * admin until `admin_until`, and its seat is kept until `gone_at`.
   */
  | {
    readonly type: "disconnect";
    readonly by: MemberId;
    readonly wait_until: number;
    readonly admin_until: number;
    readonly gone_at: number;
  }
  /** `unmissed`: its connection stayed open while the room moved; nobody was sent that it was away [C19]. */
  | { readonly type: "resume"; readonly by: MemberId; readonly unmissed?: boolean }
  /** The room was loaded from where it was kept: nobody is connected yet [S5, S6, C10]. */
  | {
    readonly type: "recover";
    readonly wait_until: number;
    readonly gone_at: number;
    /** How long to wait for v1 members, whose connections may still be open [C19]; missing: they have left. */
    readonly v1_gone_at?: number;
  }
  /** Nobody could come back while the room stood still: whoever is away may until these times [C20]. */
  | { readonly type: "extend_grace"; readonly wait_until: number; readonly gone_at: number }
  /** Time has passed: applies whatever is due [P2.7, R14]. */
  | { readonly type: "tick" }
  | { readonly type: "end"; readonly reason: EndReason };

/** The command of one type. */
export type CommandOf<Type extends Command["type"]> = Extract<Command, { readonly type: Type }>;

/** The ballot that a command is about, as its sender sees it. What is missing is not checked: v1 knows no attempts. */
export interface BallotName {
  readonly ticket_id?: string;
  readonly attempt?: number;
}

/** A ticket that may have no id yet. */
export type TicketDraft = Partial<Ticket>;

/** What `set_room` changes; missing fields stay as they are [R17b]. */
export type RoomChanges = Partial<
  Pick<Room, "name" | "capacity" | "deck" | "locked" | "passcode_hash">
>;

/**
 * Everything that members are sent. No event before `revealed` has a field for a card, so no encoder can leak
 * one [R7].
 */
export type RoomEvent =
  | { readonly type: "joined"; readonly member: Member }
  | { readonly type: "left"; readonly member: Member }
  | { readonly type: "removed"; readonly member: Member; readonly barred: boolean }
  /** An unclaimed seat went to a newcomer. The others never saw its member, so they get nothing [R2]. */
  | { readonly type: "gave_way"; readonly member: Member }
  | { readonly type: "role_changed"; readonly member: Member }
  /** `before`: the name it had. */
  | { readonly type: "renamed"; readonly member: Member; readonly before: string }
  | { readonly type: "away"; readonly member: Member }
  | { readonly type: "back"; readonly member: Member }
  | { readonly type: "admin_changed"; readonly member: Member }
  | { readonly type: "filled" }
  | { readonly type: "opened"; readonly ticket: Ticket; readonly attempt: number }
  | { readonly type: "restarted"; readonly ticket: Ticket; readonly attempt: number }
  | { readonly type: "cancelled"; readonly ticket: Ticket; readonly attempt: number }
  /** `members` are those who have not voted. */
  | {
    readonly type: "nudged";
    readonly by: Member;
    readonly ticket: Ticket;
    readonly members: readonly MemberId[];
  }
  | {
    readonly type: "voted";
    readonly member: Member;
    readonly ticket: Ticket;
    /** Whether the member had no vote yet: a changed vote is not announced to the others [R6]. */
    readonly first: boolean;
  }
  | { readonly type: "withdrawn"; readonly member: Member; readonly ticket: Ticket }
  /** [P2.5] The team settled on something for a revealed ticket. */
  | {
    readonly type: "estimated";
    readonly ticket: Ticket;
    readonly attempt: number;
    readonly estimate: string;
  }
  | {
    readonly type: "noted";
    readonly ticket: Ticket;
    readonly attempt: number;
    readonly note: string | null;
  }
  /** Queue, tickets, settings, timer or the room itself changed: members see it in the state. */
  | { readonly type: "changed" }
  | { readonly type: "completed"; readonly ticket: Ticket; readonly attempt: number }
  | { readonly type: "revealed"; readonly ballot: RevealedBallot }
  | { readonly type: "ended"; readonly reason: EndReason; readonly results: Results };

/** Stable names of refusals; the protocol document lists them. */
export type RefusalCode =
  | "room_full"
  | "room_locked"
  | "barred"
  | "not_announced"
  | "not_admin"
  | "not_voter"
  | "no_such_member"
  | "ballot_open"
  | "no_ballot"
  | "wrong_ticket"
  | "wrong_attempt"
  | "card_not_in_deck"
  | "already_revealed"
  | "not_complete"
  | "no_votes"
  | "session_full"
  | "not_revealed"
  | "queue_full"
  | "no_such_ticket"
  | "capacity_too_small"
  | "everybody_voted"
  | "too_soon"
  | "not_eligible";

/** Why the room refused a command. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for the person who asked. */
  readonly message: string;
}

/** The room after a command, and what its members are sent. */
export interface Done {
  readonly kind: "done";
  readonly room: Room;
  readonly events: readonly RoomEvent[];
}

/** A refused command: the room is unchanged. */
export interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

export type StepResult = Done | Refused;

/** The result of a command that was applied; `events` in the order in which members are sent them. */
export function done(room: Room, ...events: readonly RoomEvent[]): Done {
  return { kind: "done", room, events };
}

/** The result of a command that was refused; `message` is a sentence for the person who sent it. */
export function refused(code: RefusalCode, message: string): Refused {
  return { kind: "refused", refusal: { code, message } };
}
