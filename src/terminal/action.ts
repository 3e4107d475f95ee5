/** The actions of a person, whether asked for by a key, a word or a line of JSON. */
import type {
  MemberId,
  Role,
  RoomChanges,
  RoomClient,
  RoomState,
  Settings,
  Ticket,
} from "../client/mod.ts";

/** A command for the room. */
export type RoomAction =
  | { readonly do: "vote"; readonly ticket_id: string; readonly card: string }
  | { readonly do: "withdraw"; readonly ticket_id: string }
  /** Without an id the room chooses one. */
  | { readonly do: "begin"; readonly ticket: Partial<Ticket> }
  | { readonly do: "cancel" }
  | { readonly do: "nudge" }
  | { readonly do: "restart" }
  | { readonly do: "reveal"; readonly ticket_id: string; readonly force: boolean }
  | { readonly do: "estimate"; readonly ticket_id: string; readonly estimate: string }
  | { readonly do: "note"; readonly ticket_id: string; readonly note: string }
  | { readonly do: "queue"; readonly tickets: readonly Ticket[]; readonly replace: boolean }
  | {
    readonly do: "edit";
    readonly ticket_id: string;
    readonly changes: Omit<Partial<Ticket>, "ticket_id">;
  }
  /** null: to the end. */
  | { readonly do: "move"; readonly ticket_id: string; readonly before: string | null }
  | { readonly do: "drop"; readonly ticket_id: string }
  | { readonly do: "hand_over"; readonly member_id: MemberId }
  | { readonly do: "remove"; readonly member_id: MemberId; readonly bar: boolean }
  | { readonly do: "member_role"; readonly member_id: MemberId; readonly role: Role }
  | { readonly do: "room"; readonly changes: RoomChanges }
  | { readonly do: "settings"; readonly settings: Partial<Settings> }
  /** null stops it. */
  | { readonly do: "timer"; readonly seconds: number | null; readonly reveal: boolean }
  | { readonly do: "role"; readonly role: Role }
  | { readonly do: "rename"; readonly name: string }
  | { readonly do: "end" };

export type Action =
  | RoomAction
  /** Leave the room for good. */
  | { readonly do: "leave" }
  /** Close the connection; the server keeps the seat for a while. */
  | { readonly do: "hang_up" }
  /** Fetch earlier ballots, with their latest estimates and notes. */
  | { readonly do: "look_back" }
  /** Reconnect now. */
  | { readonly do: "retry" };

/** Performs an action; rejects with a `ClientError` if it is refused. */
export function perform(client: RoomClient, action: RoomAction): Promise<number> {
  const ballot = client.room?.ballot ?? undefined; // the one that the person sees
  switch (action.do) {
    case "vote":
      return client.vote(action.ticket_id, action.card);
    case "withdraw":
      return client.withdraw(action.ticket_id);
    case "begin":
      return client.begin(action.ticket);
    case "cancel":
      return client.cancel(ballot);
    case "nudge":
      return client.nudge();
    case "restart":
      return client.restart(ballot);
    case "reveal":
      return client.reveal(action.ticket_id, {
        force: action.force,
        ...ballot?.ticket_id === action.ticket_id && { attempt: ballot.attempt },
      });
    case "estimate":
      return client.setEstimate(action.ticket_id, action.estimate);
    case "note":
      return client.setNote(action.ticket_id, action.note);
    case "queue":
      return client.queueTickets(action.tickets, { replace: action.replace });
    case "edit":
      return client.editTicket(action.ticket_id, action.changes);
    case "move":
      return client.moveTicket(action.ticket_id, action.before ?? undefined);
    case "drop":
      return client.removeTicket(action.ticket_id);
    case "hand_over":
      return client.handOver(action.member_id);
    case "remove":
      return client.removeMember(action.member_id, { bar: action.bar });
    case "member_role":
      return client.setMemberRole(action.member_id, action.role);
    case "room":
      return client.setRoom(action.changes);
    case "settings":
      return client.setSettings(action.settings);
    case "timer":
      return action.seconds === null
        ? client.stopTimer()
        : client.startTimer(action.seconds, { reveal: action.reveal });
    case "role":
      return client.setRole(action.role);
    case "rename":
      return client.rename(action.name);
    case "end":
      return client.endSession();
  }
}

/** A sentence about what was done, if the room's state does not show it; else "". */
export function doneSentence(action: Action, { ballot }: Pick<RoomState, "ballot">): string {
  switch (action.do) {
    case "nudge":
      return "Everybody who has not voted yet is reminded.";
    case "room":
      return typeof action.changes.passcode === "string" ? "The passcode is set." : "";
    case "estimate":
      return isEarlier(action, ballot)
        ? `${action.ticket_id} is estimated at ${action.estimate}.`
        : "";
    case "note":
      return isEarlier(action, ballot) ? `The note on ${action.ticket_id} is kept.` : "";
    default:
      return "";
  }
}

/** The same in line mode, which shows the queue and the timer only when asked. */
export function doneInLines(action: RoomAction, room: Pick<RoomState, "ballot">): string {
  switch (action.do) {
    case "withdraw":
      return "Your vote is taken back.";
    case "edit":
      return `${action.ticket_id} is changed.`;
    case "move":
      return `${action.ticket_id} is moved.`;
    case "drop":
      return `${action.ticket_id} is removed from the queue.`;
    case "timer":
      return action.seconds === null ? "The timer is stopped." : "";
    default:
      return doneSentence(action, room);
  }
}

/** Whether an action is about a ticket that is not the room's current one. */
export function isEarlier(
  { ticket_id: ticketId }: { readonly ticket_id: string },
  ballot: RoomState["ballot"],
): boolean {
  return ballot?.phase !== "revealed" || ballot.ticket_id !== ticketId;
}
