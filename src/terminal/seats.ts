/**
 * Keeps seats between runs of the program: a file for each, for its server, room and name, that only its owner can
 * read. It contains the resume token, a secret that makes anybody this member; it is sent only to the server that
 * issued it.
 */
import type { SavedSeat } from "../client/mod.ts";
import { remove } from "../base/whole_file.ts";
import { filesIn, readJson, writePrivately } from "./folders.ts";

/** Identifies a seat: two people on one machine each have their own. */
export interface SeatKey {
  /** The address of the server's WebSocket. */
  readonly server: string;
  readonly room_id: string;
  /** The name that was asked for, not the one that the room shows ("Ana (2)"). */
  readonly name: string;
}

/** How long a seat is kept without being used, in milliseconds: every server has dropped it by then. */
export const SEAT_KEPT_MS = 24 * 60 * 60 * 1_000;

export class Seats {
  readonly #folder: string | null;
  readonly #now: () => number;

  /** `folder`: the state folder; null: nothing is kept. */
  constructor(folder: string | null, now: () => number) {
    this.#folder = folder === null ? null : `${folder}/seats`;
    this.#now = now;
  }

  async find(key: SeatKey): Promise<SavedSeat | null> {
    if (this.#folder === null) return null;
    const seat = this.#read(await fileOf(key));
    return seat !== null && seat.room_id === key.room_id
      ? { room_id: seat.room_id, resume_token: seat.resume_token }
      : null;
  }

  async keep(key: SeatKey, { resume_token: resumeToken }: SavedSeat): Promise<void> {
    if (this.#folder === null) return;
    const seat = { ...key, resume_token: resumeToken, kept_at: this.#now() };
    writePrivately(this.#folder, await fileOf(key), JSON.stringify(seat));
  }

  async forget(key: SeatKey): Promise<void> {
    if (this.#folder !== null) remove(`${this.#folder}/${await fileOf(key)}`);
  }

  /** Removes seats that are too old, and files that are no seats. */
  prune(): void {
    if (this.#folder === null) return;
    for (const name of filesIn(this.#folder)) {
      if (this.#read(name) === null) remove(`${this.#folder}/${name}`);
    }
  }

  #read(name: string): SavedSeat | null {
    const read = readJson(`${this.#folder}/${name}`);
    if (typeof read !== "object" || read === null) return null;
    const { room_id, resume_token, kept_at } = {
      room_id: null,
      resume_token: null,
      kept_at: null,
      ...read,
    };
    if (typeof room_id !== "string" || typeof resume_token !== "string") return null;
    const age = typeof kept_at === "number" ? this.#now() - kept_at : Infinity;
    return age < SEAT_KEPT_MS ? { room_id, resume_token } : null;
  }
}

/** The file's name: a hash, so that nothing that people typed is in it. */
async function fileOf({ server, room_id: roomId, name }: SeatKey): Promise<string> {
  const text = JSON.stringify([server, roomId, name.normalize("NFKC").toLowerCase()]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  return `${hex.join("").slice(0, 32)}.json`;
}
