/**
 * Where the person is: at the entry, on the way back to a seat, in a room, or out of one. It owns the screen,
 * the address bar and the one client; what happens inside a room is a Stay's.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  ClientError,
  type Clock,
  type Closed,
  type CreateOptions,
  type Ended,
  type JoinOptions,
  platform,
  RoomClient,
  type RoomState,
  type SavedSeat,
  type Status,
} from "../../client/mod.ts";
import { pathOf, roomOf } from "./address.ts";
import type { Memory } from "./memory.ts";
import { Notices } from "./notices.ts";
import { Stay } from "./stay.ts";

/** Why the entry form is shown again. */
export interface EntryProblem {
  readonly message: string;
  /** The parameter at fault, as the server names it. */
  readonly field?: string | undefined;
}

export type Screen =
  | {
    readonly name: "entry";
    /** The room to join; null: one is to be opened. */
    readonly room_id: string | null;
    readonly busy: boolean;
    readonly problem: EntryProblem | null;
  }
  | { readonly name: "returning"; readonly seat: SavedSeat; readonly status: Status }
  | { readonly name: "room"; readonly stay: Stay }
  | { readonly name: "over"; readonly ending: Ended | Closed } & Visit;

/** What is left of having been in a room, or at its door. */
export interface Visit {
  readonly room_id: string | null;
  /** With what the person asked to be let in; null: it opened the room, or came back to its seat. */
  readonly asked: JoinOptions | null;
  /** How the person was in the room, if it was. */
  readonly stay: Stay | null;
}

/** The part of the browser's window in use. */
export interface Browser {
  readonly location: { readonly pathname: string; readonly origin: string };
  readonly history: {
    pushState(state: unknown, unused: string, path: string): void;
    replaceState(state: unknown, unused: string, path: string): void;
  };
}

/** Endings that the entry form can deal with: what was typed there is to be typed again. */
const BACK_TO_THE_FORM: ReadonlySet<string> = new Set([
  "bad_request",
  "resume_refused",
  "connection_failed",
  "try_later",
  "bad_server",
]);

export class App {
  readonly memory: Memory;
  readonly notices: Notices;
  readonly origin: string;
  readonly #browser: Browser;
  readonly #clock: Clock;
  readonly #screen;
  #client: RoomClient | null = null;

  constructor({ browser, memory, clock }: { browser: Browser; memory: Memory; clock: Clock }) {
    this.#browser = browser;
    this.#clock = clock;
    this.memory = memory;
    this.notices = new Notices(clock);
    this.origin = browser.location.origin;
    this.#screen = signal<Screen>({ name: "entry", room_id: null, busy: false, problem: null });
    this.follow();
  }

  get screen(): ReadonlySignal<Screen> {
    return this.#screen;
  }

  /** Goes where the address bar says: at the start, and when the person goes back or forward. */
  follow(): void {
    const room_id = roomOf(this.#browser.location.pathname);
    const screen = this.#screen.peek();
    if (screen.name === "room" && screen.stay.room.peek().room_id === room_id) return;
    this.#hangUp();
    const seat = room_id === null ? null : this.memory.seat(room_id);
    if (seat !== null) this.resume(seat);
    else this.#showEntry(room_id);
  }

  create(options: CreateOptions): void {
    const { name, capacity, on_admin_leave = "close", deck = "fibonacci" } = options;
    this.memory.prefer({
      name,
      capacity,
      on_admin_leave,
      deck: typeof deck === "string" ? deck : deck.join(","),
    });
    this.#showEntry(null, { busy: true });
    this.#enter((client) => client.create(options));
  }

  join(options: JoinOptions): void {
    const { name, role = "voter" } = options;
    this.memory.prefer({ name, role });
    this.#join(options);
  }

  /** Joins as an observer because voters find no seat: nobody's wish, so the next room's form knows nothing of it. */
  watch(asked: JoinOptions): void {
    this.#join({ ...asked, role: "observer" });
  }

  /** Comes back to a seat, from wherever else it is taken. */
  resume(seat: SavedSeat): void {
    this.#screen.value = { name: "returning", seat, status: { state: "new" } };
    this.#enter((client) => client.resume(seat), { room_id: seat.room_id });
  }

  /** The form to join this room, or with null to open one. */
  goTo(room_id: string | null): void {
    this.#hangUp();
    this.#browser.history.pushState(null, "", pathOf(room_id));
    this.#showEntry(room_id);
  }

  /** Takes the seat back from another tab, or asks for a new one where it is gone. */
  takeBack(room_id: string | null): void {
    const seat = room_id === null ? null : this.memory.seat(room_id);
    if (seat === null) this.goTo(room_id);
    else this.resume(seat);
  }

  /** There may be a network again, or the machine woke up. */
  retryNow(): void {
    this.#client?.retryNow();
  }

  #join(asked: JoinOptions): void {
    const { room_id } = asked;
    this.#showEntry(room_id, { busy: true });
    this.#enter((client) => client.join(asked), { room_id, asked });
  }

  #showEntry(
    room_id: string | null,
    { busy = false, problem = null }: { busy?: boolean; problem?: EntryProblem | null } = {},
  ): void {
    this.#screen.value = { name: "entry", room_id, busy, problem };
  }

  #hangUp(): void {
    const client = this.#client;
    this.#client = null; // so that its end is nobody's concern any more
    client?.close();
  }

  #enter(
    begin: (client: RoomClient) => Promise<RoomState>,
    { room_id = null, asked = null }: { room_id?: string | null; asked?: JoinOptions | null } = {},
  ): void {
    this.#hangUp();
    let stay: Stay | null = null;
    let seat: SavedSeat | null = null;
    const client: RoomClient = new RoomClient({
      url: `${this.origin}/ws`,
      environment: { ...platform, clock: this.#clock },
      onSeat: (kept) => {
        if (kept !== null) this.memory.keepSeat(seat = kept);
        else if (seat !== null) this.memory.forgetSeat(seat);
      },
      onState: (room) => {
        if (this.#client !== client) return;
        if (stay !== null) return stay.stated(room);
        stay = this.#arrive(client, room);
      },
      onVote: (vote) => stay?.voted(vote),
      onStatus: (status) => {
        if (this.#client !== client) return;
        stay?.stands(status);
        this.#stands(status, { stay, asked, room_id: stay?.room.peek().room_id ?? room_id });
      },
    });
    const screen = this.#screen.peek();
    if (screen.name === "returning") seat = screen.seat;
    this.#client = client;
    begin(client).catch((error: unknown) => {
      if (!(error instanceof ClientError)) throw error; // its status has told already
    });
  }

  #arrive(client: RoomClient, room: RoomState): Stay {
    const stay = new Stay(client, { room, notices: this.notices });
    stay.voted(client.own_vote);
    const path = pathOf(room.room_id);
    const { location, history } = this.#browser;
    if (location.pathname === "/") history.pushState(null, "", path);
    else if (location.pathname !== path) history.replaceState(null, "", path);
    this.#screen.value = { name: "room", stay };
    return stay;
  }

  #stands(status: Status, visit: Visit): void {
    const screen = this.#screen.peek();
    if (status.state === "ended" || status.state === "closed") {
      this.#client = null;
      return this.#over(status, visit);
    }
    if (screen.name === "returning") this.#screen.value = { ...screen, status };
  }

  #over(ending: Ended | Closed, visit: Visit): void {
    if (ending.state === "closed" && BACK_TO_THE_FORM.has(ending.code)) {
      const { code, message, field } = ending;
      const said = code === "resume_refused"
        ? "You were away for too long, so your seat was given up. Join again to go on."
        : message;
      return this.#showEntry(visit.room_id, { problem: { message: said, field } });
    }
    this.#screen.value = { name: "over", ending, ...visit };
  }
}
