/**
 * Rooms that move to or from this worker in a cluster, and connections that wait for a room to be loaded [C4, C10]. It
 * never decides where a room is: the placement and the residence do.
 */
import type { Saved } from "../journal/journal.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import type { RoomId } from "../room/state.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Residence } from "./placement.ts";
import { REFUSED } from "./refusals.ts";
import { recoverRoom } from "./restore.ts";
import type { ConnectionId, LiveRoom, Session } from "./sessions.ts";

/**
 * How long a room that has moved here waits for its v1 members, in milliseconds. Edges attach theirs at once; members
 * who were connected to a dead node keep their seats until then.
 */
const V1_WITHIN_MS = 5_000;

export class Moves {
  readonly #pipeline: Pipeline;
  readonly #residence: Residence | null;
  /** Connections that wait for their room to be loaded, by the worker that has them. */
  readonly #waiting = new Map<number, Set<number>>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#residence = pipeline.options.residence ?? null;
  }

  /**
   * Calls `then` once it is known whether the room is here, unless the connection is gone by then. `isElsewhere`: the
   * room's home is another worker.
   */
  find(
    roomId: RoomId,
    { edge, conn }: ConnectionId,
    then: (isElsewhere: boolean) => void,
  ): void {
    const { rooms } = this.#pipeline;
    if (this.#residence === null || rooms.get(roomId) !== undefined || rooms.hasEnded(roomId)) {
      return then(false);
    }
    const waiting = this.#waiting.get(edge) ?? new Set<number>();
    this.#waiting.set(edge, waiting.add(conn));
    this.#residence.find(roomId, (where) => {
      if (!waiting.delete(conn)) return; // the connection is gone: nobody would ever free its seat
      if (where === "ended") rooms.hadEnded(roomId);
      then(where === "elsewhere");
    });
  }

  /** A connection has ended. */
  gone({ edge, conn }: ConnectionId): void {
    this.#waiting.get(edge)?.delete(conn);
  }

  workerLost(edge: number): void {
    this.#waiting.get(edge)?.clear();
    this.#waiting.delete(edge);
  }

  /**
   * Takes over a room from the cluster's store: its members may come back [C10, C19]. `isHere` is called before
   * anything changes in it.
   */
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void {
    const live = this.#pipeline.rooms.adopt(saved);
    isHere(live);
    recoverRoom(this.#pipeline, live, { v1WithinMs: V1_WITHIN_MS });
  }

  /**
   * Drops rooms that have moved to another worker. Members' connections on edges that `moves` selects are attached to
   * it by their edges, or closed.
   */
  release(isReleased: (roomId: RoomId) => boolean, moves: (edge: number) => boolean): void {
    for (const live of this.#pipeline.rooms.all()) {
      if (!isReleased(live.room.room_id)) continue;
      const moving = [...live.sessions.values()].filter(({ connection }) =>
        connection !== null && moves(connection.edge)
      );
      this.#pipeline.fanout.moved(moving);
      this.#pipeline.forget(live);
    }
  }

  /** [C13] Another worker has taken this room over. What has happened here since was not kept, so it is not sent. */
  superseded(roomId: RoomId): void {
    const live = this.#pipeline.rooms.get(roomId);
    if (live === undefined) return;
    const sessions = [...live.sessions.values()];
    for (const session of sessions) session.owed = [];
    live.news.clear();
    // closed, because their last commands may or may not have been done: the room shows which
    this.#pipeline.fanout.close(sessions, REFUSED.moved.close, REFUSED.moved.message);
    this.#pipeline.forget(live);
  }

  /** Whether a room survives this machine's stop because its admin is connected to another machine [C19]. */
  goesOnElsewhere({ room, sessions }: LiveRoom): boolean {
    const { placement } = this.#pipeline.options;
    const edge = sessions.get(room.admin_id)?.connection?.edge;
    return placement.moves && edge !== undefined && !placement.isOnThisMachine(edge);
  }

  /**
   * Closes the members of this room, because messages to them were lost; they come back and get the whole state.
   * Returns those who were connected.
   */
  closeMembers(roomId: RoomId): readonly Session[] {
    const { rooms, byConnection, options: { toEdge } } = this.#pipeline;
    const { close, message } = REFUSED.outOfReach;
    const closed: Session[] = [];
    for (const session of rooms.get(roomId)?.sessions.values() ?? []) {
      if (session.connection === null) continue;
      const { edge, conn } = session.connection;
      // null: this must not wait for the room's unsaved changes, which may never be saved
      toEdge(edge, { kind: "close", conns: [conn], close, message }, null);
      byConnection.disconnect(session);
      closed.push(session);
    }
    return closed;
  }
}
