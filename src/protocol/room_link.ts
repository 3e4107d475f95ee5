/**
 * Finds a room's id in what people type or paste: a code, or a link, also with punctuation around it. The form of an id
 * is defined in text.ts.
 */
import { checkRoomId } from "./text.ts";

/** A link: the server's address, and the part of the path that names a room. A host named `r` does not count. */
const LINKED = /([^\s()<>]*?)(?<!:\/)\/r\/+([^\s/?#]+)/i;

/** What precedes the secret in the fragment of an admin link [A3, W14]. */
export const ADMIN_FRAGMENT = "admin=";

/** The secret of an admin link; the server refuses one that was cut. */
const ADMIN_SECRET = new RegExp(`#${ADMIN_FRAGMENT}([0-9a-z]{1,64})`, "i");

/** Spaces, hyphens and dashes, which people put between the characters of an id. */
const PARTED = /[\s\p{Pd}_]+/gu;

/** Brackets and the punctuation of a sentence around an id. */
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** A room, and perhaps its server. */
interface RoomLink {
  /** As the server writes it [W2]. */
  readonly roomId: string;
  /** The part of the link before the room; "" if there is none, or no link. */
  readonly server: string;
}

/** The room that a code or a link names; null: it names none. */
export function roomLinkIn(text: string): RoomLink | null {
  const [, server = "", linked] = LINKED.exec(text) ?? [];
  const typed = linked === undefined ? text : decoded(linked);
  const checked = checkRoomId(typed.replace(AROUND, "").replace(PARTED, ""));
  return checked.ok ? { roomId: checked.value, server } : null;
}

/** The secret in an admin link [A3]; null: the text is no admin link. */
export function adminSecretIn(text: string): string | null {
  return ADMIN_SECRET.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** The id of the room that a code or a link names, as the server writes it [W2]; null: it names none. */
export function roomIdIn(text: string): string | null {
  return roomLinkIn(text)?.roomId ?? null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // no link of this server: no id has a percent sign
  }
}
