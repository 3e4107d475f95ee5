/** The interface of an outbox, which saves before it sends: to a file on this machine, or to a cluster [C8]. */
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
  /** The room as it was last saved; null: not yet. */
  saved: Saved | null;
  /** How it ended, once it has. */
  ending: Ending | null;
}

/** Holds back whatever the home sends until the change that caused it is saved. */
export interface RoomOutbox {
  /** A log whose lines wait as well. */
  readonly log: Log;
  /** Enqueues a message to an edge. `roomId`: the room whose saving it waits for; null: none's. */
  toEdge(edge: number, message: ToEdge, roomId: RoomId | null): void;
  /** Enqueues something to do. `roomId` as above. */
  defer(deferred: Deferred, roomId: RoomId): void;
  /** Saves this room at the end of the turn. */
  changed(room: JournaledRoom): void;
  /** The room has ended: saves its results. */
  ended(room: JournaledRoom, ending: Ending): void;
  /** [S5] A worker has died: drops the messages to it, which were for its old incarnation. */
  workerLost(edge: number): void;
  /** Saves, and sends what is pending, as soon as possible. */
  flush(): void;
  /** Saves and sends the rest, even if saving failed before. Nothing may change afterwards. */
  finish(): void;
  /** Whether nothing of this room can be saved or sent now [C20]; missing: that is never so. */
  standsStill?(roomId: RoomId): boolean;
  /** Whether everything is saved and sent. */
  readonly isIdle: boolean;
  /** Stops without saving or sending what is pending. Idempotent. */
  close(): void;
}
