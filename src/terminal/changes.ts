/** Sentences about what changed between two states of a room, for live view and line mode. Pure. */
import {
  type Change,
  changesBetween,
  type MemberId,
  type Nudge,
  type RoomState,
  type Settings,
} from "../client/mod.ts";
import { counted } from "../protocol/counted.ts";
import { assertNever } from "../room/state.ts";

/** The sentences, in the order in which a person would say them. */
export function changes(before: RoomState, after: RoomState, me: MemberId): string[] {
  const all = changesBetween(before, after, me);
  const isRevealed = all.some(({ what }) => what === "revealed");
  const isBegun = all.some(({ what }) => what === "begun");
  return all
    // about a ballot, only the most important change
    .filter(({ what }) => !(what === "begun" && isRevealed) && !(what === "complete" && isBegun))
    .map((change) => sentenceFor(change, after, me))
    .filter((sentence) => sentence !== "");
}

function sentenceFor(change: Change, room: RoomState, me: MemberId): string {
  switch (change.what) {
    case "left":
      return `${change.member.name} left.`;
    case "joined":
      return `${change.member.name} ${
        change.member.role === "voter" ? "joined" : "came to watch"
      }.`;
    case "away":
      return `${change.member.name} lost the connection.`;
    case "back":
      return `${change.member.name} is back.`;
    case "role":
      return `${change.member.name} ${
        change.member.role === "voter" ? "is a voter now" : "is an observer now"
      }.`;
    case "renamed":
      return `${change.was} is called ${change.member.name} now.`;
    case "voted": // line mode reports votes by itself, the live view shows them
      return "";
    case "admin":
      if (room.admin_id === me) return "You are the admin now.";
      return change.member === null ? "" : `${change.member.name} is the admin now.`;
    case "begun": {
      const { ticket_id, attempt } = change.ballot;
      return `Voting on ${ticket_id}${attempt > 1 ? ` again, attempt ${attempt}` : ""}.`;
    }
    case "complete":
      return "Everybody has voted.";
    case "cancelled":
      return `Voting on ${change.ballot.ticket_id} was cancelled.`;
    case "revealed":
      return `${change.ballot.ticket_id} is revealed.`;
    case "estimated":
      return `${change.ballot.ticket_id} is estimated at ${change.ballot.estimate}.`;
    case "noted": {
      const { ticket_id: ticketId, note } = change.ballot;
      if (note === undefined) return `The note on ${ticketId} is gone.`;
      return `Noted on ${ticketId}: ${note.replaceAll("\n", " ")}`;
    }
    case "setting":
      return settingSentence(change.name, room);
    case "room":
      return roomSentence(change.name, room);
    case "queued":
      return change.count === 1 ? "1 ticket was added." : `${change.count} tickets were added.`;
    case "timer":
      return room.timer?.reveal
        ? "The timer is running; the cards are revealed when it ends."
        : "The timer is running.";
    default:
      return assertNever(change);
  }
}

function settingSentence(name: keyof Settings, { settings }: RoomState): string {
  switch (name) {
    case "auto_reveal":
      return settings.auto_reveal
        ? "The last vote reveals the cards."
        : "The last vote no longer reveals the cards.";
    case "on_admin_leave":
      return settings.on_admin_leave === "promote"
        ? "The room stays open when the admin leaves."
        : "The room closes when the admin leaves.";
    case "who_runs":
      return settings.who_runs === "everyone"
        ? "Every voter can start and reveal now."
        : "Only the admin can start and reveal now.";
    default:
      return assertNever(name);
  }
}

function roomSentence(field: (Change & { what: "room" })["name"], room: RoomState): string {
  switch (field) {
    case "name":
      return room.name === undefined
        ? "The room no longer has a name."
        : `The room is called ${room.name} now.`;
    case "capacity":
      return `The room has ${counted(room.capacity, "seat")} for voters.`;
    case "deck":
      return `The cards are ${room.deck.cards.join(" ")} now.`;
    case "locked":
      return room.locked
        ? "The room is locked: nobody new can come in."
        : "The room is open again.";
    case "passcode":
      return room.passcode
        ? "Newcomers need a passcode now."
        : "Newcomers no longer need a passcode.";
    default:
      return assertNever(field);
  }
}

/** The sentence about a nudge. */
export function nudgeSentence({ ticket_id: ticketId, by }: Nudge): string {
  return `${by.name} waits for your vote on ${ticketId}.`;
}
