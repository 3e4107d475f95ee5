/** What the admin alone does to the room, and who is admin next [R1, R5, R14, P2.5]. */
import { notByAdmin } from "./ballot.ts";
import { type Command, type Done, done, refused, type StepResult } from "./events.ts";
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "./limits.ts";
import type { Member, Room, Ticket } from "./state.ts";

/** [R14] Hands the room to a present v2 voter. */
export function handOver(
  room: Room,
  command: Extract<Command, { type: "hand_over" }>,
): StepResult {
  const refusal = notByAdmin(room, command.by, "hand the room over");
  if (refusal !== null) return refusal;
  const member = room.members.get(command.member_id);
  if (member === undefined || member.announced_at === null) {
    return refused("no_such_member", "There is no such member to hand the room to.");
  }
  if (command.member_id === room.admin_id) return done(room);
  if (!canBeAdmin(member)) {
    return refused(
      "not_eligible",
      `${member.name} can't be admin: only a voter who is online, with a v2 client, can.`,
    );
  }
  return makeAdmin(room, member);
}

/** [R14] Who takes over from an admin that is gone: the present v2 voter longest in the room. */
export function successor(room: Room): Member | null {
  const others = [...room.members.values()].filter((member) =>
    member.member_id !== room.admin_id && canBeAdmin(member)
  );
  return others.toSorted((a, b) => (a.announced_at ?? 0) - (b.announced_at ?? 0))[0] ?? null;
}

/** The room with another admin. */
export function makeAdmin(room: Room, member: Member): Done {
  return done({ ...room, admin_id: member.member_id, admin_awaited_until: null }, {
    type: "admin_changed",
    member,
  });
}

/** [P2.5] Tickets to vote on later; one that waits already keeps its place, and its title if it gets no other. */
export function queueTickets(room: Room, command: Extract<Command, { type: "queue" }>): StepResult {
  const refusal = notByAdmin(room, command.by, "change the queue");
  if (refusal !== null) return refusal;
  const byId = new Map<string, Ticket>();
  for (const ticket of [...(command.replace ? [] : room.queue), ...command.tickets]) {
    byId.set(ticket.ticket_id, { ...byId.get(ticket.ticket_id), ...ticket });
  }
  const queue = [...byId.values()];
  if (queue.length > QUEUE_TICKETS_MAX || bytesOf(queue) > QUEUE_BYTES_MAX) {
    return refused(
      "queue_full",
      `A queue holds at most ${QUEUE_TICKETS_MAX} tickets and ${
        QUEUE_BYTES_MAX / 1024
      } KiB of them.`,
    );
  }
  if (JSON.stringify(queue) === JSON.stringify(room.queue)) return done(room);
  return done({ ...room, queue }, { type: "changed" });
}

export function changeSettings(
  room: Room,
  command: Extract<Command, { type: "settings" }>,
): StepResult {
  const refusal = notByAdmin(room, command.by, "change the settings");
  if (refusal !== null) return refusal;
  const { auto_reveal, on_admin_leave } = room.settings;
  const settings = { auto_reveal, on_admin_leave, ...command.settings };
  if (settings.auto_reveal === auto_reveal && settings.on_admin_leave === on_admin_leave) {
    return done(room);
  }
  return done({ ...room, settings }, { type: "changed" });
}

export function setTimer(room: Room, command: Extract<Command, { type: "timer" }>): StepResult {
  const refusal = notByAdmin(room, command.by, "set the timer");
  if (refusal !== null) return refusal;
  if (command.ends_at === room.timer_ends_at) return done(room);
  return done({ ...room, timer_ends_at: command.ends_at }, { type: "changed" });
}

/** [P1.4, R14] */
function canBeAdmin({ protocol, role, announced_at, presence }: Member): boolean {
  return protocol === "v2" && role === "voter" && announced_at !== null &&
    presence.state === "online";
}

function bytesOf(queue: readonly Ticket[]): number {
  return new TextEncoder().encode(JSON.stringify(queue)).length;
}
