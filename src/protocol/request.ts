/** The upgrade request: which protocol, and what its query string asks for [W2-W5, P2.1]. */
import { type Deck, FIBONACCI } from "../room/deck.ts";
import type { Protocol, Role, Settings } from "../room/state.ts";
import type { CloseName } from "./close_codes.ts";
import { parseDeck } from "./deck_text.ts";
import { checkName, checkRoomId, quote } from "./text.ts";

/** What a connection wants, checked. */
export type Entry =
  | {
    readonly action: "create";
    readonly protocol: Protocol;
    readonly name: string;
    readonly role: Role;
    readonly capacity: number;
    readonly deck: Deck;
    readonly on_admin_leave: Settings["on_admin_leave"];
  }
  | {
    readonly action: "join";
    readonly protocol: Protocol;
    readonly name: string;
    readonly role: Role;
    readonly room_id: string;
  }
  | {
    readonly action: "resume";
    readonly protocol: "v2";
    readonly room_id: string;
    readonly resume_token: string;
  };

/** Why a connection is turned away, in a sentence that names the parameter and what is allowed [W4]. */
export interface EntryRefusal {
  readonly close: CloseName;
  readonly message: string;
  readonly field?: string;
}

export type ParsedEntry =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly refusal: EntryRefusal };

/** The sub-protocol's name on the wire [W3]. */
export const V2_NAME = "estimatex.v2";

/** A resume token as the server makes it: 128 bits in hexadecimal [P2.2]. */
const RESUME_TOKEN = /^[0-9a-f]{32}$/;

/**
 * The protocol a connection speaks, by its `Sec-WebSocket-Protocol` header: v1 if it offers none, null if
 * it offers only names we don't know [W3].
 */
export function negotiate(header: string | null): Protocol | null {
  const offered = (header ?? "").split(",").map((name) => name.trim()).filter((name) =>
    name !== ""
  );
  if (offered.length === 0) return "v1";
  return offered.includes(V2_NAME) ? "v2" : null;
}

/** Checks the query string of a `/ws` request. The first rule broken is the one that is told. */
export function parseEntry(
  query: URLSearchParams,
  protocol: Protocol,
  max_room_capacity: number,
): ParsedEntry {
  const word = (field: string) => (query.get(field) ?? "").trim();
  const action = word("action").toUpperCase();
  if (action === "RESUME" && protocol === "v2") return parseResume(query);
  if (action !== "CREATE_ROOM" && action !== "JOIN_ROOM") {
    const allowed = protocol === "v2"
      ? "CREATE_ROOM, JOIN_ROOM or RESUME"
      : "CREATE_ROOM or JOIN_ROOM";
    return bad("action", `must be ${allowed}, got ${quote(query.get("action") ?? "")}`);
  }
  const name = checkName(query.get("name") ?? "");
  if (!name.ok) return bad("name", name.rule);

  // v1 clients know no roles, decks or settings [P1.4]
  const asked = (field: string) => protocol === "v2" ? word(field).toLowerCase() : "";
  const role = asked("role") || "voter";
  if (role !== "voter" && role !== "observer") {
    return bad("role", `must be voter or observer, got ${quote(role)}`);
  }
  const common = { protocol, name: name.value, role } as const;

  if (action === "JOIN_ROOM") {
    const room_id = checkRoomId(query.get("room_id") ?? "");
    if (!room_id.ok) return bad("room_id", room_id.rule);
    return { ok: true, entry: { action: "join", ...common, room_id: room_id.value } };
  }

  const capacity = wholeNumber(word("max_room_capacity"));
  if (capacity === null || capacity < 1 || capacity > max_room_capacity) {
    const got = quote(query.get("max_room_capacity") ?? "");
    const rule = `must be a whole number from 1 to ${max_room_capacity}, got ${got}`;
    return bad("max_room_capacity", rule);
  }
  const deck = protocol === "v2" ? parseDeck(query.get("deck") ?? "") : V1_DECK;
  if (!deck.ok) return bad("deck", deck.rule);
  const on_admin_leave = asked("on_admin_leave") || "close";
  if (on_admin_leave !== "close" && on_admin_leave !== "promote") {
    return bad("on_admin_leave", `must be close or promote, got ${quote(on_admin_leave)}`);
  }
  return {
    ok: true,
    entry: { action: "create", ...common, capacity, deck: deck.deck, on_admin_leave },
  };
}

const V1_DECK = { ok: true, deck: FIBONACCI } as const;

function parseResume(query: URLSearchParams): ParsedEntry {
  const room_id = checkRoomId(query.get("room_id") ?? "");
  if (!room_id.ok) return bad("room_id", room_id.rule);
  const resume_token = query.get("resume_token") ?? "";
  if (!RESUME_TOKEN.test(resume_token)) {
    // never the token itself: it may be a good one with a slip
    return bad("resume_token", "must be the 32 hexadecimal digits that WELCOME gave");
  }
  return {
    ok: true,
    entry: { action: "resume", protocol: "v2", room_id: room_id.value, resume_token },
  };
}

function bad(field: string, rule: string): ParsedEntry {
  return { ok: false, refusal: { close: "bad_request", message: `${field} ${rule}`, field } };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
