/** What goes into a room and what comes out of it. Events are what protocols render for members. */
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

/** Everything that can happen to a room. `by` is the member who asks for it. */
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
  | { readonly type: "restart"; readonly by: MemberId }
  | { readonly type: "cancel"; readonly by: MemberId }
  | {
    readonly type: "vote";
    readonly by: MemberId;
    readonly ticket_id: string;
    /** The attempt that the voter sees; left out where its client can't know it; then the open one is meant. */
    readonly attempt?: number;
    /** null withdraws the vote. */
    readonly card: string | null;
  }
  | {
    readonly type: "reveal";
    readonly by: MemberId;
    readonly ticket_id: string;
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
    /** It can't come in again [R17b]. */
    readonly bar?: boolean;
  }
  | { readonly type: "leave"; readonly by: MemberId }
  | {
    readonly type: "estimate";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly estimate: string;
  }
  /** "" takes the note away. */
  | {
    readonly type: "note";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly note: string;
  }
  | {
    readonly type: "queue";
    /** null: a program does, with the operator's key [A3]. */
    readonly by: MemberId | null;
    readonly tickets: readonly Ticket[];
    /** Instead of the tickets that are in the queue, not behind them. */
    readonly replace: boolean;
  }
  /** What a tracker knows of tickets that the admin wants to vote on [A5]. */
  | { readonly type: "import"; readonly by: MemberId; readonly tickets: readonly Ticket[] }
  /** "" takes a field away; one that is left out stays. */
  | {
    readonly type: "edit_ticket";
    readonly by: MemberId;
    readonly ticket_id: string;
    readonly changes: Partial<Omit<Ticket, "ticket_id" | "tracker">>;
  }
  /** `before`: the ticket that it is to stand before; null: to the end. */
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
  /** `ends_at` is by the steady clock, as every deadline in a command. */
  | {
    readonly type: "timer";
    readonly by: MemberId;
    readonly ends_at: number | null;
    /** Its end turns the cards over, if a vote is in [R11a]. */
    readonly reveals?: boolean;
  }
  | { readonly type: "hand_over"; readonly by: MemberId; readonly member_id: MemberId }
  | { readonly type: "end_session"; readonly by: MemberId }
  /** A v2 member's connection is gone, and until when what is kept for it [P2.7, R14]. */
  | {
    readonly type: "disconnect";
    readonly by: MemberId;
    readonly wait_until: number;
    readonly admin_until: number;
    readonly gone_at: number;
  }
  /** `unmissed`: its connection is open still, and nobody was sent that it was away [C19]. */
  | { readonly type: "resume"; readonly by: MemberId; readonly unmissed?: boolean }
  /** The room is here as it was kept: nobody is connected [S5, S6, C10]. */
  | {
    readonly type: "recover";
    readonly wait_until: number;
    readonly gone_at: number;
    /** Until when v1 members are awaited, whose connections may be open still [C19]; none: they have left. */
    readonly v1_gone_at?: number;
  }
  /** Time has passed: nobody has to do anything for it [P2.7, R14]. */
  | { readonly type: "tick" }
  | { readonly type: "end"; readonly reason: EndReason };

/** A ticket that may have no id yet. */
export type TicketDraft = Partial<Ticket>;

/** What the admin changes about a room; what is left out stays [R17b]. */
export type RoomChanges = Partial<
  Pick<Room, "name" | "capacity" | "deck" | "locked" | "passcode_hash">
>;

/**
 * Everything that is announced to members. No event before `revealed` has a field that could carry a card, so
 * an encoder can't give one away [R7].
 */
export type RoomEvent =
  | { readonly type: "joined"; readonly member: Member }
  | { readonly type: "left"; readonly member: Member }
  | { readonly type: "removed"; readonly member: Member }
  /** A seat that nobody had claimed went to a newcomer: the others, who never saw it, get no event [R2]. */
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
  /** `members` have not voted, and are asked once more. */
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
    /** A vote in place of an earlier one is not news to the others [R6]. */
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
  /** Queue, tickets, settings, timer, or the room itself: seen in its state. */
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

/** A command that the room turned down, and nothing changed. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for the person who asked. */
  readonly message: string;
}

/** A room as it is afterwards, and what is announced to its members. */
export interface Done {
  readonly kind: "done";
  readonly room: Room;
  readonly events: readonly RoomEvent[];
}

/** A command turned down; the room is as it was. */
export interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

export type StepResult = Done | Refused;

export function done(room: Room, ...events: readonly RoomEvent[]): Done {
  return { kind: "done", room, events };
}

export function refused(code: RefusalCode, message: string): Refused {
  return { kind: "refused", refusal: { code, message } };
}
