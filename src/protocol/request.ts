/** What the query string of an upgrade request asks for [W2-W5, P2.1]. */
import type { Result } from "../base/result.ts";
import { type Deck, FIBONACCI } from "../room/deck.ts";
import type { Protocol, Role, Settings } from "../room/state.ts";
import type { CloseName } from "./close_codes.ts";
import { parseDeck } from "./deck_text.ts";
import { checkName, checkPasscode, checkRoomId, quote } from "./text.ts";

/** What comes with a request of any kind: what a v2 client may ask of its connection, and who it is. */
interface Common {
  /** Its commands are answered in the states that show their effect, where those are due at once [P2.3]. */
  readonly replies?: "in_state";
  /** Who it is, where a proxy says so [A2]: the seat is this person's, and nobody else's token is good for it. */
  readonly identity?: string;
}

/** What a connection wants, checked. */
export type JoinRequest =
  | Common & {
    readonly action: "create";
    readonly protocol: Protocol;
    readonly name: string;
    readonly role: Role;
    readonly capacity: number;
    readonly deck: Deck;
    readonly on_admin_leave: Settings["on_admin_leave"];
  }
  | Common & {
    readonly action: "join";
    readonly protocol: Protocol;
    readonly name: string;
    readonly role: Role;
    readonly room_id: string;
    /** As it was offered: the room's home knows the right one [R17b, W14]. */
    readonly passcode?: string;
    /** As it was offered: of the link that makes its holder the admin of a room that a program opened [A3, W14]. */
    readonly admin_secret?: string;
  }
  | Common & {
    readonly action: "resume";
    readonly protocol: "v2";
    readonly room_id: string;
    readonly resume_token: string;
  }
  /** Whether there is the room, before anybody types a name for it. */
  | { readonly action: "look"; readonly protocol: "v2"; readonly room_id: string };

/** Why a connection is turned away, in a sentence that names the parameter and what is allowed [W4]. */
export interface JoinRequestRefusal {
  readonly close: CloseName;
  readonly message: string;
  readonly field?: string;
}

type ParsedJoinRequest = Result<JoinRequest, JoinRequestRefusal>;

/** A secret as the server makes it: 128 bits in hexadecimal [P2.2, A3]. */
const SECRET = /^[0-9a-f]{32}$/;

/** Checks what was asked for, as `withOffered` gives it. The first rule broken is the one in the answer. */
export function parseJoinRequest(
  query: URLSearchParams,
  protocol: Protocol,
  maxRoomCapacity: number,
): ParsedJoinRequest {
  const word = (field: string) => (query.get(field) ?? "").trim();
  const action = word("action").toUpperCase();
  // v1 clients know no such thing, nor roles, decks or settings [P1.4]
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
  const common = { protocol, name: name.value, role, ...optional } as const;

  if (action === "JOIN_ROOM") {
    const roomId = checkRoomId(query.get("room_id") ?? "");
    if (!roomId.ok) return bad("room_id", roomId.error);
    const secret = query.get("admin_secret");
    if (secret !== null && !SECRET.test(secret)) {
      // never the secret itself: it may be a good one with a slip
      return bad(
        "admin_secret",
        "must be the 32 hexadecimal digits behind the # of the admin link",
      );
    }
    const request = {
      action: "join",
      ...common,
      room_id: roomId.value,
      ...secret !== null && { admin_secret: secret },
    } as const;
    const typed = query.get("passcode");
    if (typed === null) return { ok: true, value: request };
    const passcode = checkPasscode(typed);
    if (!passcode.ok) return bad("passcode", passcode.error);
    return { ok: true, value: { ...request, passcode: passcode.value } };
  }

  const capacity = integer(word("max_room_capacity"));
  if (capacity === null || capacity < 1 || capacity > maxRoomCapacity) {
    const got = quote(query.get("max_room_capacity") ?? "");
    const rule = `must be a whole number from 1 to ${maxRoomCapacity}, got ${got}`;
    return bad("max_room_capacity", rule);
  }
  const deck = asked("deck") === "" ? DEFAULT_DECK : parseDeck(query.get("deck") ?? "");
  if (!deck.ok) return bad("deck", deck.error);
  const onAdminLeave = asked("on_admin_leave") || "close";
  if (onAdminLeave !== "close" && onAdminLeave !== "promote") {
    return bad("on_admin_leave", `must be close or promote, got ${quote(onAdminLeave)}`);
  }
  return {
    ok: true,
    value: {
      action: "create",
      ...common,
      capacity,
      deck: deck.value,
      on_admin_leave: onAdminLeave,
    },
  };
}

const DEFAULT_DECK = { ok: true, value: FIBONACCI } as const;

function parseResume(query: URLSearchParams, optional: Common): ParsedJoinRequest {
  const roomId = checkRoomId(query.get("room_id") ?? "");
  if (!roomId.ok) return bad("room_id", roomId.error);
  const resumeToken = query.get("resume_token") ?? "";
  if (!SECRET.test(resumeToken)) {
    // never the token itself: it may be a good one with a slip
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
  return { ok: true, value: { action: "look", protocol: "v2", room_id: roomId.value } };
}

function bad(field: string, rule: string): ParsedJoinRequest {
  return { ok: false, error: { close: "bad_request", message: `${field} ${rule}`, field } };
}

function integer(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
