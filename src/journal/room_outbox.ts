/** The order between what is kept and what is sent: the same for a file on this machine and for a cluster [C8]. */
import type { ToEdge } from "../bus/envelopes.ts";
import type { Log } from "../base/log.ts";
import type { Room, RoomId } from "../room/state.ts";
import type { Ending, Saved } from "./journal.ts";
import type { Deferred } from "./pending.ts";
import type { Tokens } from "./tokens.ts";

/** A room whose changes are to be saved. */
export interface JournaledRoom {
  readonly room: Room;
  readonly tokens: Tokens;
  /** The room as the journal has it; null: the journal knows nothing of it. */
  saved: Saved | null;
  /** How it ended, once it has. */
  ending: Ending | null;
}

/** Holds back what home sends until the change it follows from is saved. */
export interface RoomOutbox {
  /** Where home writes what it would write to the log. */
  readonly log: Log;
  /** Enqueues a message to an edge. `roomId`: the room that it speaks of; null: of none. */
  toEdge(edge: number, message: ToEdge, roomId: RoomId | null): void;
  /** Does this behind all that is pending. `roomId` as above. */
  defer(deferred: Deferred, roomId: RoomId): void;
  /** This room is to be saved, at the end of the turn. */
  changed(room: JournaledRoom): void;
  /** This room is over; its results are to be saved. */
  ended(room: JournaledRoom, ending: Ending): void;
  /** [S5] What is pending for this edge is for its former incarnation. */
  workerLost(edge: number): void;
  /** Saves, and sends what is pending, as soon as can be. */
  flush(): void;
  /** Saves what is left, even if that failed before, and sends; nothing may change after it. */
  finish(): void;
  /** Whether everything is saved and sent. */
  readonly isIdle: boolean;
  /** Stops: what is not saved by now is never saved, what is pending is never sent. Any number of times. */
  close(): void;
}
