/**
 * The client library for protocol v2: what the page, the terminal client and other people's programs stand
 * on. It runs unchanged in Deno and, bundled, in browsers; it must never use anything that one of them
 * lacks. README.md shows how to use it.
 */
export { type Ballot, type Change, changesBetween } from "./changes.ts";
export type { CreateOptions, JoinOptions, SavedSeat } from "./join_request.ts";
export {
  type Clock,
  type Environment,
  platform,
  type Socket,
  type SocketEvents,
} from "./environment.ts";
export type { BallotName, Commands, FoundPage, RoomChanges } from "./commands.ts";
export { type ClientCode, ClientError, type ErrorCode } from "./errors.ts";
export { openBallot } from "./open_ballot.ts";
export type { OwnVote } from "./own_votes.ts";
export { RoomClient, type RoomClientOptions } from "./room_client.ts";
export type { Advice, Closed, Ended, Offline, Status } from "./status.ts";
export type * from "./types.ts";
export { waitsForAdmin } from "./waits_for_admin.ts";
export { CLOSE, type CloseName, type Retry } from "../protocol/close_codes.ts";
export type { ClientCommand } from "../protocol/v2_commands.ts";
export type { TrackerCode } from "../protocol/tracker_codes.ts";
export type { V2Problem } from "../protocol/v2_decode.ts";
export type { RefusalCode } from "../room/events.ts";
