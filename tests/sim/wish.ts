/** What a client asked for when it connected, and the query string that says so [W2, P2.1]. */
import type { Deck, Protocol, Role } from "./person.ts";
import type { Name } from "./words.ts";

export interface CreateWish {
  readonly kind: "create";
  readonly protocol: Protocol;
  readonly name: Name;
  readonly role: Role;
  readonly capacity: number;
  /** As typed, and what it means. */
  readonly deck: { readonly typed: string; readonly means: Deck };
  readonly on_admin_leave: "close" | "promote";
}

export interface JoinWish {
  readonly kind: "join";
  readonly protocol: Protocol;
  readonly name: Name;
  readonly role: Role;
  readonly room_id: string;
  /** There was a free seat when the connection was made. */
  readonly raced: boolean;
}

export interface ResumeWish {
  readonly kind: "resume";
  readonly protocol: "v2";
  readonly room_id: string;
  readonly token: string;
}

/** A request that can't be granted, and the parameter that the refusal must name. */
export interface Knock {
  readonly kind: "knock";
  readonly protocol: Protocol;
  readonly names: string;
}

export type Wish = CreateWish | JoinWish | ResumeWish | Knock;

/** The query string of a wish; that of a knock is its own. */
export function queryOf(wish: Exclude<Wish, Knock>): string {
  switch (wish.kind) {
    case "create": {
      const { capacity, deck, on_admin_leave } = wish;
      const query = `action=CREATE_ROOM&${who(wish)}&max_room_capacity=${capacity}`;
      if (wish.protocol === "v1") return query;
      const typed = encodeURIComponent(deck.typed);
      return `${query}&deck=${typed}&on_admin_leave=${on_admin_leave}`;
    }
    case "join":
      return `action=join_room&${who(wish)}&room_id=${wish.room_id.toLowerCase()}`;
    case "resume":
      return `action=resume&room_id=${wish.room_id}&resume_token=${wish.token}`;
  }
}

/** Name and role; old clients know no roles, and what they say of one counts for nothing [P1.4]. */
function who({ name, role, protocol }: CreateWish | JoinWish): string {
  const observes = role === "observer" || protocol === "v1";
  return `name=${encodeURIComponent(name.raw)}${observes ? "&role=observer" : ""}`;
}
