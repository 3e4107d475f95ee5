/**
 * The one client of this tab, from the request for a seat to the end of the visit: it saves the seat, and what the
 * browser remembers of the room. The app decides which screen follows.
 */
import {
  ClientError,
  type Clock,
  type CreateOptions,
  type JoinOptions,
  platform,
  RoomClient,
  type RoomState,
  type SavedSeat,
  type Status,
  waitsForAdmin,
} from "../../client/mod.ts";
import { checkAdminLink } from "../../client/room_lookup.ts";
import { words } from "../languages/words.ts";
import { formerRoom } from "./former_room.ts";
import type { Memory } from "./memory.ts";
import type { Notices } from "./notices.ts";
import { RoomSession } from "./room_session.ts";
import type { Visit } from "./screen.ts";

/** What was asked for before the room has answered. */
interface Wanted {
  readonly room_id?: string | null;
  readonly asked?: JoinOptions | null;
  /** The seat to resume. */
  readonly seat?: SavedSeat | null;
}

/** A visit from its beginning on. */
interface OwnVisit {
  readonly client: RoomClient;
  readonly wanted: Wanted;
  /** The seat that the browser keeps for it; null: none. */
  seat: SavedSeat | null;
  /** null: the person is not in the room yet. */
  session: RoomSession | null;
  /** [A3] `checked`: the person is let in once it is known to be right or not; `used`: the seat is given up for it. */
  adminLink: "unused" | "checked" | "used";
}

export class OwnClient {
  readonly #url: string;
  readonly #memory: Memory;
  readonly #notices: Notices;
  readonly #clock: Clock;
  readonly #onArrive: (session: RoomSession) => void;
  readonly #onStatus: (status: Status, visit: Visit) => void;
  #client: RoomClient | null = null;

  constructor({ url, memory, notices, clock, onArrive, onStatus }: {
    url: string;
    memory: Memory;
    notices: Notices;
    clock: Clock;
    /** The person is in a room. */
    onArrive: (session: RoomSession) => void;
    onStatus: (status: Status, visit: Visit) => void;
  }) {
    this.#url = url;
    this.#memory = memory;
    this.#notices = notices;
    this.#clock = clock;
    this.#onArrive = onArrive;
    this.#onStatus = onStatus;
  }

  /** Ends the visit without calling back: its end must not change the screen. */
  hangUp(): void {
    const client = this.#client;
    this.#client = null;
    client?.close();
  }

  /** Tries to connect now: the person doesn't want to wait for the next attempt. */
  retryNow(): void {
    this.#client?.retryNow();
  }

  /** Checks the connection: the network may have changed, or the machine woken up. */
  checkConnection(): void {
    this.#client?.checkConnection();
  }

  /** The time to the next attempt to connect, in milliseconds; null if none is planned. */
  nextTryIn(): number | null {
    return this.#client?.nextTryIn() ?? null;
  }

  /** Ends the previous visit, and begins another one. */
  visit(begin: (client: RoomClient) => Promise<RoomState>, wanted: Wanted = {}): void {
    this.hangUp();
    const client: RoomClient = new RoomClient({
      url: this.#url,
      environment: { ...platform, clock: this.#clock },
      onSeat: (seat) => this.#keepSeat(visit, seat),
      onState: (room) => this.#setRoom(visit, room),
      onVote: (vote) => visit.session?.setVote(vote),
      onNudged: (nudge) => visit.session?.setNudged(nudge),
      onStatus: (status) => this.#setStatus(visit, status),
    });
    const { seat = null } = wanted;
    const visit: OwnVisit = { client, wanted, seat, session: null, adminLink: "unused" };
    this.#client = client;
    begin(client).catch((error: unknown) => {
      if (!(error instanceof ClientError)) throw error; // its status has the reason already
    });
  }

  /** Opens a room with the key that was typed or remembered, if any; only a key that works is remembered [A1]. */
  async open(client: RoomClient, options: CreateOptions): Promise<RoomState> {
    const key = options.key ?? this.#memory.key;
    if (key === null) return await client.create(options);
    try {
      const room = await client.create({ ...options, key });
      this.#memory.keepKey(key);
      return room;
    } catch (error) {
      if (error instanceof ClientError && error.code === "wrong_key") this.#memory.forgetKey(key);
      throw error;
    }
  }

  #keepSeat(visit: OwnVisit, seat: SavedSeat | null): void {
    if (seat !== null) this.#memory.keepSeat(visit.seat = seat);
    else if (visit.seat !== null) this.#memory.forgetSeat(visit.seat);
  }

  #setRoom(visit: OwnVisit, room: RoomState): void {
    const { client, session } = visit;
    if (this.#client !== client) return;
    if (session === null) return this.#enter(visit, room);
    const { length: before } = session.room.peek().members;
    session.setRoom(room);
    if (room.members.length !== before) this.#memory.keepRoom(formerRoom(session));
  }

  #setStatus({ client, wanted, session, adminLink }: OwnVisit, status: Status): void {
    if (this.#client !== client || adminLink === "used") return;
    session?.setStatus(status);
    if (status.state === "ended" || status.state === "closed") this.#client = null;
    const room_id = session?.room.peek().room_id ?? wanted.room_id ?? null;
    this.#onStatus(status, { room_id, asked: wanted.asked ?? null, session });
  }

  /** The room's first state has come. Whoever resumes a seat with an admin link is let in once that is checked [A3]. */
  #enter(visit: OwnVisit, room: RoomState): void {
    if (visit.adminLink !== "unused") return;
    const secret = this.#memory.adminSecret(room.room_id);
    const { wanted: { seat = null }, client } = visit;
    if (seat !== null && secret !== null && waitsForAdmin(room)) {
      visit.adminLink = "checked";
      void this.#useAdminLink(visit, room, secret);
      return;
    }
    this.#memory.forgetAdminSecret(room.room_id); // it makes nobody the admin any more
    this.#arrive(visit, room);
    if (secret !== null) this.#sayLate(room, client.memberId);
  }

  /** [A3] Joins with an admin link if it is right: a seat is given up for no other. */
  async #useAdminLink(visit: OwnVisit, room: RoomState, secret: string): Promise<void> {
    const { client } = visit;
    const asked = { room_id: room.room_id, admin_secret: secret };
    const environment = { ...platform, clock: this.#clock };
    const link = await checkAdminLink(this.#url, asked, environment);
    if (this.#client !== client) return;
    if (link === "right") {
      visit.adminLink = "used";
      return await this.#joinsAsAdmin(client, room, secret);
    }
    if (link === "wrong") this.#memory.forgetAdminSecret(room.room_id);
    this.#arrive(visit, client.room ?? room);
    const { wrong, unchecked } = words().adminLink;
    this.#notices.show("problem", link === "wrong" ? wrong : unchecked);
  }

  /** [A3] Says that somebody else is the admin, which an admin link was to make of this person. */
  #sayLate({ admin_id: adminId, members }: RoomState, me: string | null): void {
    const admin = members.find(({ member_id }) => member_id === adminId);
    if (admin === undefined || adminId === me) return;
    this.#notices.show("problem", words().adminLink.late(admin.name));
  }

  /** [A3] Gives up a seat: only who joins with an admin link becomes the admin, nobody who comes back to a seat. */
  async #joinsAsAdmin(client: RoomClient, room: RoomState, secret: string): Promise<void> {
    const { room_id, members } = room;
    const me = members.find(({ member_id }) => member_id === client.memberId);
    const { name, role } = me ?? { name: "", role: "voter" };
    const asked: JoinOptions = { room_id, name, role, admin_secret: secret };
    await client.leave().catch(() => {}); // then the seat is gone, or another window has it
    if (this.#client === client) this.visit((next) => next.join(asked), { room_id, asked });
  }

  #arrive(visit: OwnVisit, room: RoomState): void {
    const { client } = visit;
    const session = new RoomSession(client, { room, notices: this.#notices, clock: this.#clock });
    session.setVote(client.ownVote);
    this.#memory.keepRoom(formerRoom(session));
    this.#onArrive(session);
    visit.session = session;
  }
}
