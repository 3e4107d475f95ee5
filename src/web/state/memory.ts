/**
 * What the browser remembers between visits: the seat in each room, what the room was like, the person's name. It
 * owns the keys in the browser's storage. A seat's token, the key that opens rooms and the secret of an admin link go
 * only into that storage and to the server. If storage is off or full, a visit is simply not remembered.
 */
import type { Ended, Role, SavedSeat } from "../../client/mod.ts";
import type { SessionResults } from "../../results/mod.ts";
import { CAPACITY_DEFAULT } from "../../room/limits.ts";
import type { FormerRoom } from "./former_room.ts";

/** The part of `localStorage` in use. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Light or dark: as the system is set, or always the same. */
export type Theme = "system" | "light" | "dark";

/** How many people of a room are remembered: more would not be invited again. */
const PEOPLE_KEPT_MAX = 30;

/** What was last typed into the form, and the settings of the page. */
interface Preferences {
  readonly name: string;
  readonly role: Role;
  /** A built-in deck's name, or the cards of the person's own deck as `joinedCards` writes them. */
  readonly deck: string;
  readonly capacity: number;
  readonly on_admin_leave: "close" | "promote";
  /** theme_first.ts also reads it. */
  readonly theme: Theme;
  readonly sound: boolean;
  /** Whether keys that type a character do something outside fields. */
  readonly keys: boolean;
  /** The language that was chosen; null: the browser's. */
  readonly language: string | null;
}

const DEFAULTS: Preferences = {
  name: "",
  role: "voter",
  deck: "fibonacci",
  capacity: CAPACITY_DEFAULT,
  on_admin_leave: "promote",
  theme: "system",
  sound: false,
  keys: true,
  language: null,
};

const PREFERENCES = "estimatex.preferences";
const SEAT = "estimatex.seat.";
const ROOM = "estimatex.room.";
const ENDINGS = "estimatex.endings";
const KEY = "estimatex.key";
const ADMIN = "estimatex.admin.";

/** How many sessions' results are kept, and how long they may be together, in characters. */
const ENDINGS_MAX = 3;
const ENDINGS_LENGTH_MAX = 1_000_000;

/** The results of a session that has ended, all or those that the page knew; null: it knew none. */
export interface EndResults extends Pick<Ended, "missing_ballots"> {
  readonly results: SessionResults | null;
}

/** How a session ended, with its results. */
interface KeptEnding {
  readonly room_id: string;
  readonly ending: EndResults;
}

/** After this time without a visit a seat is surely gone, in milliseconds. */
export const SEAT_KEPT_MS = 24 * 60 * 60 * 1_000;

/** How long the start page offers the way back to a seat, in milliseconds: as long as a room may be idle. */
export const SEAT_OFFERED_MS = 4 * 60 * 60 * 1_000;

/** How long a room is remembered, to be opened again, in milliseconds. */
export const ROOM_KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

export class Memory {
  readonly #store: Store | null;
  readonly #now: () => number;

  constructor(store: Store | null, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#forgetOld(SEAT, SEAT_KEPT_MS);
    this.#forgetOld(ROOM, ROOM_KEPT_MS);
    this.#forgetOld(ADMIN, SEAT_KEPT_MS);
  }

  get preferences(): Preferences {
    const { name, role, deck, capacity, on_admin_leave, theme, sound, keys, language } = record(
      this.#get(PREFERENCES),
    );
    return {
      name: typeof name === "string" ? name : DEFAULTS.name,
      role: role === "observer" ? role : DEFAULTS.role,
      deck: typeof deck === "string" ? deck : DEFAULTS.deck,
      capacity: typeof capacity === "number" ? capacity : DEFAULTS.capacity,
      on_admin_leave: on_admin_leave === "close" ? on_admin_leave : DEFAULTS.on_admin_leave,
      theme: theme === "light" || theme === "dark" ? theme : DEFAULTS.theme,
      sound: typeof sound === "boolean" ? sound : DEFAULTS.sound,
      keys: typeof keys === "boolean" ? keys : DEFAULTS.keys,
      language: typeof language === "string" ? language : DEFAULTS.language,
    };
  }

  prefer(some: Partial<Preferences>): void {
    this.#set(PREFERENCES, { ...this.preferences, ...some });
  }

  /** The seat that this browser has in a room. */
  seat(roomId: string): SavedSeat | null {
    const { resume_token } = record(this.#get(SEAT + roomId));
    return typeof resume_token === "string" ? { room_id: roomId, resume_token } : null;
  }

  keepSeat({ room_id: roomId, resume_token: resumeToken }: SavedSeat): void {
    this.#set(SEAT + roomId, { resume_token: resumeToken, saved_at: this.#now() });
  }

  /** Forgets a seat, but not one that another tab has taken meanwhile. */
  forgetSeat({ room_id: roomId, resume_token: resumeToken }: SavedSeat): void {
    if (this.seat(roomId)?.resume_token !== resumeToken) return;
    this.#remove(SEAT + roomId);
  }

  /** The key that opens rooms on this server; null: none is known [A1]. */
  get key(): string | null {
    const key = this.#get(KEY);
    return typeof key === "string" ? key : null;
  }

  keepKey(key: string): void {
    this.#set(KEY, key);
  }

  /** Forgets a key that was refused, but not another one that another tab has kept meanwhile. */
  forgetKey(key: string): void {
    if (this.key === key) this.#remove(KEY);
  }

  /** The secret of the admin link to a room, if it was opened here and has not been used yet; null: none [A3]. */
  adminSecret(roomId: string): string | null {
    const { secret } = record(this.#get(ADMIN + roomId));
    return typeof secret === "string" ? secret : null;
  }

  keepAdminSecret(roomId: string, secret: string): void {
    this.#set(ADMIN + roomId, { secret, saved_at: this.#now() });
  }

  forgetAdminSecret(roomId: string): void {
    this.#remove(ADMIN + roomId);
  }

  /** A room that this browser's person was in; null: none of that id is remembered. */
  room(roomId: string): FormerRoom | null {
    const { name, deck, capacity, on_admin_leave, me, people } = record(this.#get(ROOM + roomId));
    if (!areTexts(deck) || typeof capacity !== "number" || typeof me !== "string") return null;
    return {
      room_id: roomId,
      ...typeof name === "string" && { name },
      deck,
      capacity,
      on_admin_leave: on_admin_leave === "close" ? on_admin_leave : "promote",
      me,
      people: areTexts(people) ? people : [],
    };
  }

  /** The room whose seat this browser used last, within SEAT_OFFERED_MS; null: none. */
  get roomWithSeat(): FormerRoom | null {
    const keptAt = (id: string) => Number(record(this.#get(ROOM + id))["saved_at"]);
    const [latest] = this.#keys(SEAT).map((key) => key.slice(SEAT.length))
      .filter((id) => this.#now() - keptAt(id) <= SEAT_OFFERED_MS)
      .toSorted((a, b) => keptAt(b) - keptAt(a));
    return latest === undefined ? null : this.room(latest);
  }

  /** Remembers a room, together with the people who were in it earlier. */
  keepRoom({ room_id: roomId, ...room }: FormerRoom): void {
    const { people: before = [] } = this.room(roomId) ?? {};
    const people = [...new Set([...room.people, ...before])].filter((one) => one !== room.me);
    const kept = people.slice(0, PEOPLE_KEPT_MAX);
    this.#set(ROOM + roomId, { ...room, people: kept, saved_at: this.#now() });
  }

  /** How a recent session of this browser ended; null: not known. */
  ending(roomId: string): EndResults | null {
    return this.#endings().find((one) => one.room_id === roomId)?.ending ?? null;
  }

  /** Remembers a session's results, if there are any, in place of the oldest ones, unless they alone are too large. */
  keepEnding(roomId: string, ending: EndResults): void {
    if (ending.results === null) return;
    const others = this.#endings().filter((one) => one.room_id !== roomId);
    const kept = [{ room_id: roomId, ending }, ...others].slice(0, ENDINGS_MAX);
    while (JSON.stringify(kept).length > ENDINGS_LENGTH_MAX) kept.pop();
    this.#set(ENDINGS, kept);
  }

  #endings(): readonly KeptEnding[] {
    const kept = this.#get(ENDINGS);
    return Array.isArray(kept) ? kept : [];
  }

  #forgetOld(prefix: string, keptMs: number): void {
    for (const key of this.#keys(prefix)) {
      const { saved_at } = record(this.#get(key));
      const isOld = typeof saved_at !== "number" || this.#now() - saved_at > keptMs;
      if (isOld) this.#remove(key);
    }
  }

  #keys(prefix: string): readonly string[] {
    try {
      const store = this.#store;
      return Array.from({ length: store?.length ?? 0 }, (_, n) => store?.key(n) ?? "")
        .filter((key) => key.startsWith(prefix));
    } catch {
      return []; // storage is off
    }
  }

  #remove(key: string): void {
    try {
      this.#store?.removeItem(key);
    } catch {
      // storage is off: there is nothing to forget
    }
  }

  #get(key: string): unknown {
    try {
      return JSON.parse(this.#store?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  #set(key: string, value: unknown): void {
    try {
      this.#store?.setItem(key, JSON.stringify(value));
    } catch {
      // storage is off or full
    }
  }
}

/** The browser's storage; null if the browser denies it. */
export function browserStore(): Store | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
