/**
 * A scenario: a room's home dies after its ballot has stopped waiting for a member who is away. When the other member
 * returns and votes, the ballot is complete, and does not wait for the first again [P2.7, S5].
 */
import type { Callers } from "./callers.ts";
import type { Cluster } from "./cluster.ts";
import type { Time } from "./time.ts";
import { beginCommand } from "./v2_commands.ts";
import { FIBONACCI } from "./v2_inputs.ts";
import { NAMES, ticketOf } from "./inputs.ts";

/** Longer than a ballot waits for a member who is away, including the time to notice. */
const GIVEN_UP_MS = 11_500;

/** Two members, a ballot, one leaves for good, a restart, and the other votes. Returns a line for the history. */
export function comeback(callers: Callers, time: Time, cluster: Cluster): string {
  const [name] = NAMES;
  if (name === undefined) return "of nobody";
  const v2 = { protocol: "v2", name, role: "voter" } as const;
  const deck = { typed: "", means: FIBONACCI };
  const room = { kind: "create", ...v2, capacity: 2, deck, on_admin_leave: "close" } as const;
  const admin = callers.comes(room);
  if (admin === null || admin.you === null) return "of nobody";
  const room_id = admin.typedRoom;
  const other = callers.comes({ kind: "join", ...v2, room_id, passcode: null, raced: false });
  admin.command(beginCommand(ticketOf(0)));
  callers.settles(admin);
  other?.vanish(0);
  callers.settles(other);
  time.pass(GIVEN_UP_MS);
  callers.rehomes(room_id);
  const back = callers.comes({ kind: "resume", protocol: "v2", room_id, token: admin.you.token });
  if (back?.prompt?.question === "vote") {
    cluster.coverage.count("v2 votes after a restart that one is not back from");
    back.answer(1);
  }
  callers.settles(back);
  return `to ${room_id}, but for one`;
}
