/**
 * What the browser remembers between visits: the seat in each room, the person's name, the last deck. It
 * owns the keys in the browser's storage. A seat's token is a secret: it goes nowhere but into that storage
 * and to the server. Where storage is off or full, a visit is simply not remembered.
 */
import type { Role, SavedSeat } from "../../client/mod.ts";

/** The part of `localStorage` in use. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** What was typed into the entry form the last time. */
export interface Preferences {
  readonly name: string;
  readonly role: Role;
  /** A built-in deck's name, or the cards of one's own with commas between. */
  readonly deck: string;
  readonly capacity: number;
  readonly on_admin_leave: "close" | "promote";
}

const DEFAULTS: Preferences = {
  name: "",
  role: "voter",
  deck: "fibonacci",
  capacity: 20,
  on_admin_leave: "promote",
};

const PREFERENCES = "estimatex.preferences";
const SEAT = "estimatex.seat.";

/** A seat that nobody came back to for so long is surely gone, in milliseconds. */
export const SEAT_KEPT_MS = 24 * 60 * 60 * 1_000;

export class Memory {
  readonly #store: Store | null;
  readonly #now: () => number;

  constructor(store: Store | null, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#forgetOldSeats();
  }

  get preferences(): Preferences {
    const { name, role, deck, capacity, on_admin_leave } = record(this.#get(PREFERENCES));
    return {
      name: typeof name === "string" ? name : DEFAULTS.name,
      role: role === "observer" ? role : DEFAULTS.role,
      deck: typeof deck === "string" ? deck : DEFAULTS.deck,
      capacity: typeof capacity === "number" ? capacity : DEFAULTS.capacity,
      on_admin_leave: on_admin_leave === "close" ? on_admin_leave : DEFAULTS.on_admin_leave,
    };
  }

  prefer(some: Partial<Preferences>): void {
    this.#set(PREFERENCES, { ...this.preferences, ...some });
  }

  /** The seat that this browser has in a room. */
  seat(room_id: string): SavedSeat | null {
    const { resume_token } = record(this.#get(SEAT + room_id));
    return typeof resume_token === "string" ? { room_id, resume_token } : null;
  }

  keepSeat({ room_id, resume_token }: SavedSeat): void {
    this.#set(SEAT + room_id, { resume_token, saved_at: this.#now() });
  }

  /** Forgets a seat; one that another tab has taken meanwhile is not touched. */
  forgetSeat({ room_id, resume_token }: SavedSeat): void {
    if (this.seat(room_id)?.resume_token !== resume_token) return;
    try {
      this.#store?.removeItem(SEAT + room_id);
    } catch {
      // storage is off: there is nothing to forget
    }
  }

  #forgetOldSeats(): void {
    try {
      const store = this.#store;
      const keys = Array.from({ length: store?.length ?? 0 }, (_, n) => store?.key(n) ?? "");
      for (const key of keys.filter((one) => one.startsWith(SEAT))) {
        const { saved_at } = record(this.#get(key));
        const is_old = typeof saved_at !== "number" || this.#now() - saved_at > SEAT_KEPT_MS;
        if (is_old) store?.removeItem(key);
      }
    } catch {
      // storage is off
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

/** The browser's storage, where it lets us have one. */
export function browserStore(): Store | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
