/**
 * Where the person is: at the start screen, on the way back to a seat, in a room, or out of one. It owns the screen and
 * the address bar; OwnClient has the connection to the server, and RoomSession what happens in a room.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type Clock,
  type Closed,
  type CreateOptions,
  type Ended,
  type JoinOptions,
  platform,
  type SavedSeat,
  type Status,
} from "../../client/mod.ts";
import { joinedCards } from "../../protocol/joined_cards.ts";
import { lookUpRoom } from "../../client/room_lookup.ts";
import { adminSecretIn } from "../../protocol/room_link.ts";
import { checkRoomId } from "../../protocol/text.ts";
import { type FormerRoom, formerRoom } from "./former_room.ts";
import { pathOf, roomOf } from "./page_address.ts";
import type { EndResults, Memory } from "./memory.ts";
import { Notices } from "./notices.ts";
import { OwnClient } from "./own_client.ts";
import { PageSettings } from "./page_settings.ts";
import type { RoomSession } from "./room_session.ts";
import { noSuchRoom, type Screen, screenAfter, startScreen, type Visit } from "./screen.ts";
import { Who } from "./who.ts";
import { ShareAddress } from "./share_address.ts";

/** The part of the browser's window in use. */
interface Browser {
  fetch(address: string): Promise<Response>;
  readonly location: { readonly pathname: string; readonly origin: string; readonly hash: string };
  readonly history: {
    pushState(state: unknown, unused: string, path: string): void;
    replaceState(state: unknown, unused: string, path: string): void;
  };
}

/** How long the form waits to learn whether its room exists, in milliseconds. */
const LOOK_MS = 700;

export class App {
  readonly memory: Memory;
  readonly notices: Notices;
  /** The address that links to rooms begin with. */
  readonly share: ShareAddress;
  /** Who the person is, if the server says so. */
  readonly who: Who;
  readonly settings: PageSettings;
  readonly clock: Clock;
  /** The path below which the server's pages are; ends in a slash [W13]. */
  readonly root: string;
  readonly #keysShown = signal(false);
  readonly #missed = signal<readonly string[]>([]);
  readonly #browser: Browser;
  readonly #screen = signal<Screen>(startScreen(null));
  readonly #client: OwnClient;

  constructor({ browser, root, publicUrl, namesAreFixed, memory, clock }: {
    browser: Browser;
    root: string;
    /** The server's `--public-url`; "": it has none. */
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
    this.#client = new OwnClient({
      url: this.#ws,
      memory,
      notices: this.notices,
      clock,
      onArrive: (session) => this.#arrive(session),
      onStatus: (status, visit) => this.#setStatus(status, visit),
    });
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
      history.replaceState(null, "", pathname); // [W14] keeps the secret out of the history and of copied links
    }
    const screen = this.#screen.peek();
    const isHere = screen.name === "room" && screen.session.room.peek().room_id === roomId;
    if (isHere && secret === null) return;
    this.keepRoom();
    this.#client.hangUp();
    this.notices.clear();
    const seat = roomId === null ? null : this.memory.seat(roomId);
    if (seat !== null) this.resume(seat);
    else if (roomId === null) this.#screen.value = startScreen(null);
    else if (checkRoomId(roomId).ok) this.#look(roomId);
    else this.#screen.value = noSuchRoom(roomId); // the link was cut
  }

  /** Shows the form for a new room with the settings of one that is over, and keeps the names of its people. */
  openAgain(former: FormerRoom): void {
    const { me: name, deck, capacity, on_admin_leave, name: roomName } = former;
    this.#browser.history.pushState(null, "", this.root);
    this.#screen.value = startScreen(null, { busy: true });
    this.#visit(async (client) => {
      const room = await this.#client.open(client, { name, deck, capacity, on_admin_leave });
      if (roomName !== undefined) await client.setRoom({ name: roomName });
      return room;
    });
    this.#missed.value = former.people;
  }

  /** The people of the room that this one replaces: they have no link to it yet. */
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
    this.#screen.value = startScreen(null, { busy: true });
    this.#visit((client) => this.#client.open(client, options));
  }

  join(options: JoinOptions): void {
    const { name, role = "voter" } = options;
    this.memory.prefer({ name, role });
    this.#join(options);
  }

  /** Joins as an observer because no voter's seat is free. The role is not remembered, since nobody chose it. */
  watch(asked: JoinOptions): void {
    this.#join({ ...asked, role: "observer" });
  }

  /** Resumes a seat; another tab or device that has it loses it. */
  resume(seat: SavedSeat): void {
    this.#screen.value = { name: "resuming", seat, status: { state: "new" } };
    this.#visit((client) => client.resume(seat), { room_id: seat.room_id, seat });
  }

  /** Resumes the seat in this room, or else shows the form to join it; with null, the form to open a room. */
  goTo(roomId: string | null): void {
    this.#browser.history.pushState(null, "", pathOf(this.root, roomId));
    this.follow();
  }

  /** Takes the seat back from another tab, or shows the form if the seat is gone. */
  takeBack(roomId: string | null): void {
    const seat = roomId === null ? null : this.memory.seat(roomId);
    if (seat === null) this.goTo(roomId);
    else this.resume(seat);
  }

  /** Tries to connect now: the person doesn't want to wait for the next attempt. */
  retryNow(): void {
    this.#client.retryNow();
  }

  /** Checks the connection: the network may have changed, or the machine woken up. */
  checkConnection(): void {
    this.#client.checkConnection();
  }

  /** Remembers what is known of the room; called when the page is about to be closed or hidden. */
  keepRoom(): void {
    const screen = this.#screen.peek();
    if (screen.name === "room") this.memory.keepRoom(formerRoom(screen.session));
  }

  /** The time to the next attempt to connect, in milliseconds; null if none is planned. */
  nextTryIn(): number | null {
    return this.#client.nextTryIn();
  }

  #join(asked: JoinOptions): void {
    const { room_id } = asked;
    const secret = this.memory.adminSecret(room_id);
    const options = secret === null ? asked : { ...asked, admin_secret: secret };
    this.#screen.value = startScreen(room_id, { busy: true });
    this.#visit((client) => client.join(options), { room_id, asked });
  }

  /** Shows that a room is over before a name is asked for; after LOOK_MS without an answer the form is shown. */
  #look(roomId: string): void {
    const screen = startScreen(roomId, { looking: true });
    this.#screen.value = screen;
    const isStill = () => this.#screen.peek() === screen;
    const ask = () => {
      cancel();
      if (isStill()) this.#screen.value = startScreen(roomId);
    };
    const cancel = this.clock.after(LOOK_MS, ask);
    const environment = { ...platform, clock: this.clock };
    lookUpRoom(this.#ws, { room_id: roomId }, {
      environment,
      found: (what) => {
        if (what !== "over") return ask();
        cancel();
        const now = this.#screen.peek();
        if (now.name !== "start" || now.room_id !== roomId || now.busy) return;
        this.#screen.value = noSuchRoom(roomId);
      },
    });
  }

  get #ws(): string {
    return `${this.#browser.location.origin}${this.root}ws`;
  }

  #visit(...[begin, wanted]: Parameters<OwnClient["visit"]>): void {
    this.#missed.value = [];
    this.#client.visit(begin, wanted);
  }

  #arrive(session: RoomSession): void {
    const path = pathOf(this.root, session.room.peek().room_id);
    const { location, history } = this.#browser;
    if (location.pathname === this.root) history.pushState(null, "", path);
    else if (location.pathname !== path) history.replaceState(null, "", path);
    this.#screen.value = { name: "room", session };
  }

  #setStatus(status: Status, visit: Visit): void {
    if (status.state === "ended" || status.state === "closed") return this.#over(status, visit);
    const screen = this.#screen.peek();
    if (screen.name === "resuming") this.#screen.value = { ...screen, status };
  }

  #over(ending: Ended | Closed, visit: Visit): void {
    const { room_id: roomId, session } = visit;
    const screen = screenAfter(ending, visit);
    if (screen.name === "start") {
      // without the secret anybody may join; with it, the form would fail again and again
      if (screen.problem?.field === "admin_secret") this.memory.forgetAdminSecret(roomId ?? "");
    } else {
      if (session !== null) this.memory.keepRoom(formerRoom(session));
      if (ending.state === "ended" && roomId !== null) {
        this.memory.keepEnding(roomId, resultsOf(ending, { roomId, session }));
      }
    }
    this.notices.clear();
    this.#screen.value = screen;
  }
}

/** A session's end with its results; if the person was offline then, with the ballots that this page has seen. */
function resultsOf(
  ending: Ended,
  { roomId, session }: { readonly roomId: string; readonly session: RoomSession | null },
): EndResults {
  const ballots = session?.seen.ballots.peek() ?? [];
  if (ending.results !== null || ballots.length === 0) return ending;
  // how many are missing is not known
  return { results: { room_id: roomId, ballots }, missing_ballots: 1 };
}
