/** The queue of tickets to vote on, and editing tickets [P2.5, P2.5a]. */
import { type CommandOf, done, type Refused, refused, type StepResult } from "./events.ts";
import { hasRoomFor, sessionFull } from "./history.ts";
import { requireAdmin } from "./permissions.ts";
import { isTooMuch, QUEUE_MOST } from "./queue_size.ts";
import { openBallot, type Room, type Ticket, withoutEmpty } from "./state.ts";

/** [P2.5] Adds tickets. One that is in the queue already keeps its place, and the fields that are not given. */
export function queueTickets(room: Room, command: CommandOf<"queue">): StepResult {
  const { by } = command;
  const refusal = by === null ? null : requireAdmin(room, by, "change the queue");
  if (refusal !== null) return refusal;
  const byId = new Map<string, Ticket>();
  for (const ticket of [...(command.replace ? [] : room.queue), ...command.tickets]) {
    byId.set(ticket.ticket_id, { ...byId.get(ticket.ticket_id), ...ticket });
  }
  return withQueue(room, [...byId.values()]);
}

/** [P2.5a] Edits a ticket in the queue or that of the open ballot. Its id can't change. */
export function editTicket(
  room: Room,
  { by, ticket_id, changes }: CommandOf<"edit_ticket">,
): StepResult {
  const refusal = requireAdmin(room, by, "edit tickets");
  if (refusal !== null) return refusal;
  const ballot = openBallot(room);
  if (ballot?.ticket.ticket_id === ticket_id) {
    const ticket = edited(ballot.ticket, changes);
    if (isSameTicket(ticket, ballot.ticket)) return done(room);
    const { attempt } = ballot;
    if (!hasRoomFor(room, { ticket, attempt })) return sessionFull("this change");
    return done({ ...room, ballot: { ...ballot, ticket } }, { type: "changed" });
  }
  const at = positionOf(room, ticket_id);
  const found = room.queue[at];
  if (found === undefined) {
    return refused("no_such_ticket", `${ticket_id} is neither in the queue nor voted on just now.`);
  }
  return withQueue(room, room.queue.with(at, edited(found, changes)));
}

/** [P2.5a] Moves a ticket within the queue. */
export function moveTicket(
  room: Room,
  { by, ticket_id, before }: CommandOf<"move_ticket">,
): StepResult {
  const refusal = requireAdmin(room, by, "change the queue");
  if (refusal !== null) return refusal;
  const found = room.queue[positionOf(room, ticket_id)];
  if (found === undefined) return noSuchTicket(ticket_id);
  if (before === ticket_id) return done(room);
  const others = room.queue.filter((ticket) => ticket !== found);
  const at = before === null
    ? others.length
    : others.findIndex((ticket) => ticket.ticket_id === before);
  if (at < 0) return noSuchTicket(before ?? "");
  return withQueue(room, others.toSpliced(at, 0, found));
}

/** [P2.5a] Removes a ticket from the queue. */
export function removeTicket(
  room: Room,
  { by, ticket_id }: CommandOf<"remove_ticket">,
): StepResult {
  const refusal = requireAdmin(room, by, "change the queue");
  if (refusal !== null) return refusal;
  const at = positionOf(room, ticket_id);
  return at < 0 ? noSuchTicket(ticket_id) : withQueue(room, room.queue.toSpliced(at, 1));
}

/** [R11a] The room with this ticket at the head of its queue; null: it doesn't fit. */
export function withQueuedFirst(room: Room, ticket: Ticket): Room | null {
  const others = room.queue.filter(({ ticket_id }) => ticket_id !== ticket.ticket_id);
  const queue = [ticket, ...others];
  return isTooMuch(queue) ? null : { ...room, queue };
}

/** Replaces the queue, or refuses if it is too large. */
export function withQueue(room: Room, queue: readonly Ticket[]): StepResult {
  if (isTooMuch(queue)) return queueFull();
  const isSame = queue.length === room.queue.length &&
    queue.every((ticket, at) => isSameTicket(ticket, room.queue[at]));
  return isSame ? done(room) : done({ ...room, queue }, { type: "changed" });
}

/** [P2.5] The refusal of tickets that don't fit into the queue. `why` is added to the sentence. */
export function queueFull(why = ""): Refused {
  const because = why === "" ? "" : `: ${why}`;
  return refused("queue_full", `A queue holds at most ${QUEUE_MOST}${because}.`);
}

/** The ticket with these changes: an empty field is removed, a missing one stays. */
function edited({ ticket_id, ...about }: Ticket, changes: Partial<Ticket>): Ticket {
  return withoutEmpty({ ...about, ...changes, ticket_id });
}

function positionOf({ queue }: Room, wanted: string): number {
  return queue.findIndex(({ ticket_id }) => ticket_id === wanted);
}

function noSuchTicket(ticket_id: string): Refused {
  return refused("no_such_ticket", `${ticket_id} is not in the queue.`);
}

function isSameTicket(one: Ticket, other: Ticket | undefined): boolean {
  return one.ticket_id === other?.ticket_id && one.title === other.title &&
    one.url === other.url && one.description === other.description &&
    one.tracker === other.tracker;
}
