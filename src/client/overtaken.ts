/**
 * Commands that were refused because somebody else did the same just before: a reveal, a restart, or the beginning of a
 * ballot. What this member wanted has happened, so it is no failure. Pure.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import { openBallot } from "./open_ballot.ts";
import { isSameBallot } from "./same_ballot.ts";
import type { RoomState } from "./types.ts";

/** Whether a room shows that what was wanted is done, or that something else is; null: it does not show it yet. */
type Verdict = (room: RoomState) => boolean | null;

/**
 * Returns a test whether a refused command was overtaken; null: it can't have been, and the refusal stands, as it does
 * when `asked`, the room when the command was sent, shows that it was done already.
 */
export function overtaken(command: ClientCommand, code: string, asked: RoomState): Verdict | null {
  const open = openBallot(asked);
  if (command.type === "REVEAL_VOTES" && code === "already_revealed") {
    if (open?.ticket_id !== command.data.ticket_id) return null;
    return (room) => isSameBallot(openBallot(room), open) ? null : true;
  }
  if (command.type === "RESTART_VOTING" && code === "wrong_attempt") {
    const { ticket_id, attempt = 0 } = command.data;
    const { ballot: seen } = asked;
    if (seen !== null && seen.ticket_id === ticket_id && seen.attempt > attempt) return null;
    return ({ ballot }) => {
      if (ballot === null || ballot.ticket_id !== ticket_id) return false;
      return ballot.attempt > attempt || null;
    };
  }
  if (command.type === "BEGIN_VOTING" && code === "ballot_open" && open === null) {
    const { ticket_id: ticketId, title } = command.data;
    const isAny = ticketId === undefined && title === undefined; // the room was to choose
    return ({ ballot }) => {
      if (ballot === null || isSameBallot(ballot, asked.ballot)) return null;
      return isAny || ballot.ticket_id === ticketId;
    };
  }
  return null;
}
