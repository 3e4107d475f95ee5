/** The page's screens, of which one is shown at a time, and which one follows an ending. Independent of browsers. */
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
    /** Whether the server is being asked if the room exists; until it answers, no name is asked for. */
    readonly looking: boolean;
  }
  | { readonly name: "resuming"; readonly seat: SavedSeat; readonly status: Status }
  | { readonly name: "room"; readonly session: RoomSession }
  | { readonly name: "over"; readonly ending: Ended | Closed } & Visit;

/** What is known of a visit that has ended, or of a join that failed. */
export interface Visit {
  readonly room_id: string | null;
  /** How the person asked to join; null: they opened the room, or resumed a seat. */
  readonly asked: JoinOptions | null;
  /** The session, if the person got into the room. */
  readonly session: RoomSession | null;
}

type StartScreen = Extract<Screen, { name: "start" }>;

/** Endings after which the start screen is shown again, since what was typed there has to be corrected. */
const BACK_TO_THE_FORM: ReadonlySet<string> = new Set([
  "bad_request",
  "resume_refused",
  "wrong_passcode",
  "wrong_key",
  "connection_failed",
  "try_later",
  "bad_server",
]);

/** The form to join this room, or with null the one to open a room. */
export function startScreen(
  roomId: string | null,
  { busy = false, problem = null, looking = false }: Partial<StartScreen> = {},
): StartScreen {
  return { name: "start", room_id: roomId, busy, problem, looking };
}

/** The screen for a link to a room that has ended or never existed. */
export function noSuchRoom(roomId: string): Screen {
  const ending: Closed = {
    state: "closed",
    code: "no_such_room",
    message: "There is no such room.",
    advice: "none",
  };
  return { name: "over", ending, room_id: roomId, asked: null, session: null };
}

/** The screen after a visit: its form again with the reason, or the message that the session is over. */
export function screenAfter(ending: Ended | Closed, visit: Visit): Screen {
  if (ending.state === "closed" && BACK_TO_THE_FORM.has(ending.code)) {
    const problem = { message: sayRefusal(ending), field: ending.field };
    return startScreen(visit.room_id, { problem });
  }
  return { name: "over", ending, ...visit };
}
