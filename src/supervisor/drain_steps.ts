/** The steps of stopping, as a worker takes them [S6]; drain.ts has when. */
import type { Server } from "../server/server.ts";

/**
 * In their order; every worker finishes one before any begins the next [S6]. `turn_away` is for a cluster alone, and
 * `staggered_close` is left out where nobody can come back.
 */
export type DrainStep =
  | "turn_away"
  | "freeze"
  | "end_rooms"
  | "staggered_close"
  | "close_connections"
  | "stop";

/** Runs one step, which may take so many milliseconds. */
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
