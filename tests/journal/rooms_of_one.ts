/** Rooms of one person who has voted on some tickets, as a journal is given them. */
import { assert } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Command } from "../../src/room/events.ts";
import type { Room } from "../../src/room/state.ts";
import type { RoomWrite } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { at } from "../room/moments.ts";

/** Who is in it. */
export const MEMBER_ID = "ANA";

/** A room in which these tickets were voted on and revealed, all at once; the ballot on `open` was not revealed. */
export function roomOfOne(
  roomId: string,
  tickets: readonly string[],
  { now, open = null }: { readonly now: number; readonly open?: string | null },
): Room {
  const by = MEMBER_ID;
  const admin = { member_id: by, name: "Ana", role: "voter", protocol: "v2" } as const;
  const voteOn = (ticket: string): readonly Command[] => [
    { type: "begin", by, ticket: { ticket_id: ticket } },
    { type: "vote", by, ticket_id: ticket, card: "5" },
  ];
  const commands: readonly Command[] = [
    { type: "announce", by },
    ...tickets.flatMap((ticket): readonly Command[] => [
      ...voteOn(ticket),
      { type: "reveal", by, ticket_id: ticket, force: false },
    ]),
    ...open === null ? [] : voteOn(open),
  ];
  const start = createRoom({ room_id: roomId, capacity: 2, deck: FIBONACCI, admin }, at(now));
  return commands.reduce((room, command) => {
    const result = step(room, command, at(now));
    assert(result.kind === "done");
    return result.room;
  }, start);
}

/** A session with so many revealed ballots, that was never saved before it ended. */
export function endedAfter(
  { room_id: roomId, ballots, ended_at: endedAt }: {
    readonly room_id: string;
    readonly ballots: number;
    readonly ended_at: number;
  },
): RoomWrite {
  const tickets = Array.from({ length: ballots }, (_, n) => `T-${n}`);
  const room = roomOfOne(roomId, tickets, { now: endedAt - 1 });
  const ending = { reason: "idle", ended_at: endedAt } as const;
  const write = writeOf(null, { room, tokens: new Map() }, ending);
  assert(write !== null);
  return write;
}
