/**
 * The home: rooms that live on this worker. It runs every command through the room, renders the events
 * once for all members, and keeps who sits where. Only the home decides; edges carry.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import { answer, duePrompt, renderPrompt, v1CardsOf } from "../protocol/prompts.ts";
import { sentence } from "../protocol/results_table.ts";
import { createdV1, plain, renderV1 } from "../protocol/v1.ts";
import type { Command, RoomEvent } from "../room/events.ts";
import { ANNOUNCE_WITHIN_MS } from "../room/limits.ts";
import { createRoom, step } from "../room/room.ts";
import type { EndReason, MemberId } from "../room/state.ts";
import { viewOf } from "../room/view.ts";
import type { Clock } from "./clock.ts";
import { EndedRooms } from "./ended_rooms.ts";
import { homeOf, type Ids } from "./ids.ts";
import type { Log } from "./log.ts";
import type { CreateEntry, JoinEntry, SeatRefusal, ToEdge } from "./messages.ts";
import { logEvent } from "./room_log.ts";
import { byEdge, commandOf, type Hosted, type Seat } from "./seats.ts";

/** How often rooms are looked over for what time alone brings: late announcements, idle rooms. */
export const SWEEP_MS = 1_000;

/** How many rooms the whole process may hold, counted over all workers. */
export interface RoomQuota {
  /** Counts one more room, or says that there are too many. */
  opened(): boolean;
  closed(): void;
}

export interface HomeOptions {
  readonly self: number;
  readonly workers: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly quota: RoomQuota;
  readonly room_idle_ms: number;
  readonly toEdge: (edge: number, message: ToEdge) => void;
}

export class Home {
  readonly #options: HomeOptions;
  readonly #rooms = new Map<string, Hosted>();
  /** By edge, then by its number for the connection. */
  readonly #seats = new Map<number, Map<number, Seat>>();
  readonly #ended: EndedRooms;
  #cancelSweep: () => void = () => {};
  #frozen = false;

  constructor(options: HomeOptions) {
    this.#options = options;
    this.#ended = new EndedRooms(options.clock);
    this.#scheduleSweep();
  }

  /** Rooms that live here now. */
  get roomCount(): number {
    return this.#rooms.size;
  }

  /** Opens a room whose creator is connected to `edge`, always this same worker [S1]. */
  create(edge: number, conn: number, entry: CreateEntry): void {
    if (this.#frozen) return this.#refuse(edge, conn, STOPPING);
    const { clock, ids, log, quota } = this.#options;
    if (!quota.opened()) return this.#refuse(edge, conn, TOO_MANY_ROOMS);
    const { name, role, protocol, capacity, deck } = entry;
    const admin = { member_id: ids.memberId(), name, role, protocol };
    const room_id = this.#freeRoomId();
    const room = createRoom({ room_id, capacity, deck, admin }, clock.now());
    const hosted: Hosted = { room, view: viewOf(room), seats: new Map() };
    this.#rooms.set(room_id, hosted);
    log.info("room_opened", { room: room_id, member: admin.member_id, capacity, protocol });
    const seat = this.#seat(hosted, { edge, conn, member_id: admin.member_id });
    this.#send([seat], createdV1(room_id));
  }

  /** Reserves a seat, atomically, or refuses [R2]. */
  join(edge: number, conn: number, entry: JoinEntry): void {
    if (this.#frozen) return this.#refuse(edge, conn, STOPPING);
    const { clock, ids } = this.#options;
    const { room_id, name, role, protocol } = entry;
    const hosted = this.#rooms.get(room_id);
    if (hosted === undefined) {
      // [W9] the same words whether it ended or never was
      const message =
        `room_id ${room_id}: there is no such room. Check the id, or ask for a new one.`;
      const guess = !this.#ended.has(room_id);
      return this.#refuse(edge, conn, { close: "no_such_room", message, guess });
    }
    if (protocol === "v1" && v1CardsOf(hosted.view).length < V1_CARDS_MIN) {
      return this.#refuse(edge, conn, NO_CARDS_FOR_V1); // [P1.3]
    }
    const member_id = ids.memberId();
    const result = step(
      hosted.room,
      { type: "reserve", member_id, name, role, protocol },
      clock.now(),
    );
    if (result.kind === "refused") {
      const { message } = result.refusal;
      return this.#refuse(edge, conn, { close: "room_full", message, guess: false });
    }
    hosted.room = result.room;
    hosted.view = viewOf(result.room);
    this.#seat(hosted, { edge, conn, member_id });
  }

  /** A message from a member. */
  message(edge: number, conn: number, message: ClientMessage): void {
    const seat = this.#seats.get(edge)?.get(conn);
    if (seat === undefined || this.#frozen) return;
    const { hosted } = seat;
    const { unanswered, too_late } = answer(seat.unanswered, message, hosted.view);
    seat.unanswered = unanswered;
    const command = too_late ?? commandOf(message, seat);
    if (typeof command === "string") this.#send([seat], plain(command));
    else this.#apply(hosted, command, seat);
    this.#prompt(hosted);
  }

  /** A connection ended; the member leaves [R9, R14]. */
  gone(edge: number, conn: number): void {
    const seat = this.#seats.get(edge)?.get(conn);
    // [S6] while the server drains, a closed socket is not somebody leaving
    if (seat === undefined || this.#frozen) return;
    this.#unseat(seat);
    this.#left(seat);
  }

  /**
   * [S5] A worker is gone with every connection it had. Their seats go before anybody is told, frozen or
   * not: the worker's next life numbers other people's connections the same.
   */
  edgeLost(edge: number): void {
    const seats = [...this.#seats.get(edge)?.values() ?? []];
    for (const seat of seats) this.#unseat(seat);
    if (this.#frozen) return;
    for (const seat of seats) this.#left(seat);
  }

  /** [S6] From here on nothing changes: no command, no timer, no coming or going. */
  freeze(): void {
    this.#frozen = true;
    this.#cancelSweep();
  }

  /** Ends every room: its members are told why, get the results and are closed [R14, R16]. */
  endAll(reason: EndReason): void {
    for (const hosted of [...this.#rooms.values()]) {
      this.#apply(hosted, { type: "end", reason }, null);
    }
  }

  /** Forgets everything at once, telling nobody; only timers need it. Idempotent. */
  close(): void {
    this.freeze();
    for (let rooms = this.#rooms.size; rooms > 0; rooms--) this.#options.quota.closed();
    this.#rooms.clear();
    this.#seats.clear();
  }

  /** The member has no seat any more; its room may be over by now. */
  #left({ hosted, member_id }: Seat): void {
    if (!this.#rooms.has(hosted.room.room_id)) return;
    this.#apply(hosted, { type: "leave", by: member_id }, null);
    this.#prompt(hosted);
  }

  #apply(hosted: Hosted, command: Command, asker: Seat | null): void {
    const { clock } = this.#options;
    const result = step(hosted.room, command, clock.now());
    if (result.kind === "refused") {
      if (asker !== null) this.#send([asker], plain(result.refusal.message));
      return;
    }
    hosted.room = result.room;
    hosted.view = viewOf(result.room);
    for (const event of result.events) this.#tell(hosted, event);
  }

  /** Everything that follows from an event, in the room's order [P1.2]. */
  #tell(hosted: Hosted, event: RoomEvent): void {
    logEvent(this.#options.log, hosted.room.room_id, event);
    const audience: MemberId[] = [];
    for (const { member_id, announced } of hosted.view.members.values()) {
      if (announced && hosted.seats.has(member_id)) audience.push(member_id);
    }
    for (const { to, frame } of renderV1(event, hosted.view, audience)) {
      this.#send(to.flatMap((member_id) => hosted.seats.get(member_id) ?? []), frame);
    }
    if (event.type === "removed") {
      const seat = hosted.seats.get(event.member.member_id);
      if (seat !== undefined) {
        this.#dismiss([seat], "removed", "The admin removed you from the room.");
      }
    }
    if (event.type === "ended") this.#forget(hosted, event.reason);
  }

  /** [P1.5] Puts the prompt that the state calls for before each v1 member that has none. */
  #prompt(hosted: Hosted): void {
    for (const seat of hosted.seats.values()) {
      if (seat.unanswered !== null) continue;
      const due = duePrompt(hosted.view, seat.member_id);
      if (due === null) continue;
      seat.unanswered = due;
      for (const frame of renderPrompt(due, hosted.view)) this.#send([seat], frame);
    }
  }

  #send(seats: readonly Seat[], frame: string): void {
    for (const [edge, conns] of byEdge(seats)) {
      this.#options.toEdge(edge, { kind: "frame", conns, frame });
    }
  }

  /** Takes seats away and closes their connections. */
  #dismiss(seats: readonly Seat[], close: CloseName, message: string | null): void {
    for (const seat of seats) this.#unseat(seat);
    for (const [edge, conns] of byEdge(seats)) {
      this.#options.toEdge(edge, { kind: "close", conns, close, message });
    }
  }

  /** [R14] The id no longer joins. */
  #forget(hosted: Hosted, reason: EndReason): void {
    const { quota } = this.#options;
    const { room_id } = hosted.room;
    this.#rooms.delete(room_id);
    this.#ended.add(room_id);
    quota.closed();
    const [told, untold]: [Seat[], Seat[]] = [[], []];
    for (const seat of hosted.seats.values()) {
      const announced = hosted.view.members.get(seat.member_id)?.announced ?? false;
      (announced ? told : untold).push(seat);
    }
    this.#dismiss(told, "session_over", null);
    this.#dismiss(untold, "session_over", `${sentence(reason)} Room ${room_id} is closed.`);
  }

  #seat(hosted: Hosted, place: Pick<Seat, "edge" | "conn" | "member_id">): Seat {
    const seat: Seat = { ...place, hosted, unanswered: null };
    hosted.seats.set(seat.member_id, seat);
    const ofEdge = this.#seats.get(seat.edge) ?? new Map<number, Seat>();
    this.#seats.set(seat.edge, ofEdge.set(seat.conn, seat));
    this.#options.toEdge(seat.edge, { kind: "seated", conn: seat.conn });
    return seat;
  }

  #unseat(seat: Seat): void {
    seat.hosted.seats.delete(seat.member_id);
    this.#seats.get(seat.edge)?.delete(seat.conn);
  }

  #refuse(edge: number, conn: number, refusal: SeatRefusal): void {
    this.#options.toEdge(edge, { kind: "refused", conn, refusal });
  }

  #freeRoomId(): string {
    const { self, workers, ids } = this.#options;
    for (;;) {
      const room_id = ids.roomId();
      if (homeOf(room_id, workers) !== self) continue;
      if (!this.#rooms.has(room_id) && !this.#ended.has(room_id)) return room_id;
    }
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => {
      this.#sweep();
      if (!this.#frozen) this.#scheduleSweep();
    });
  }

  #sweep(): void {
    const { clock, room_idle_ms } = this.#options;
    const now = clock.now();
    for (const hosted of [...this.#rooms.values()]) {
      if (now - hosted.room.active_at >= room_idle_ms) {
        this.#apply(hosted, { type: "end", reason: "idle" }, null); // [R17]
        continue;
      }
      for (const member of hosted.room.members.values()) {
        if (member.announced_at !== null || now - member.seated_at < ANNOUNCE_WITHIN_MS) continue;
        const seat = hosted.seats.get(member.member_id);
        if (seat !== undefined) this.#free(seat);
      }
    }
    this.#ended.prune();
  }

  /** [R3] A reserved seat that nobody has claimed. */
  #free(seat: Seat): void {
    const { hosted } = seat;
    const seconds = ANNOUNCE_WITHIN_MS / 1_000;
    const why = `JOIN_ROOM for ${hosted.room.room_id} did not come within ${seconds} s.`;
    this.#dismiss([seat], "bad_request", why);
    this.#apply(hosted, { type: "leave", by: seat.member_id }, null);
    this.#prompt(hosted);
  }
}

const STOPPING: SeatRefusal = {
  close: "restarting",
  message: "The server is stopping: try again in a moment.",
  guess: false,
};

/** With fewer cards to choose from there is nothing to vote about [P1.3]. */
const V1_CARDS_MIN = 2;

const NO_CARDS_FOR_V1: SeatRefusal = {
  close: "bad_request",
  message:
    "room_id must be of a room whose deck your client has cards of: it needs a newer client.",
  guess: false,
};

const TOO_MANY_ROOMS: SeatRefusal = {
  close: "try_later",
  message: "The server holds as many rooms as it may: try again later.",
  guess: false,
};
