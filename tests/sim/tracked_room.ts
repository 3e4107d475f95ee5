/** A scenario: an admin imports tickets, the room estimates them, and the admin writes the estimates back [A5]. */
import type { Callers } from "./callers.ts";
import { NAMES } from "./inputs.ts";
import type { Random } from "./random.ts";
import { importCommand, TRACKED, writeCommand } from "./tracker_request.ts";
import type { V2Client } from "./v2_client.ts";
import { beginCommand, estimateCommand, resultsCommand, revealCommand } from "./v2_commands.ts";
import { FIBONACCI } from "./v2_inputs.ts";

/** Longer than a room waits for the tracker, in milliseconds. */
const ANSWERED_MS = 41_000;
const TICKETS = 3;

/** Plays it in a new room; returns a line for the history. */
export function trackedRoom(callers: Callers, random: Random): string {
  const deck = { typed: "", means: FIBONACCI };
  const admin = callers.comes({
    ...{ kind: "create", protocol: "v2", role: "voter", capacity: 4, deck },
    ...{ on_admin_leave: "close", name: random.pick(NAMES) },
  });
  if (admin === null) return "of nobody";
  const keys = TRACKED.slice(0, TICKETS).map(({ key }) => key);
  callers.sends(admin, importCommand(keys));
  callers.settles(admin, ANSWERED_MS);
  for (const key of keys) estimates(callers, admin, key);
  for (let n = 0; n < 2; n++) {
    callers.sends(admin, writeCommand([...keys, "NOWHERE"]));
    for (let at = 0; at < TICKETS; at++) callers.settles(admin, ANSWERED_MS);
  }
  callers.sends(admin, resultsCommand(null));
  return `of ${admin.typedRoom}`;
}

function estimates(callers: Callers, admin: V2Client, key: string): void {
  callers.sends(admin, beginCommand({ raw: key, shown: key }));
  admin.answer(1); // with a card of its choice
  callers.sends(admin, revealCommand(key, true), estimateCommand(key, "13"));
}
