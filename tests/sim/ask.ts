/** What a v2 client asks of its room [P2.5], as its home has to be given it. Written down by hand. */

export type Ticket = { readonly ticket_id: string; readonly title?: string };

export type Ask =
  | {
    readonly type: "vote";
    readonly ticket_id: string;
    readonly attempt?: number;
    readonly card: string | null;
  }
  | { readonly type: "set_role"; readonly role: "voter" | "observer" }
  | { readonly type: "results"; readonly after: number }
  | { readonly type: "leave" }
  | { readonly type: "begin"; readonly ticket: Ticket }
  | { readonly type: "restart" }
  | { readonly type: "reveal"; readonly ticket_id: string; readonly force: boolean }
  | { readonly type: "estimate"; readonly ticket_id: string; readonly estimate: string }
  | { readonly type: "queue"; readonly tickets: readonly Ticket[]; readonly replace: boolean }
  | { readonly type: "hand_over"; readonly member_id: string }
  | { readonly type: "remove"; readonly member_id: string }
  | { readonly type: "settings"; readonly settings: SomeSettings }
  | { readonly type: "timer"; readonly seconds: number }
  | { readonly type: "timer"; readonly ends_at: null }
  | { readonly type: "end_session" };

export type SomeSettings = {
  readonly auto_reveal?: boolean;
  readonly on_admin_leave?: "close" | "promote";
};
