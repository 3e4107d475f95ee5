/**
 * The types of what the server sends: the room, its ballots, the results [P2.4, P2.8]. Times are milliseconds since
 * 1970 on the server's clock. Types only, no code.
 */
export type {
  FoundTicket,
  Member,
  Nudge,
  OkData,
  OpenBallot,
  Results,
  RevealedBallot,
  RoomState,
  ServerInfo,
  ServerMessage,
  ShownBallot,
  TicketOutcome,
  TrackerInfo,
  You,
} from "../protocol/v2_frames.ts";
export type { CardCount, Summary } from "../room/summary.ts";
export type { Deck } from "../room/deck.ts";
export type {
  EndReason,
  MemberId,
  Participant,
  Role,
  Settings,
  Ticket,
  Vote,
} from "../room/state.ts";
