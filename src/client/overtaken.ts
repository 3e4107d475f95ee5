/**
 * Commands that were refused because somebody else did the same just before: a reveal, or the beginning of a ballot.
 * What this member wanted has happened, so it is no failure. Pure.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import { openBallot } from "./open_ballot.ts";
import type { RoomState } from "./types.ts";

/** Whether a room shows that what was wanted is done, or that something else is; null: it does not show it yet. */
type Verdict = (room: RoomState) => boolean | null;

/**
 * Whether a refused command may have been overtaken: what a later state says about it; null: its refusal is one.
 * `asked`: the room as it was when the command was sent. Who saw there already that it is done is refused.
 */
export function overtaken(command: ClientCommand, code: string, asked: RoomState): Verdict | null {
  const open = openBallot(asked);
  if (command.type === "REVEAL_VOTES" && code === "already_revealed") {
    if (open?.ticket_id !== command.data.ticket_id) return null;
    return (room) => isSame(openBallot(room), open) ? null : true;
  }
  if (command.type === "BEGIN_VOTING" && code === "ballot_open" && open === null) {
    const { ticket_id: ticketId, title } = command.data;
    const isAny = ticketId === undefined && title === undefined; // the room was to choose
    return ({ ballot }) => {
      if (ballot === null || isSame(ballot, asked.ballot)) return null;
      return isAny || ballot.ticket_id === ticketId;
    };
  }
  return null;
}

/** Whether it is the same attempt at the same ticket. */
function isSame(one: RoomState["ballot"], other: RoomState["ballot"]): boolean {
  return one?.ticket_id === other?.ticket_id && one?.attempt === other?.attempt;
}
