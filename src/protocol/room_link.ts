/**
 * A room's id in what people type, paste and follow: a code, a link, a link with the full stop of its sentence behind
 * it. It owns what is forgiven; what an id is, text.ts knows.
 */
import { checkRoomId } from "./text.ts";

/** A link: where the server is, and the part of the path that names a room. A host named `r` is no such path. */
const LINKED = /([^\s()<>]*?)(?<!:\/)\/r\/+([^\s/?#]+)/i;

/** What stands behind the `#` of an admin link before its secret [A3, W14]. */
export const ADMIN_FRAGMENT = "admin=";

/** The secret of an admin link; one that was cut is most of a secret, and the server's to refuse. */
const ADMIN_SECRET = new RegExp(`#${ADMIN_FRAGMENT}([0-9a-z]{1,64})`, "i");

/** What people put between the characters of an id to read it out: spaces, hyphens, dashes. */
const PARTED = /[\s\p{Pd}_]+/gu;

/** Brackets and the punctuation of a sentence around an id. */
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** What a code or a link names. */
interface RoomLink {
  /** As the server writes it [W2]. */
  readonly roomId: string;
  /** What stands before the room in a link; "" where there is nothing, or no link. */
  readonly server: string;
}

/** The room that a code or a link names; null: it names none. */
export function roomLinkIn(text: string): RoomLink | null {
  const [, server = "", linked] = LINKED.exec(text) ?? [];
  const typed = linked === undefined ? text : decoded(linked);
  const checked = checkRoomId(typed.replace(AROUND, "").replace(PARTED, ""));
  return checked.ok ? { roomId: checked.value, server } : null;
}

/** What stands for the secret behind the `#` of an admin link [A3]; null: the text is none. */
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
    return part; // no link of ours: nothing in an id needs the percent sign
  }
}
