/** The outcome of a revealed ballot: the estimate that the team settles on, and a note [P2.5, P2.5a]. */
import { type CommandOf, done, type Refused, refused, type StepResult } from "./events.ts";
import { ballotBytes, largestBallotBytes, sessionFull } from "./history.ts";
import { HISTORY_BYTES_MAX } from "./limits.ts";
import { requireAdmin } from "./permissions.ts";
import { openBallot, type RevealedBallot, type Room } from "./state.ts";

/** [P2.5] Sets the estimate of a ticket's last revealed attempt. */
export function estimate(room: Room, command: CommandOf<"estimate">): StepResult {
  const refusal = requireAdmin(room, command.by, "set an estimate");
  if (refusal !== null) return refusal;
  const found = lastRevealed(room, command.ticket_id);
  if (found === null) return notRevealed(command.ticket_id);
  const { estimate } = command;
  if (found.ballot.estimate === estimate) return done(room);
  const changed = withOutcome(room, found, { estimate });
  if (changed === null) return sessionFull("this estimate");
  const { ticket, attempt } = found.ballot;
  return done(changed, { type: "estimated", ticket, attempt, estimate });
}

/** [P2.5a] Sets or removes the note of a ticket's last revealed attempt. */
export function note(room: Room, command: CommandOf<"note">): StepResult {
  const refusal = requireAdmin(room, command.by, "note something");
  if (refusal !== null) return refusal;
  const found = lastRevealed(room, command.ticket_id);
  if (found === null) return notRevealed(command.ticket_id);
  const note = command.note === "" ? null : command.note;
  if (found.ballot.note === note) return done(room);
  const changed = withOutcome(room, found, { note });
  if (changed === null) return sessionFull("this note");
  const { ticket, attempt } = found.ballot;
  return done(changed, { type: "noted", ticket, attempt, note });
}

interface Found {
  /** Its index in the history. */
  readonly at: number;
  readonly ballot: RevealedBallot;
}

function lastRevealed({ history }: Room, ticket_id: string): Found | null {
  const at = history.findLastIndex(({ ticket }) => ticket.ticket_id === ticket_id);
  const ballot = history[at];
  return ballot === undefined ? null : { at, ballot };
}

function notRevealed(ticket_id: string): Refused {
  return refused("not_revealed", `${ticket_id} has not been revealed in this session.`);
}

/** The room with this outcome of the ballot; null: it does not fit into the history [R12]. */
function withOutcome(
  room: Room,
  { at, ballot }: Found,
  outcome: Partial<Pick<RevealedBallot, "estimate" | "note">>,
): Room | null {
  const changed = { ...ballot, ...outcome };
  const history_bytes = room.history_bytes + ballotBytes(changed) - ballotBytes(ballot);
  const { ballot: current } = room;
  // [R12] the space reserved for the open ballot can't be used
  const open = openBallot(room);
  const kept = open === null ? 0 : largestBallotBytes(room, open);
  if (history_bytes > room.history_bytes && history_bytes + kept > HISTORY_BYTES_MAX) return null;
  const isShown = current?.phase === "revealed" && at === room.history.length - 1;
  return {
    ...room,
    history: room.history.with(at, changed),
    history_bytes,
    ballot: isShown ? { ...current, ...outcome } : current,
  };
}
