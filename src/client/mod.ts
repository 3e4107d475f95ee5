/**
 * The client library for protocol v2: what the page, the terminal client and other people's programs stand
 * on. It runs unchanged in Deno and, bundled, in browsers; it must never use anything that one of them
 * lacks. README.md shows how to use it.
 */
export type { CreateOptions, JoinOptions, SavedSeat } from "./entry.ts";
export {
  type Clock,
  type Environment,
  platform,
  type Socket,
  type SocketEvents,
} from "./environment.ts";
export { type ClientCode, ClientError, type ErrorCode } from "./errors.ts";
export type { OwnVote } from "./own_votes.ts";
export { RoomClient, type RoomClientOptions } from "./room_client.ts";
export type { Advice, Closed, Ended, Status } from "./status.ts";
export type * from "./types.ts";
