/** Decoded messages of clients to their rooms, by protocol. Plain data, because they are sent between workers. */
import type { Command, RoomChanges } from "../room/events.ts";

/** What a v1 client sends [P1]. */
export type V1Message =
  | { readonly type: "announce"; readonly room_id: string }
  | { readonly type: "begin"; readonly ticket_id: string }
  | { readonly type: "vote"; readonly ticket_id: string; readonly card: string }
  | { readonly type: "reveal"; readonly ticket_id: string }
  /**
   * Well formed, but with an invalid value. The room's home gets it nevertheless, because it may be the answer to a
   * prompt, after which the next prompt is due [P1.5].
   */
  | { readonly type: "unusable"; readonly answers: Question; readonly message: string };

/** The questions a v1 client is asked, by what answers them [P1.5]. */
export type Question = "begin" | "vote" | "reveal";

/** What a v2 client sends [P2.5]: a command for the room, or a request that needs more than the room. */
export type V2Request =
  | { readonly type: "command"; readonly command: V2Command }
  | { readonly type: "timer"; readonly seconds: number; readonly reveals?: boolean }
  | { readonly type: "set_room"; readonly changes: RoomRequest }
  | { readonly type: "results"; readonly after: number }
  | { readonly type: "leave" }
  | TrackerRequest;

/** The admin's request to an issue tracker [A5]. */
export type TrackerRequest =
  | {
    readonly type: "search_tracker";
    readonly tracker: string;
    readonly query: string;
    /** null: the first page. */
    readonly page: string | null;
  }
  | {
    readonly type: "import_tickets";
    readonly tracker: string;
    readonly ticket_ids: readonly string[];
  }
  | { readonly type: "write_estimates"; readonly ticket_ids: readonly string[] };

/** Like `RoomChanges`, but with the passcode in plain text. */
type RoomRequest = Omit<RoomChanges, "passcode_hash"> & {
  readonly passcode?: string | null;
};

/** A command without `by`, which the server adds. */
export type V2Command = WithoutBy<
  Extract<
    Command,
    {
      type:
        | "begin"
        | "restart"
        | "cancel"
        | "vote"
        | "reveal"
        | "set_role"
        | "set_member_role"
        | "rename"
        | "remove"
        | "estimate"
        | "note"
        | "nudge"
        | "edit_ticket"
        | "move_ticket"
        | "remove_ticket"
        | "queue"
        | "settings"
        | "timer"
        | "hand_over"
        | "end_session";
    }
  >
>;

type WithoutBy<T> = T extends { readonly by: string | null } ? Omit<T, "by"> : never;

/** A message, with the id that its reply repeats; null: it wants none. */
export interface V2Message {
  readonly type: "request";
  readonly id: string | null;
  readonly request: V2Request;
}

export type ClientMessage = V1Message | V2Message;
