/**
 * Texts of any length as messages of a link, none heavier than a post: NATS takes no payload of more than 1 MB. Each
 * piece begins with a mark, which says whether the text goes on in the next one.
 */
import { POST_WEIGHT_MAX } from "../bus/link_peer.ts";

const LAST = ".";
const MORE = "+";
const PIECE_UNITS_MAX = POST_WEIGHT_MAX - 1;

/** The pieces of a text, in their order: at least one. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  while (text.length - at > PIECE_UNITS_MAX) {
    const end = at + PIECE_UNITS_MAX;
    // half of a character would not survive UTF-8
    const next = isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
    pieces.push(MORE + text.slice(at, next));
    at = next;
  }
  pieces.push(LAST + text.slice(at));
  return pieces;
}

/** The texts whose pieces arrive from each peer in order. */
export class Pieces {
  readonly #open = new Map<number, string[]>();

  /** The whole text, with its last piece; null: it goes on. */
  add(from: number, piece: string): string | null {
    const open = this.#open.get(from) ?? [];
    open.push(piece.slice(1));
    if (piece.startsWith(MORE)) {
      this.#open.set(from, open);
      return null;
    }
    this.#open.delete(from);
    return open.join("");
  }

  /** It is over; what has come of its last text is of no use. */
  drop(from: number): void {
    this.#open.delete(from);
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
