/** Makes ids. Tests inject their own, so that all ids follow from a seed. */
import { ulid } from "@std/ulid";

export interface Ids {
  /** 8 characters of Crockford base32, unguessable [R18]. */
  roomId(): string;
  /** A ULID [R18]. */
  memberId(): string;
  /** 128 random bits in hexadecimal [P2.2]. */
  token(): string;
}

const ROOM_ID_LENGTH = 8;
const TOKEN_BYTES = 16;

/** Ids from a cryptographic random source. A room's id is the end of a ULID's random part [R18]. */
export const randomIds: Ids = {
  roomId: () => ulid().slice(-ROOM_ID_LENGTH),
  memberId: () => ulid(),
  token() {
    const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
};

/** The worker that is home to a room: a pure function of its id, the same on every worker [S1]. */
export function homeOf(roomId: string, workers: number): number {
  return fnv1a(roomId) % workers;
}

/** FNV-1a over a text's UTF-16 units. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
