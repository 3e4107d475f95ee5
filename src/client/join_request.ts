/** Requests to create, join or resume, as a WebSocket's address and sub-protocols [W2, W14, P2.1]. */
import { joinedCards } from "../protocol/joined_cards.ts";
import {
  ADMIN_PREFIX,
  KEY_PREFIX,
  PASSCODE_PREFIX,
  TOKEN_PREFIX,
  V2_NAME,
} from "../protocol/offer.ts";
import type { Role, Settings } from "./types.ts";

/** Opens a room, whose creator becomes its admin. */
export interface CreateOptions {
  /** The creator's name, as the others see it. */
  readonly name: string;
  /** Seats for voters. */
  readonly capacity: number;
  /** Default: voter. */
  readonly role?: Role;
  /** `fibonacci` (default), `modified_fibonacci`, `t_shirt`, `powers_of_two`, or cards of one's own. */
  readonly deck?: string | readonly string[];
  /** Default: close. */
  readonly on_admin_leave?: Settings["on_admin_leave"];
  /** The key of a server that needs one to open rooms. It is a secret: keep it as private as a seat. */
  readonly key?: string;
}

/** Joins a room that somebody has opened. */
export interface JoinOptions {
  /** The member's name; the server adds a number if it is taken. */
  readonly name: string;
  /** The room's id, as a person may type it: case and spaces don't matter. */
  readonly room_id: string;
  /** Default: voter. */
  readonly role?: Role;
  /** The room's passcode, if it has one. */
  readonly passcode?: string;
  /**
   * What follows `#admin=` in the admin link of a room that a program opened: the first to join with it becomes the
   * admin. It is a secret.
   */
  readonly admin_secret?: string;
}

/** What `resume` needs [P2.7]. The token is a secret: keep it where only this person's programs can read it. */
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

/** The address to connect to. `base` is the server's `/ws`, http(s) or ws(s). Throws if it is no URL. */
export function joinUrl(base: string, request: JoinRequest): string {
  const url = new URL(base);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  url.hash = "";
  for (const [name, value] of Object.entries(parameters(request))) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  url.searchParams.set("replies", "in_state"); // an older server ignores it, and replies apart
  return url.href;
}

/** The sub-protocols to offer, secrets among them, because URLs end up in logs and histories [W14]. */
export function protocolsOf({ action, options }: JoinRequest): readonly string[] {
  if (action === "join") {
    const { passcode, admin_secret: secret } = options;
    const offered = secret === undefined ? [] : [`${ADMIN_PREFIX}${named(secret)}`];
    return [V2_NAME, ...typed(PASSCODE_PREFIX, passcode), ...offered];
  }
  if (action === "create") return [V2_NAME, ...typed(KEY_PREFIX, options.key)];
  return [V2_NAME, `${TOKEN_PREFIX}${named(options.resume_token)}`];
}

/** A secret that the server has made, or "" if it can't be one: the server then refuses. */
function named(secret: string): string {
  return /^[\w-]*$/.test(secret) ? secret : "";
}

/** A secret that a person has typed, encoded as a sub-protocol. */
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
      // no cards are refused, as everywhere; an empty text would ask for the default deck
      const cards = deck === undefined || typeof deck === "string"
        ? deck
        : joinedCards(deck) || ",";
      return {
        action: "CREATE_ROOM",
        name,
        max_room_capacity: `${capacity}`,
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
