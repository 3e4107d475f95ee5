/**
 * A scenario: an admin changes a room in every way, and its home dies. Notes, admission and cancelled attempts must be
 * the same afterwards [R11a, R17b, P2.5a, S5].
 */
import type { Callers } from "./callers.ts";
import type { Cluster } from "./cluster.ts";
import type { JoinHandshake } from "./handshake.ts";
import { NAMES, NO_PASSCODE, PASSCODES, ticketOf } from "./inputs.ts";
import type { Random } from "./random.ts";
import type { V2Client } from "./v2_client.ts";
import {
  beginCommand,
  cancelCommand,
  moveTicketCommand,
  noteCommand,
  queueCommand,
  removeCommand,
  resultsCommand,
  revealCommand,
  roomCommand,
} from "./v2_commands.ts";
import { FIBONACCI, NOTES, ROOM_NAMES } from "./v2_inputs.ts";

interface Around {
  readonly cluster: Cluster;
  readonly random: Random;
}

/** Opens a room, changes it, restarts its home, resumes, and continues. Returns a line for the history. */
export function arrangedRoom(callers: Callers, { cluster, random }: Around): string {
  const v2 = { protocol: "v2", role: "voter" } as const;
  const deck = { typed: "", means: FIBONACCI };
  const room = { kind: "create", capacity: 4, deck, on_admin_leave: "close" } as const;
  const admin = callers.comes({ ...room, ...v2, name: random.pick(NAMES) });
  if (admin?.you === null || admin === null) return "of nobody";
  const room_id = admin.typedRoom;
  const passcode = random.pick([...PASSCODES, null]);
  const join = { kind: "join", ...v2, room_id, raced: false } as const;

  const barred = random.pick(NAMES);
  const guest = callers.comes({ ...join, name: barred, passcode: null });
  if (guest?.you) callers.sends(admin, removeCommand(guest.you.member_id, true));
  for (const n of [0, 1]) estimates(callers, admin, n, random);
  callers.sends(admin, beginCommand(ticketOf(2)), cancelCommand());
  queues(callers, admin);
  const [name, locked] = [random.pick(ROOM_NAMES), random.chance(0.3)];
  callers.sends(
    admin,
    roomCommand(
      { name: name.raw, locked, passcode: passcode?.raw ?? null },
      { name: name.shown, locked, passcode: passcode?.shown ?? null },
    ),
  );

  callers.rehomes(room_id);
  const back = callers.comes({ kind: "resume", protocol: "v2", room_id, token: admin.you.token });
  if (back === null) return `of ${room_id}, which nobody came back to`;
  cluster.coverage.count("arranged rooms come back to");
  callers.sends(back, resultsCommand(null), beginCommand(ticketOf(2)));
  const newcomers: readonly JoinHandshake[] = [
    { ...join, name: barred, passcode },
    ...[null, NO_PASSCODE, passcode].map((passcode) => ({
      ...join,
      name: random.pick(NAMES),
      passcode,
    })),
  ];
  for (const newcomer of newcomers) callers.comes(newcomer);
  return `of ${room_id}`;
}

/** Plays a ballot, from its beginning to the note. */
function estimates(callers: Callers, admin: V2Client, n: number, random: Random): void {
  const ticket = ticketOf(n);
  callers.sends(admin, beginCommand(ticket));
  // with a card of its choice
  admin.answer(1);
  const note = noteCommand(ticket.shown, random.pick(NOTES));
  callers.sends(admin, revealCommand(ticket.shown, true), note);
}

/** Queues two tickets, and moves the second to the front. */
function queues(callers: Callers, admin: V2Client): void {
  const [one, other] = [ticketOf(3), ticketOf(4)];
  callers.sends(
    admin,
    queueCommand([[one, {}], [other, {}]], false),
    moveTicketCommand(other.shown, one.shown),
  );
}
