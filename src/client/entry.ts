/** The way in: what a person asks for, as the address of a WebSocket [W2, P2.1]. */
import type { Role, Settings } from "./types.ts";

/** The sub-protocol's name on the wire [W3]. */
export const PROTOCOL = "estimatex.v2";

/** A room of one's own; its creator is the admin. */
export interface CreateOptions {
  readonly name: string;
  /** Voters at most. */
  readonly capacity: number;
  /** Default: voter. */
  readonly role?: Role;
  /** `fibonacci` (default), `modified_fibonacci`, `t_shirt`, `powers_of_two`, or cards of one's own. */
  readonly deck?: string | readonly string[];
  /** Default: close. */
  readonly on_admin_leave?: Settings["on_admin_leave"];
}

export interface JoinOptions {
  readonly name: string;
  readonly room_id: string;
  /** Default: voter. */
  readonly role?: Role;
}

/** What a member comes back with [P2.7]. The token is a secret: keep it where only this person's programs look. */
export interface SavedSeat {
  readonly room_id: string;
  readonly resume_token: string;
}

export type Entry =
  | { readonly action: "create"; readonly options: CreateOptions }
  | { readonly action: "join"; readonly options: JoinOptions }
  | { readonly action: "resume"; readonly options: SavedSeat };

/** The address to connect to. `base` is the server's `/ws`, http(s) or ws(s). Throws where it is no address. */
export function entryUrl(base: string, entry: Entry): string {
  const url = new URL(base);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  url.hash = "";
  for (const [name, value] of Object.entries(parameters(entry))) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function parameters({ action, options }: Entry): Readonly<Record<string, string | undefined>> {
  switch (action) {
    case "create": {
      const { name, capacity, role, deck, on_admin_leave } = options;
      const cards = deck === undefined || typeof deck === "string" ? deck : deck.join(",");
      const max_room_capacity = `${capacity}`;
      return { action: "CREATE_ROOM", name, max_room_capacity, role, deck: cards, on_admin_leave };
    }
    case "join": {
      const { name, room_id, role } = options;
      return { action: "JOIN_ROOM", name, room_id, role };
    }
    case "resume": {
      const { room_id, resume_token } = options;
      return { action: "RESUME", room_id, resume_token };
    }
  }
}
