/** The steps of a stop, as a worker takes them [S6]; drain.ts says when. */
import type { Server } from "../server/server.ts";

/**
 * In order; all workers finish one before any begins the next [S6]. `turn_away` is only for a cluster, and
 * `staggered_close` only for rooms that are kept.
 */
export type DrainStep =
  | "turn_away"
  | "freeze"
  | "end_rooms"
  | "staggered_close"
  | "close_connections"
  | "stop";

/** Runs one step, for at most `withinMs` milliseconds. */
export async function runStep(server: Server, step: DrainStep, withinMs: number): Promise<void> {
  switch (step) {
    case "turn_away":
      return server.turnAway();
    case "freeze":
      return server.freeze();
    case "end_rooms":
      return await server.endRooms(withinMs);
    case "staggered_close":
      return await server.staggeredClose(withinMs);
    case "close_connections":
      return await server.closeConnections();
    case "stop":
      return await server.stop();
  }
}
