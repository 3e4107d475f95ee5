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
import type { ConnectionId, Session } from "./sessions.ts";

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
    recoverRoom(this.#pipeline, live);
  }

  /**
   * Rooms that go on elsewhere are not here any more; whoever is in one, on an edge that `closes`, is closed and comes
   * back to it there.
   */
  release(isReleased: (roomId: RoomId) => boolean, closes: (edge: number) => boolean): void {
    for (const live of this.#pipeline.rooms.all()) {
      if (isReleased(live.room.room_id)) this.#pipeline.forget(live, REFUSED.moved, closes);
    }
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
