/**
 * Where the person is: at the start screen, on the way back to a seat, in a room, or out of one. It owns the screen,
 * the address bar and the one client; what happens inside a room is a RoomSession's.
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
import { joinedCards } from "../../protocol/joined_cards.ts";
import { sayRefusal } from "../pure/refusals.ts";
import { adminSecretIn } from "../../protocol/room_link.ts";
import { checkRoomId } from "../../protocol/text.ts";
import { joinUrl } from "../../client/join_request.ts";
import { type FormerRoom, formerRoom } from "./former_room.ts";
import { lookUpRoom } from "./room_lookup.ts";
import { pathOf, roomOf } from "./page_address.ts";
import type { Memory } from "./memory.ts";
import { Notices } from "./notices.ts";
import { PageSettings } from "./page_settings.ts";
import { RoomSession } from "./room_session.ts";
import { Who } from "./who.ts";
import { ShareAddress } from "./share_address.ts";

/** Why the form is shown again. */
export interface JoinProblem {
  readonly message: string;
  /** The parameter at fault, as the server names it. */
  readonly field?: string | undefined;
}

export type Screen =
  | {
    readonly name: "start";
    /** The room to join; null: one is to be opened. */
    readonly room_id: string | null;
    readonly busy: boolean;
    readonly problem: JoinProblem | null;
    /** Whether there is the room is being asked: no name is asked for meanwhile. */
    readonly looking: boolean;
  }
  | { readonly name: "resuming"; readonly seat: SavedSeat; readonly status: Status }
  | { readonly name: "room"; readonly session: RoomSession }
  | { readonly name: "over"; readonly ending: Ended | Closed } & Visit;

/** What is left of having been in a room, or at its door. */
interface Visit {
  readonly room_id: string | null;
  /** With what the person asked to be let in; null: it opened the room, or came back to its seat. */
  readonly asked: JoinOptions | null;
  /** How the person was in the room, if it was. */
  readonly session: RoomSession | null;
}

/** The part of the browser's window in use. */
interface Browser {
  fetch(address: string): Promise<Response>;
  readonly location: { readonly pathname: string; readonly origin: string; readonly hash: string };
  readonly history: {
    pushState(state: unknown, unused: string, path: string): void;
    replaceState(state: unknown, unused: string, path: string): void;
  };
}

/** Endings that the start screen can deal with: what was typed there is to be typed again. */
const BACK_TO_THE_FORM: ReadonlySet<string> = new Set([
  "bad_request",
  "resume_refused",
  "wrong_passcode",
  "wrong_key",
  "connection_failed",
  "try_later",
  "bad_server",
]);

type StartScreen = Extract<Screen, { name: "start" }>;

/** How long the form may wait for word of its room, in milliseconds. */
const LOOK_MS = 700;

/** What the server says of a room that ended, or never was. */
const NO_SUCH_ROOM: Closed = {
  state: "closed",
  code: "no_such_room",
  message: "There is no such room.",
  advice: "none",
};
const NEVER_IN = { asked: null, session: null };

function startOf(
  roomId: string | null,
  { busy = false, problem = null, looking = false }: Partial<StartScreen> = {},
): StartScreen {
  return { name: "start", room_id: roomId, busy, problem, looking };
}

export class App {
  readonly memory: Memory;
  readonly notices: Notices;
  /** Where the links lead that people pass on. */
  readonly share: ShareAddress;
  /** Who the person is, where the server says so. */
  readonly who: Who;
  readonly settings: PageSettings;
  readonly clock: Clock;
  /** The path that everything is below; ends in a slash [W13]. */
  readonly root: string;
  readonly #keysShown = signal(false);
  readonly #missed = signal<readonly string[]>([]);
  readonly #browser: Browser;
  readonly #screen;
  #client: RoomClient | null = null;

  constructor({ browser, root, publicUrl, namesAreFixed, memory, clock }: {
    browser: Browser;
    root: string;
    /** What the world calls the server; "": it has no name. */
    publicUrl: string;
    /** Whether a proxy in front of the server says who people are [A2]. */
    namesAreFixed: boolean;
    memory: Memory;
    clock: Clock;
  }) {
    this.root = root;
    const ask = async (address: string) => (await browser.fetch(address)).json();
    this.share = new ShareAddress({ opened: browser.location.origin + root, publicUrl, ask });
    this.who = new Who({ isFixed: namesAreFixed, ask: () => ask(`${root}who`) });
    this.settings = new PageSettings(memory);
    this.#browser = browser;
    this.clock = clock;
    this.memory = memory;
    this.notices = new Notices(clock);
    this.#screen = signal<Screen>(startOf(null));
    this.follow();
  }

  get screen(): ReadonlySignal<Screen> {
    return this.#screen;
  }

  /** Whether the list of keys is shown. */
  get keysShown(): ReadonlySignal<boolean> {
    return this.#keysShown;
  }

  showKeys(shown: boolean): void {
    this.#keysShown.value = shown;
  }

  /** Goes where the address bar says: at the start, and when the person goes back or forward. */
  follow(): void {
    const { location: { pathname, hash }, history } = this.#browser;
    const roomId = roomOf(pathname);
    const secret = adminSecretIn(hash);
    if (roomId !== null && secret !== null) {
      this.memory.keepAdminSecret(roomId, secret);
      history.replaceState(null, "", pathname); // [W14] no history and no copied link has it
    }
    const screen = this.#screen.peek();
    if (screen.name === "room" && screen.session.room.peek().room_id === roomId) return;
    this.keepRoom();
    this.#hangUp();
    const seat = roomId === null ? null : this.memory.seat(roomId);
    if (seat !== null) this.resume(seat);
    else if (roomId !== null && checkRoomId(roomId).ok) this.#look(roomId);
    else this.#showStart(roomId);
  }

  /** The way back into a room that is over: a new one, set as that one was, with its people's names at hand. */
  openAgain(former: FormerRoom): void {
    const { me: name, deck, capacity, on_admin_leave, name: roomName } = former;
    this.#browser.history.pushState(null, "", this.root);
    this.#showStart(null, { busy: true });
    this.#enter(async (client) => {
      const room = await this.#open(client, { name, deck, capacity, on_admin_leave });
      if (roomName !== undefined) await client.setRoom({ name: roomName });
      return room;
    });
    this.#missed.value = former.people;
  }

  /** Who was in the room that this one follows on: they have no link to it yet. */
  get missed(): ReadonlySignal<readonly string[]> {
    return this.#missed;
  }

  create(options: CreateOptions): void {
    const { name, capacity, on_admin_leave = "close", deck = "fibonacci" } = options;
    this.memory.prefer({
      name,
      capacity,
      on_admin_leave,
      deck: typeof deck === "string" ? deck : joinedCards(deck),
    });
    this.#showStart(null, { busy: true });
    this.#enter((client) => this.#open(client, options));
  }

  /** Opens a room with the key that was typed, or is kept, if there is one [A1]; a good one is kept, no other. */
  async #open(client: RoomClient, options: CreateOptions): Promise<RoomState> {
    const key = options.key ?? this.memory.key;
    if (key === null) return await client.create(options);
    try {
      const room = await client.create({ ...options, key });
      this.memory.keepKey(key);
      return room;
    } catch (error) {
      if (error instanceof ClientError && error.code === "wrong_key") this.memory.forgetKey(key);
      throw error;
    }
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
    this.#screen.value = { name: "resuming", seat, status: { state: "new" } };
    this.#enter((client) => client.resume(seat), { room_id: seat.room_id });
  }

  /** Back to the seat in this room, or else the form to join it; with null the form to open one. */
  goTo(roomId: string | null): void {
    this.#browser.history.pushState(null, "", pathOf(this.root, roomId));
    this.follow();
  }

  /** Takes the seat back from another tab, or asks for a new one where it is gone. */
  takeBack(roomId: string | null): void {
    const seat = roomId === null ? null : this.memory.seat(roomId);
    if (seat === null) this.goTo(roomId);
    else this.resume(seat);
  }

  /** A person doesn't want to wait for the next attempt. */
  retryNow(): void {
    this.#client?.retryNow();
  }

  /** There may be another network, or the machine woke up. */
  checkConnection(): void {
    this.#client?.checkConnection();
  }

  /** The page or its person is about to go: what it knows of its room is kept. */
  keepRoom(): void {
    const screen = this.#screen.peek();
    if (screen.name === "room") this.memory.keepRoom(formerRoom(screen.session));
  }

  /** How many milliseconds it is to the next attempt to connect; null where none is waited for. */
  nextTryIn(): number | null {
    return this.#client?.nextTryIn() ?? null;
  }

  #join(asked: JoinOptions): void {
    const { room_id } = asked;
    const secret = this.memory.adminSecret(room_id);
    const options = secret === null ? asked : { ...asked, admin_secret: secret };
    this.#showStart(room_id, { busy: true });
    this.#enter((client) => client.join(options), { room_id, asked });
  }

  /** Says that a room is over before a name is asked; an answer that is slow keeps nobody waiting. */
  #look(roomId: string): void {
    const screen = startOf(roomId, { looking: true });
    this.#screen.value = screen;
    const isStill = () => this.#screen.peek() === screen;
    const ask = () => {
      cancel();
      if (isStill()) this.#screen.value = startOf(roomId);
    };
    const cancel = this.clock.after(LOOK_MS, ask);
    const url = joinUrl(this.#ws, { action: "join", options: { name: "", room_id: roomId } });
    const environment = { ...platform, clock: this.clock };
    lookUpRoom(url, environment, {
      isKnown: ask,
      isOver: () => {
        cancel();
        const now = this.#screen.peek();
        if (now.name !== "start" || now.room_id !== roomId || now.busy) return;
        this.#screen.value = { name: "over", ending: NO_SUCH_ROOM, room_id: roomId, ...NEVER_IN };
      },
    });
  }

  get #ws(): string {
    return `${this.#browser.location.origin}${this.root}ws`;
  }

  #showStart(
    roomId: string | null,
    { busy = false, problem = null }: { busy?: boolean; problem?: JoinProblem | null } = {},
  ): void {
    this.#screen.value = startOf(roomId, { busy, problem });
  }

  #hangUp(): void {
    const client = this.#client;
    this.#client = null; // its end concerns no screen any more
    client?.close();
  }

  #enter(
    begin: (client: RoomClient) => Promise<RoomState>,
    { room_id: roomId = null, asked = null }: {
      room_id?: string | null;
      asked?: JoinOptions | null;
    } = {},
  ): void {
    this.#hangUp();
    this.#missed.value = [];
    let session: RoomSession | null = null;
    let seat: SavedSeat | null = null;
    const client: RoomClient = new RoomClient({
      url: this.#ws,
      environment: { ...platform, clock: this.clock },
      onSeat: (kept) => {
        if (kept !== null) this.memory.keepSeat(seat = kept);
        else if (seat !== null) this.memory.forgetSeat(seat);
      },
      onState: (room) => {
        if (this.#client !== client) return;
        if (session !== null) {
          const { length: before } = session.room.peek().members;
          session.setRoom(room);
          if (room.members.length !== before) this.memory.keepRoom(formerRoom(session));
          return;
        }
        session = this.#arrive(client, room);
      },
      onVote: (vote) => session?.setVote(vote),
      onNudged: (nudge) => session?.setNudged(nudge),
      onStatus: (status) => {
        if (this.#client !== client) return;
        session?.setStatus(status);
        this.#setStatus(status, {
          session,
          asked,
          room_id: session?.room.peek().room_id ?? roomId,
        });
      },
    });
    const screen = this.#screen.peek();
    if (screen.name === "resuming") seat = screen.seat;
    this.#client = client;
    begin(client).catch((error: unknown) => {
      if (!(error instanceof ClientError)) throw error; // its status has the reason already
    });
  }

  #arrive(client: RoomClient, room: RoomState): RoomSession {
    this.memory.forgetAdminSecret(room.room_id); // the seat stands for it from here on
    const session = new RoomSession(client, { room, notices: this.notices, clock: this.clock });
    session.setVote(client.ownVote);
    this.memory.keepRoom(formerRoom(session));
    const path = pathOf(this.root, room.room_id);
    const { location, history } = this.#browser;
    if (location.pathname === this.root) history.pushState(null, "", path);
    else if (location.pathname !== path) history.replaceState(null, "", path);
    this.#screen.value = { name: "room", session };
    return session;
  }

  #setStatus(status: Status, visit: Visit): void {
    const screen = this.#screen.peek();
    if (status.state === "ended" || status.state === "closed") {
      this.#client = null;
      return this.#over(status, visit);
    }
    if (screen.name === "resuming") this.#screen.value = { ...screen, status };
  }

  #over(ending: Ended | Closed, visit: Visit): void {
    if (ending.state === "closed" && BACK_TO_THE_FORM.has(ending.code)) {
      // without it anybody may join: the form is not to fail for ever
      if (ending.field === "admin_secret") this.memory.forgetAdminSecret(visit.room_id ?? "");
      const problem = { message: sayRefusal(ending), field: ending.field };
      return this.#showStart(visit.room_id, { problem });
    }
    const { room_id: roomId } = visit;
    if (visit.session !== null) this.memory.keepRoom(formerRoom(visit.session));
    if (ending.state === "ended" && ending.results !== null && roomId !== null) {
      this.memory.keepEnding(roomId, ending);
    }
    this.#screen.value = { name: "over", ending, ...visit };
  }
}
