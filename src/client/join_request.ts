/** The way in: what a person asks for, as the address of a WebSocket and what is offered there [W2, W14, P2.1]. */
import { joinedCards } from "../protocol/joined_cards.ts";
import {
  ADMIN_PREFIX,
  KEY_PREFIX,
  PASSCODE_PREFIX,
  TOKEN_PREFIX,
  V2_NAME,
} from "../protocol/offer.ts";
import type { Role, Settings } from "./types.ts";

/** A room of one's own; its creator is the admin. */
export interface CreateOptions {
  /** The creator's name, as the others see it. */
  readonly name: string;
  /** Voters at most. */
  readonly capacity: number;
  /** Default: voter. */
  readonly role?: Role;
  /** `fibonacci` (default), `modified_fibonacci`, `t_shirt`, `powers_of_two`, or cards of one's own. */
  readonly deck?: string | readonly string[];
  /** Default: close. */
  readonly on_admin_leave?: Settings["on_admin_leave"];
  /** Of a server on which only who has its key opens rooms. It is a secret: keep it as a seat. */
  readonly key?: string;
}

/** A seat in a room that somebody has opened. */
export interface JoinOptions {
  /** The member's name; the server numbers one that is taken. */
  readonly name: string;
  /** The room's id, or one typed by a person: case and spaces don't count. */
  readonly room_id: string;
  /** Default: voter. */
  readonly role?: Role;
  /** Of a room that asks for one. */
  readonly passcode?: string;
  /**
   * What stands behind `#admin=` in the admin link of a room that a program opened: the first who joins with it is the
   * admin. It is a secret.
   */
  readonly admin_secret?: string;
}

/** What a member comes back with [P2.7]. The token is a secret: keep it where only this person's programs look. */
export interface SavedSeat {
  /** The room that the seat is in. */
  readonly room_id: string;
  /** Whoever has it is this member. */
  readonly resume_token: string;
}

export type JoinRequest =
  | { readonly action: "create"; readonly options: CreateOptions }
  | { readonly action: "join"; readonly options: JoinOptions }
  | { readonly action: "resume"; readonly options: SavedSeat };

/** The address to connect to. `base` is the server's `/ws`, http(s) or ws(s). Throws where it is no address. */
export function joinUrl(base: string, request: JoinRequest): string {
  const url = new URL(base);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  url.hash = "";
  for (const [name, value] of Object.entries(parameters(request))) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  url.searchParams.set("replies", "in_state"); // a server that knows nothing of it replies apart
  return url.href;
}

/** The sub-protocols to offer: with them goes what is secret, since addresses end up in logs and histories [W14]. */
export function protocolsOf({ action, options }: JoinRequest): readonly string[] {
  if (action === "join") {
    const { passcode, admin_secret: secret } = options;
    const offered = secret === undefined ? [] : [`${ADMIN_PREFIX}${named(secret)}`];
    return [V2_NAME, ...typed(PASSCODE_PREFIX, passcode), ...offered];
  }
  if (action === "create") return [V2_NAME, ...typed(KEY_PREFIX, options.key)];
  return [V2_NAME, `${TOKEN_PREFIX}${named(options.resume_token)}`];
}

/** A secret that the server made; one that can't be a name is none of its making: it refuses when it gets nothing. */
function named(secret: string): string {
  return /^[\w-]*$/.test(secret) ? secret : "";
}

/** What a person typed, as the name that carries it. */
function typed(prefix: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return [prefix + base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")];
}

function parameters(
  { action, options }: JoinRequest,
): Readonly<Record<string, string | undefined>> {
  switch (action) {
    case "create": {
      const { name, capacity, role, deck, on_admin_leave } = options;
      const cards = deck === undefined || typeof deck === "string" ? deck : joinedCards(deck);
      const maxRoomCapacity = `${capacity}`;
      return {
        action: "CREATE_ROOM",
        name,
        max_room_capacity: maxRoomCapacity,
        role,
        deck: cards,
        on_admin_leave,
      };
    }
    case "join": {
      const { name, room_id, role } = options;
      return { action: "JOIN_ROOM", name, room_id, role };
    }
    case "resume": {
      return { action: "RESUME", room_id: options.room_id };
    }
  }
}
