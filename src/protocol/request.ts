/** What the query string of an upgrade request asks for [W2-W5, P2.1]. */
import type { Result } from "../base/result.ts";
import { type Deck, FIBONACCI } from "../room/deck.ts";
import type { Protocol, Role, Settings } from "../room/state.ts";
import type { CloseName } from "./close_codes.ts";
import { parseDeck } from "./deck_text.ts";
import { checkName, checkPasscode, checkRoomId, quote } from "./text.ts";

/** What every request may have. */
interface Common {
  /** Whether replies may come with states instead of separately [P2.3]. */
  readonly replies?: "in_state";
  /** The person whom the proxy signed in [A2]: only the same person can resume the seat. */
  readonly identity?: string;
}

/** Who creates or joins a room. */
interface Newcomer extends Common {
  readonly protocol: Protocol;
  readonly name: string;
  readonly role: Role;
}

/** What a connection asks for, validated. */
export type JoinRequest =
  | Newcomer & {
    readonly action: "create";
    readonly capacity: number;
    readonly deck: Deck;
    readonly on_admin_leave: Settings["on_admin_leave"];
  }
  | Newcomer & {
    readonly action: "join";
    readonly room_id: string;
    /** As it was offered; the room's home checks it [R17b, W14]. */
    readonly passcode?: string;
    /** The secret of an admin link, as it was offered; the room's home checks it [A3, W14]. */
    readonly admin_secret?: string;
  }
  | Common & {
    readonly action: "resume";
    readonly protocol: "v2";
    readonly room_id: string;
    readonly resume_token: string;
  }
  /** Asks whether the room exists, and takes this admin link, before its user types a name or gives up a seat. */
  | {
    readonly action: "look";
    readonly protocol: "v2";
    readonly room_id: string;
    readonly admin_secret?: string;
  };

/** The refusal of a request, in a sentence that names the parameter and what is allowed [W4]. */
export interface JoinRequestRefusal {
  readonly close: CloseName;
  readonly message: string;
  readonly field?: string;
}

type ParsedJoinRequest = Result<JoinRequest, JoinRequestRefusal>;

/** A secret that the server has made: 128 bits in hexadecimal [P2.2, A3]. */
const SECRET = /^[0-9a-f]{32}$/;

/** Validates a query, as `withOffered` returns it. Reports the first rule that is broken. */
export function parseJoinRequest(
  query: URLSearchParams,
  protocol: Protocol,
  maxRoomCapacity: number,
): ParsedJoinRequest {
  const word = (field: string) => (query.get(field) ?? "").trim();
  const action = word("action").toUpperCase();
  // parameters that only v2 has [P1.4]
  const asked = (field: string) => protocol === "v2" ? word(field).toLowerCase() : "";
  const replies = asked("replies") || "apart";
  if (replies !== "apart" && replies !== "in_state") {
    return bad("replies", `must be apart or in_state, got ${quote(replies)}`);
  }
  const optional = replies === "in_state" ? { replies } as const : {};
  if (action === "RESUME" && protocol === "v2") return parseResume(query, optional);
  if (action !== "CREATE_ROOM" && action !== "JOIN_ROOM") {
    const allowed = protocol === "v2"
      ? "CREATE_ROOM, JOIN_ROOM or RESUME"
      : "CREATE_ROOM or JOIN_ROOM";
    return bad("action", `must be ${allowed}, got ${quote(query.get("action") ?? "")}`);
  }
  if (action === "JOIN_ROOM" && protocol === "v2" && word("name") === "") return parseLook(query);
  const name = checkName(query.get("name") ?? "");
  if (!name.ok) return bad("name", name.error);
  const role = asked("role") || "voter";
  if (role !== "voter" && role !== "observer") {
    return bad("role", `must be voter or observer, got ${quote(role)}`);
  }
  const newcomer: Newcomer = { protocol, name: name.value, role, ...optional };
  if (action === "JOIN_ROOM") return parseJoin(query, newcomer);

  const capacity = integer(word("max_room_capacity"));
  if (capacity === null || capacity < 1 || capacity > maxRoomCapacity) {
    const got = quote(query.get("max_room_capacity") ?? "");
    const rule = `must be a whole number from 1 to ${maxRoomCapacity}, got ${got}`;
    return bad("max_room_capacity", rule);
  }
  const deck = asked("deck") === "" ? DEFAULT_DECK : parseDeck(query.get("deck") ?? "");
  if (!deck.ok) return bad("deck", deck.error);
  const on_admin_leave = asked("on_admin_leave") || "close";
  if (on_admin_leave !== "close" && on_admin_leave !== "promote") {
    return bad("on_admin_leave", `must be close or promote, got ${quote(on_admin_leave)}`);
  }
  const chosen = { capacity, deck: deck.value, on_admin_leave } as const;
  return { ok: true, value: { action: "create", ...newcomer, ...chosen } };
}

function parseJoin(query: URLSearchParams, newcomer: Newcomer): ParsedJoinRequest {
  const roomId = checkRoomId(query.get("room_id") ?? "");
  if (!roomId.ok) return bad("room_id", roomId.error);
  const link = parseAdminLink(query);
  if (!link.ok) return link;
  const typed = query.get("passcode");
  const passcode = typed === null ? null : checkPasscode(typed);
  if (passcode?.ok === false) return bad("passcode", passcode.error);
  return {
    ok: true,
    value: {
      action: "join",
      ...newcomer,
      room_id: roomId.value,
      ...link.value,
      ...passcode !== null && { passcode: passcode.value },
    },
  };
}

const DEFAULT_DECK = { ok: true, value: FIBONACCI } as const;

function parseResume(query: URLSearchParams, optional: Common): ParsedJoinRequest {
  const roomId = checkRoomId(query.get("room_id") ?? "");
  if (!roomId.ok) return bad("room_id", roomId.error);
  const resumeToken = query.get("resume_token") ?? "";
  if (!SECRET.test(resumeToken)) {
    // never repeat the token: it may be a valid one with a typo
    return bad("resume_token", "must be the 32 hexadecimal digits that WELCOME gave");
  }
  return {
    ok: true,
    value: {
      action: "resume",
      protocol: "v2",
      room_id: roomId.value,
      resume_token: resumeToken,
      ...optional,
    },
  };
}

function parseLook(query: URLSearchParams): ParsedJoinRequest {
  const roomId = checkRoomId(query.get("room_id") ?? "");
  if (!roomId.ok) return bad("room_id", roomId.error);
  const link = parseAdminLink(query);
  if (!link.ok) return link;
  return {
    ok: true,
    value: { action: "look", protocol: "v2", room_id: roomId.value, ...link.value },
  };
}

function parseAdminLink(
  query: URLSearchParams,
): Result<{ readonly admin_secret?: string }, JoinRequestRefusal> {
  const secret = query.get("admin_secret");
  if (secret === null) return { ok: true, value: {} };
  // never repeat the secret: it may be a valid one with a typo
  return SECRET.test(secret)
    ? { ok: true, value: { admin_secret: secret } }
    : bad("admin_secret", "must be the 32 hexadecimal digits behind the # of the admin link");
}

function bad(field: string, rule: string): Result<never, JoinRequestRefusal> {
  return { ok: false, error: { close: "bad_request", message: `${field} ${rule}`, field } };
}

function integer(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
