/** What a person can have done, whichever way it was asked for: a key, a word, a line of JSON. */
import type { MemberId, Role, RoomClient, Settings, Ticket } from "../client/mod.ts";

/** A command for the room. */
export type RoomAction =
  | { readonly do: "vote"; readonly ticket_id: string; readonly card: string }
  | { readonly do: "withdraw"; readonly ticket_id: string }
  | { readonly do: "begin"; readonly ticket: Ticket }
  | { readonly do: "restart" }
  | { readonly do: "reveal"; readonly ticket_id: string; readonly force: boolean }
  | { readonly do: "estimate"; readonly ticket_id: string; readonly estimate: string }
  | { readonly do: "queue"; readonly tickets: readonly Ticket[]; readonly replace: boolean }
  | { readonly do: "hand_over"; readonly member_id: MemberId }
  | { readonly do: "remove"; readonly member_id: MemberId }
  | { readonly do: "settings"; readonly settings: Partial<Settings> }
  /** null stops it. */
  | { readonly do: "timer"; readonly seconds: number | null }
  | { readonly do: "role"; readonly role: Role }
  | { readonly do: "end" };

export type Action =
  | RoomAction
  /** Give the seat up. */
  | { readonly do: "leave" }
  /** Go at once; the seat is kept for a while. */
  | { readonly do: "hang_up" }
  /** Don't wait for the next try to connect. */
  | { readonly do: "retry" };

/** Has it done; rejects with a `ClientError` where it is refused. */
export function perform(client: RoomClient, action: RoomAction): Promise<number> {
  switch (action.do) {
    case "vote":
      return client.vote(action.ticket_id, action.card);
    case "withdraw":
      return client.withdraw(action.ticket_id);
    case "begin":
      return client.begin(action.ticket);
    case "restart":
      return client.restart();
    case "reveal":
      return client.reveal(action.ticket_id, { force: action.force });
    case "estimate":
      return client.setEstimate(action.ticket_id, action.estimate);
    case "queue":
      return client.queueTickets(action.tickets, { replace: action.replace });
    case "hand_over":
      return client.handOver(action.member_id);
    case "remove":
      return client.removeMember(action.member_id);
    case "settings":
      return client.setSettings(action.settings);
    case "timer":
      return action.seconds === null ? client.stopTimer() : client.startTimer(action.seconds);
    case "role":
      return client.setRole(action.role);
    case "end":
      return client.endSession();
  }
}
