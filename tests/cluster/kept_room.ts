/** A real room for tests of what keeps it: commands change it, as they change one that is at home somewhere. */
import { assert } from "@std/assert";
import { type Clock, momentOf } from "../../src/base/clock.ts";
import type { Ending, Saved } from "../../src/journal/journal.ts";
import type { JournaledRoom } from "../../src/journal/room_outbox.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { ballotBytes, withHistory } from "../../src/room/history.ts";
import { HISTORY_BYTES_MAX } from "../../src/room/limits.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import { largestRoom } from "../supervisor/largest_room.ts";

export class KeptRoom implements JournaledRoom {
  room: Room;
  tokens: Saved["tokens"] = new Map();
  saved: Saved | null = null;
  ending: Ending | null = null;
  readonly #clock: Clock;

  /** A new room with ana in it. */
  constructor(roomId: string, clock: Clock) {
    this.#clock = clock;
    const admin = { member_id: "ana", name: "Ana", role: "voter", protocol: "v2" } as const;
    const options = { room_id: roomId, capacity: 5, deck: FIBONACCI, admin };
    this.room = createRoom(options, momentOf(clock));
    this.does({ type: "announce", by: "ana" });
  }

  /** One that is brought back. */
  static of(saved: Saved, clock: Clock): KeptRoom {
    const kept = new KeptRoom(saved.room.room_id, clock);
    kept.room = saved.room;
    kept.tokens = saved.tokens;
    kept.saved = saved;
    return kept;
  }

  get roomId(): string {
    return this.room.room_id;
  }

  get version(): number {
    return this.room.version;
  }

  /** Whether it was done. */
  does(command: Command): boolean {
    const result = step(this.room, command, momentOf(this.#clock));
    if (result.kind === "done") this.room = result.room;
    return result.kind === "done";
  }

  /** Changes it visibly. */
  isCalled(name: string): this {
    assert(this.does({ type: "set_room", by: "ana", changes: { name } }));
    return this;
  }

  joins(memberId: string): this {
    const name = memberId;
    this.does({ type: "reserve", member_id: memberId, name, role: "voter", protocol: "v2" });
    this.does({ type: "announce", by: memberId });
    return this;
  }

  /** A ballot that everybody who votes votes on. */
  estimates(ticketId: string, by: readonly string[] = ["ana"]): this {
    assert(this.does({ type: "begin", by: "ana", ticket: { ticket_id: ticketId } }));
    for (const voter of by) {
      assert(this.does({ type: "vote", by: voter, ticket_id: ticketId, card: "5" }));
    }
    this.does({ type: "reveal", by: "ana", ticket_id: ticketId, force: true });
    return this;
  }
}

/** The largest room there can be, with as many ballots in its history as fit. */
export function fullestRoom(letters: string): Room {
  const room = largestRoom(letters, 100);
  const [ballot] = room.history;
  assert(ballot !== undefined);
  const most = Math.floor(HISTORY_BYTES_MAX / ballotBytes(ballot));
  return withHistory(room, [...Array.from({ length: most - 1 }, () => ({ ...ballot })), ballot]);
}
