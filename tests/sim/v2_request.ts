/** The requests of v2 clients as homes must receive them, written by hand [P2.5, P2.5a]. */
import type { TrackerRequest } from "./tracker_request.ts";

/** The fields of a ticket besides its id. */
export type About = {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  /** The tracker that it was imported from; clients can't set it [A5]. */
  readonly tracker?: string;
};

export type Ticket = { readonly ticket_id: string } & About;

/** The ballot that a client sees. */
export interface BallotName {
  readonly ticket_id?: string;
  readonly attempt?: number;
}

export type V2Request =
  | {
    readonly type: "vote";
    readonly ticket_id: string;
    readonly attempt?: number;
    readonly card: string | null;
  }
  | { readonly type: "set_role"; readonly role: "voter" | "observer" }
  | { readonly type: "rename"; readonly name: string }
  | { readonly type: "results"; readonly after: number }
  | { readonly type: "leave" }
  | { readonly type: "begin"; readonly ticket: { readonly ticket_id?: string } & About }
  | { readonly type: "cancel" } & BallotName
  | { readonly type: "nudge" }
  | { readonly type: "restart" } & BallotName
  | {
    readonly type: "reveal";
    readonly ticket_id: string;
    readonly attempt?: number;
    readonly force: boolean;
  }
  | { readonly type: "estimate"; readonly ticket_id: string; readonly estimate: string }
  | { readonly type: "note"; readonly ticket_id: string; readonly note: string }
  | { readonly type: "queue"; readonly tickets: readonly Ticket[]; readonly replace: boolean }
  | { readonly type: "edit_ticket"; readonly ticket_id: string; readonly changes: About }
  | { readonly type: "move_ticket"; readonly ticket_id: string; readonly before: string | null }
  | { readonly type: "remove_ticket"; readonly ticket_id: string }
  | { readonly type: "hand_over"; readonly member_id: string }
  | { readonly type: "remove"; readonly member_id: string; readonly bar?: boolean }
  | {
    readonly type: "set_member_role";
    readonly member_id: string;
    readonly role: "voter" | "observer";
  }
  | { readonly type: "set_room"; readonly changes: RoomChanges }
  | { readonly type: "settings"; readonly settings: SomeSettings }
  | { readonly type: "timer"; readonly seconds: number; readonly reveals: boolean }
  | { readonly type: "timer"; readonly ends_at: null }
  | { readonly type: "end_session" }
  | TrackerRequest;

export type SomeSettings = {
  readonly auto_reveal?: boolean;
  readonly on_admin_leave?: "close" | "promote";
  readonly who_runs?: "admin" | "everyone";
};

/** Changes of a room [R17b]; null removes a name or passcode. */
export type RoomChanges = {
  readonly name?: string | null;
  readonly capacity?: number;
  readonly deck?: { readonly name: string; readonly cards: readonly string[] };
  readonly locked?: boolean;
  readonly passcode?: string | null;
};
