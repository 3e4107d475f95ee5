/**
 * What the server said, from text to a message. It checks the envelope and the fields that the client
 * itself stands on; for the rest it takes the server's word, so that a newer server may say more.
 */
import type {
  EndReason,
  OkData,
  Results,
  RoomState,
  ServerInfo,
  ServerMessage,
  You,
} from "./types.ts";

/** Decodes a frame; null where it is none that this client knows. Never throws. */
export function decodeServer(text: string): ServerMessage | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(parsed) || !isRecord(parsed["data"])) return null;
  const { type, data, re } = parsed;
  switch (type) {
    case "WELCOME": {
      const { room, you, server, now } = data;
      if (!isRoom(room) || !isYou(you) || !isServer(server) || typeof now !== "number") return null;
      return { type, data: { room, you, server, now } };
    }
    case "ROOM_STATE":
      return isRoom(data["room"]) ? { type, data: { room: data["room"] } } : null;
    case "OK":
      return typeof re === "string" && isOk(data) ? { type, re, data } : null;
    case "ERROR": {
      const { code, message, field } = data;
      if (typeof code !== "string" || typeof message !== "string") return null;
      const error = { code, message, ...typeof field === "string" && { field } };
      return { type, data: error, ...typeof re === "string" && { re } };
    }
    case "SESSION_ENDED": {
      const { reason, results } = data;
      if (!isEndReason(reason) || !isResults(results)) return null;
      return { type, data: { reason, results } };
    }
    default:
      return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRoom(value: unknown): value is RoomState {
  return isRecord(value) && typeof value["room_id"] === "string" &&
    typeof value["version"] === "number" &&
    Array.isArray(value["members"]) && value["members"].every(isRecord) &&
    (value["ballot"] === null || isRecord(value["ballot"]));
}

function isYou(value: unknown): value is You {
  return isRecord(value) && typeof value["member_id"] === "string" &&
    typeof value["resume_token"] === "string";
}

function isServer(value: unknown): value is ServerInfo {
  return isRecord(value);
}

function isOk(value: Record<string, unknown>): value is OkData & Record<string, unknown> {
  const { version, ballots, next } = value;
  return (version === undefined || typeof version === "number") &&
    (ballots === undefined || Array.isArray(ballots)) &&
    (next === undefined || typeof next === "number");
}

/** A reason that a newer server has is passed on as it is: it only names what happened. */
function isEndReason(value: unknown): value is EndReason {
  return typeof value === "string";
}

function isResults(value: unknown): value is Results {
  return isRecord(value) && Array.isArray(value["ballots"]);
}
