/** The requests with which clients connect, and their query strings [W2, P2.1]. */
import type { Deck, Protocol, Role } from "./person.ts";
import type { Name } from "./inputs.ts";

export interface CreateHandshake {
  readonly kind: "create";
  readonly protocol: Protocol;
  readonly name: Name;
  readonly role: Role;
  readonly capacity: number;
  /** The deck as typed, and its cards. */
  readonly deck: { readonly typed: string; readonly means: Deck };
  readonly on_admin_leave: "close" | "promote";
}

export interface JoinHandshake {
  readonly kind: "join";
  readonly protocol: Protocol;
  readonly name: Name;
  readonly role: Role;
  readonly room_id: string;
  /** The passcode that it gives, as typed and as sanitised; v1 clients can't give one [W14]. */
  readonly passcode: { readonly raw: string; readonly shown: string } | null;
  /** The secret of its admin link [A3]. */
  readonly admin_secret?: string;
  /** Whether there was a free seat when the connection was made. */
  readonly raced: boolean;
}

export interface ResumeHandshake {
  readonly kind: "resume";
  readonly protocol: "v2";
  readonly room_id: string;
  readonly token: string;
}

/** A join without a name, by which a page asks whether a room exists [W9]. */
export interface LookHandshake {
  readonly kind: "look";
  readonly protocol: "v2";
  readonly room_id: string;
  /** The secret of an admin link, which it checks [A3]. */
  readonly admin_secret?: string;
}

/** A request that must be refused, and the parameter that the refusal must name. */
export interface BadHandshake {
  readonly kind: "knock";
  readonly protocol: Protocol;
  readonly names: string;
}

export type Handshake =
  | CreateHandshake
  | JoinHandshake
  | ResumeHandshake
  | LookHandshake
  | BadHandshake;

/** Whether it asks for replies in states [P2.3]; not drawn, so that seeds stay the same. */
export function asksForRepliesInState(handshake: Handshake): boolean {
  switch (handshake.kind) {
    case "create":
    case "join":
      return handshake.protocol === "v2" && handshake.name.raw.length % 2 === 1;
    case "resume":
      return handshake.token.charCodeAt(0) % 2 === 0;
    case "look":
    case "knock":
      return false;
  }
}

/** The field of its request for that. */
export function repliesOf(handshake: Handshake): { readonly replies?: "in_state" } {
  return asksForRepliesInState(handshake) ? { replies: "in_state" } : {};
}

/** The query string of a handshake. */
export function queryOf(handshake: Exclude<Handshake, BadHandshake>): string {
  return `${plainQueryOf(handshake)}${asksForRepliesInState(handshake) ? "&replies=in_state" : ""}`;
}

function plainQueryOf(handshake: Exclude<Handshake, BadHandshake>): string {
  switch (handshake.kind) {
    case "create": {
      const { capacity, deck, on_admin_leave } = handshake;
      const query = `action=CREATE_ROOM&${who(handshake)}&max_room_capacity=${capacity}`;
      if (handshake.protocol === "v1") return query;
      const typed = encodeURIComponent(deck.typed);
      return `${query}&deck=${typed}&on_admin_leave=${on_admin_leave}`;
    }
    case "join":
      return `action=join_room&${who(handshake)}&room_id=${handshake.room_id.toLowerCase()}`;
    case "look":
      return `action=JOIN_ROOM&room_id=${handshake.room_id}`;
    case "resume":
      return `action=resume&room_id=${handshake.room_id}&resume_token=${handshake.token}`;
  }
}

/** The WebSocket request with this query (RFC 6455, section 1.3). */
export function upgradeRequest(handshake: Handshake, query: string): Request {
  const headers = {
    upgrade: "websocket",
    connection: "upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...handshake.protocol === "v2" && { "sec-websocket-protocol": offerOf(handshake) },
  };
  return new Request(`http://server/ws?${query}`, { headers });
}

/** The sub-protocols that a v2 client offers, which have its secrets in them [W14]. */
function offerOf(handshake: Handshake): string {
  const { kind } = handshake;
  const secret = kind === "join" || kind === "look" ? handshake.admin_secret : undefined;
  if (secret !== undefined) return `estimatex.v2, estimatex.admin.${secret}`;
  const passcode = kind === "join" ? handshake.passcode : null;
  if (passcode === null) return "estimatex.v2";
  const bytes = new TextEncoder().encode(passcode.raw);
  const base64 = btoa(String.fromCharCode(...bytes));
  const base64url = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `estimatex.v2, estimatex.passcode.${base64url}`;
}

/** Name and role; a role that a v1 client sends is ignored [P1.4]. */
function who({ name, role, protocol }: CreateHandshake | JoinHandshake): string {
  const observes = role === "observer" || protocol === "v1";
  return `name=${encodeURIComponent(name.raw)}${observes ? "&role=observer" : ""}`;
}
