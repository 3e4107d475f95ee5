/** What the page can show: one screen at a time, and which one it is after an ending. It knows no browser. */
import type { Closed, Ended, JoinOptions, SavedSeat, Status } from "../../client/mod.ts";
import { sayRefusal } from "../pure/refusals.ts";
import type { RoomSession } from "./room_session.ts";

/** Why the form is shown again. */
export interface JoinProblem {
  readonly message: string;
  /** The parameter at fault, as the server names it. */
  readonly field?: string | undefined;
}

export type Screen =
  | {
    readonly name: "start";
    /** The room to join; null: one is to be opened. */
    readonly room_id: string | null;
    readonly busy: boolean;
    readonly problem: JoinProblem | null;
    /** Whether there is the room is being asked: no name is asked for meanwhile. */
    readonly looking: boolean;
  }
  | { readonly name: "resuming"; readonly seat: SavedSeat; readonly status: Status }
  | { readonly name: "room"; readonly session: RoomSession }
  | { readonly name: "over"; readonly ending: Ended | Closed } & Visit;

/** What is left of having been in a room, or at its door. */
export interface Visit {
  readonly room_id: string | null;
  /** With what the person asked to be let in; null: it opened the room, or came back to its seat. */
  readonly asked: JoinOptions | null;
  /** How the person was in the room, if it was. */
  readonly session: RoomSession | null;
}

type StartScreen = Extract<Screen, { name: "start" }>;

/** Endings that the start screen can deal with: what was typed there is to be typed again. */
const BACK_TO_THE_FORM: ReadonlySet<string> = new Set([
  "bad_request",
  "resume_refused",
  "wrong_passcode",
  "wrong_key",
  "connection_failed",
  "try_later",
  "bad_server",
]);

/** The form for this room, or with null the one that opens a room. */
export function startScreen(
  roomId: string | null,
  { busy = false, problem = null, looking = false }: Partial<StartScreen> = {},
): StartScreen {
  return { name: "start", room_id: roomId, busy, problem, looking };
}

/** The room of a link that led nowhere: it ended, or never was. */
export function noSuchRoom(roomId: string): Screen {
  const ending: Closed = {
    state: "closed",
    code: "no_such_room",
    message: "There is no such room.",
    advice: "none",
  };
  return { name: "over", ending, room_id: roomId, asked: null, session: null };
}

/** Where a visit leads that ended so: back to its form with the reason, or to the news that it is over. */
export function screenAfter(ending: Ended | Closed, visit: Visit): Screen {
  if (ending.state === "closed" && BACK_TO_THE_FORM.has(ending.code)) {
    const problem = { message: sayRefusal(ending), field: ending.field };
    return startScreen(visit.room_id, { problem });
  }
  return { name: "over", ending, ...visit };
}
