/** What a client's message asks of the room it sits in, whatever protocol it came in. */

export type ClientMessage =
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

/** A frame's text, decoded, or one sentence that says what is wrong with it [W6]. */
export type Decoded =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly error: string };
