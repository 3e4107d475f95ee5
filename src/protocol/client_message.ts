/** What a client's message asks of the room it sits in, by protocol. Plain data: it travels between workers. */
import type { Command } from "../room/events.ts";

/** What a v1 client sends [P1]. */
export type V1Message =
  | { readonly type: "announce"; readonly room_id: string }
  | { readonly type: "begin"; readonly ticket_id: string }
  | { readonly type: "vote"; readonly ticket_id: string; readonly card: string }
  | { readonly type: "reveal"; readonly ticket_id: string }
  /**
   * Well formed, but with a value that can't stand. The room's home gets it all the same, because it may
   * be the answer to a prompt, and then the next prompt is due [P1.5].
   */
  | { readonly type: "unusable"; readonly answers: Question; readonly message: string };

/** The questions a v1 client is asked, by what answers them [P1.5]. */
export type Question = "begin" | "vote" | "reveal";

/** What a v2 client sends [P2.5]: a command for the room, or one of the few that need more than the room. */
export type V2Request =
  | { readonly type: "command"; readonly command: V2Command }
  | { readonly type: "timer"; readonly seconds: number }
  | { readonly type: "results"; readonly after: number }
  | { readonly type: "leave" };

/** A room's command without who asks for it, which only the server knows. */
export type V2Command = WithoutBy<
  Extract<
    Command,
    {
      type:
        | "begin"
        | "restart"
        | "vote"
        | "reveal"
        | "set_role"
        | "remove"
        | "estimate"
        | "queue"
        | "settings"
        | "timer"
        | "hand_over"
        | "end_session";
    }
  >
>;

type WithoutBy<T> = T extends { readonly by: string } ? Omit<T, "by"> : never;

/** A message with the id that its reply carries, if it wants one. */
export interface V2Message {
  readonly type: "request";
  readonly id: string | null;
  readonly request: V2Request;
}

export type ClientMessage = V1Message | V2Message;

/** A v1 frame's text, decoded, or one sentence that says what is wrong with it [W6]. */
export type Decoded =
  | { readonly ok: true; readonly message: V1Message }
  | { readonly ok: false; readonly error: string };
