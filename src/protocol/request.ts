/** The upgrade request: which protocol, and what its query string asks for [W2-W5]. */
import { FIBONACCI } from "../room/deck.ts";
import type { Deck } from "../room/deck.ts";
import type { Protocol, Role } from "../room/state.ts";
import type { CloseName } from "./close_codes.ts";
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
  }
  | {
    readonly action: "join";
    readonly protocol: Protocol;
    readonly name: string;
    readonly role: Role;
    readonly room_id: string;
  };

/** Why a connection is turned away, in a sentence that names the parameter and what is allowed [W4]. */
export interface EntryRefusal {
  readonly close: CloseName;
  readonly message: string;
}

export type ParsedEntry =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly refusal: EntryRefusal };

/**
 * The protocol a connection speaks, by its `Sec-WebSocket-Protocol` header: v1 if it offers none, null if
 * it offers only names we don't know [W3].
 */
export function negotiate(header: string | null): Protocol | null {
  const offered = (header ?? "").split(",").filter((name) => name.trim() !== "");
  return offered.length === 0 ? "v1" : null;
}

/** Checks the query string of a `/ws` request. The first rule broken is the one that is told. */
export function parseEntry(
  query: URLSearchParams,
  protocol: Protocol,
  max_room_capacity: number,
): ParsedEntry {
  const action = (query.get("action") ?? "").trim().toUpperCase();
  if (action !== "CREATE_ROOM" && action !== "JOIN_ROOM") {
    return bad(`action must be CREATE_ROOM or JOIN_ROOM, got ${quote(query.get("action") ?? "")}`);
  }
  const name = checkName(query.get("name") ?? "");
  if (!name.ok) return bad(`name ${name.rule}`);
  const common = { protocol, name: name.value, role: "voter" } as const;

  if (action === "CREATE_ROOM") {
    const given = query.get("max_room_capacity") ?? "";
    const capacity = wholeNumber(given.trim());
    if (capacity === null || capacity < 1 || capacity > max_room_capacity) {
      return bad(
        `max_room_capacity must be a whole number from 1 to ${max_room_capacity}, got ${
          quote(given)
        }`,
      );
    }
    return { ok: true, entry: { action: "create", ...common, capacity, deck: FIBONACCI } };
  }
  const room_id = checkRoomId(query.get("room_id") ?? "");
  if (!room_id.ok) return bad(`room_id ${room_id.rule}`);
  return { ok: true, entry: { action: "join", ...common, room_id: room_id.value } };
}

function bad(message: string): ParsedEntry {
  return { ok: false, refusal: { close: "bad_request", message } };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
