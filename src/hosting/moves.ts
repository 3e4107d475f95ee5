/**
 * Rooms that come to this worker from elsewhere and leave it, among many machines, and connections that wait for one
 * [C4, C10]. It never decides where a room is: the residence does.
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
 * How long v1 members are awaited in a room that has come here, in milliseconds. Edges ask at once; whoever was connected
 * to a machine that died can't, and keeps its seat for so long.
 */
const V1_WITHIN_MS = 5_000;

export class Moves {
  readonly #pipeline: Pipeline;
  readonly #residence: Residence | null;
  /** Connections whose room is looked for, by the worker that has them. */
  readonly #waiting = new Map<number, Set<number>>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#residence = pipeline.options.residence ?? null;
  }

  /**
   * Calls `then` once it is known whether the room is here, unless the connection is gone by then. `isElsewhere`: it
   * has to be asked for at another worker.
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
      if (!waiting.delete(conn)) return; // nobody would ever give back what it is given
      if (where === "ended") rooms.hadEnded(roomId);
      then(where === "elsewhere");
    });
  }

  /** A connection is gone: it waits for nothing any more. */
  gone({ edge, conn }: ConnectionId): void {
    this.#waiting.get(edge)?.delete(conn);
  }

  workerLost(edge: number): void {
    this.#waiting.get(edge)?.clear();
    this.#waiting.delete(edge);
  }

  /**
   * A room that was kept elsewhere until now: its members may come back [C10, C19]. `isHere` is called before anything
   * changes in it.
   */
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void {
    const live = this.#pipeline.rooms.adopt(saved);
    isHere(live);
    recoverRoom(this.#pipeline, live, { v1WithinMs: V1_WITHIN_MS });
  }

  /**
   * Rooms that go on elsewhere are not here any more; whoever is in one, on an edge that `moves`, is attached to it
   * there, or closed.
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

  /** [C13] Another worker has this room, and nothing of what happened here since is kept: it is not sent, either. */
  superseded(roomId: RoomId): void {
    const live = this.#pipeline.rooms.get(roomId);
    if (live === undefined) return;
    const sessions = [...live.sessions.values()];
    for (const session of sessions) session.owed = [];
    live.news.clear();
    // what came of their last commands nobody knows: they look for themselves
    this.#pipeline.fanout.close(sessions, REFUSED.moved.close, REFUSED.moved.message);
    this.#pipeline.forget(live);
  }

  /** Whether its admin, whose client can't come back to it, stays connected to another machine when this one stops [C19]. */
  goesOnElsewhere({ room, sessions }: LiveRoom): boolean {
    const { placement } = this.#pipeline.options;
    const edge = sessions.get(room.admin_id)?.connection?.edge;
    return placement.moves && edge !== undefined && !placement.isOnThisMachine(edge);
  }

  /**
   * What the members of this room were to be sent is lost: they are closed, and come back to the whole of it. Returns
   * those who had a connection.
   */
  closeMembers(roomId: RoomId): readonly Session[] {
    const { rooms, byConnection, options: { toEdge } } = this.#pipeline;
    const { close, message } = REFUSED.outOfReach;
    const closed: Session[] = [];
    for (const session of rooms.get(roomId)?.sessions.values() ?? []) {
      if (session.connection === null) continue;
      const { edge, conn } = session.connection;
      // of no room: it must not wait for what everything waits for
      toEdge(edge, { kind: "close", conns: [conn], close, message }, null);
      byConnection.disconnect(session);
      closed.push(session);
    }
    return closed;
  }
}
