/**
 * Checks the fields of v2 frames exactly, by the AsyncAPI document [P2.2-P2.8]: an additional field could leak a
 * secret, a missing one could break a client.
 */
import { asyncApi } from "../../src/protocol/asyncapi.ts";
import type { RevealedBallot, RoomState, ServerMessage } from "../../src/protocol/v2_frames.ts";
import { asJson, mismatch } from "../protocol/json_schema.ts";

const DOCUMENT = asJson(JSON.parse(asyncApi("1.2.3")));
const MESSAGES = asJson(asJson(asJson(DOCUMENT["channels"])["v2"])["messages"]);

type Type = ServerMessage["type"];
export type DataOf<T extends Type> = Extract<ServerMessage, { type: T }>["data"];
export type Room = RoomState;
export type PastBallot = RevealedBallot;

/** A message as it came; `re` is the id of the command it replies to. */
export type V2Frame = {
  readonly [T in Type]: {
    readonly type: T;
    readonly raw: string;
    readonly re: string | undefined;
    readonly data: DataOf<T>;
  };
}[Type];

/** Parses a frame; throws an error that names what is wrong with it. */
export function readFrame(raw: string): V2Frame {
  const frame = JSON.parse(raw);
  const { type, re } = frame;
  const problem = mismatch(asJson(asJson(MESSAGES[type])["payload"]), frame, DOCUMENT, type);
  if (problem !== null) throw new Error(problem);
  // [P2.3] a state may be the reply to several commands
  return { ...frame, raw, re: type === "ROOM_STATE" ? undefined : re };
}
