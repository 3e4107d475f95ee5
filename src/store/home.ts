/**
 * The home: rooms that live on this worker. It runs every command through the room and keeps who sits
 * where; fanout.ts tells the members. Only the home decides; edges carry.
 */
import type { ClientMessage, V1Message, V2Message } from "../protocol/client_message.ts";
import { answer } from "../protocol/prompts.ts";
import { createdV1, plain, refusedV1 } from "../protocol/v1.ts";
import { encodeError, encodeOk, encodeResultsPage } from "../protocol/v2_encode.ts";
import type { Command, RoomEvent, StepResult } from "../room/events.ts";
import { ANNOUNCE_WITHIN_MS } from "../room/limits.ts";
import { createRoom, step } from "../room/room.ts";
import type { EndReason, Protocol } from "../room/state.ts";
import { viewOf } from "../room/view.ts";
import type { Clock } from "./clock.ts";
import { commandOfV1, commandOfV2 } from "./commands.ts";
import { EndedRooms } from "./ended_rooms.ts";
import { Fanout, type FanoutOptions } from "./fanout.ts";
import { homeOf, type Ids } from "./ids.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { CreateEntry, JoinEntry, ResumeEntry, SeatRefusal } from "./messages.ts";
import { noSuchRoom, REFUSED, tooFewV1Cards } from "./refusals.ts";
import { logEvent } from "./room_log.ts";
import { type Hosted, type Place, Places, type Seat, seatOfToken } from "./seats.ts";

/** How often rooms are looked over for what time alone brings: late announcements, absences, idle rooms. */
export const SWEEP_MS = 1_000;

/** How long an open ballot waits for a v2 voter whose connection dropped, in milliseconds [P2.7]. */
export const BALLOT_WAIT_MS = 10_000;

/** Tokens of former members that a room remembers; the oldest go first. */
const FORMER_TOKENS_MAX = 1_000;

/** How many rooms the whole process may hold, counted over all workers. */
export interface RoomQuota {
  /** Counts one more room, or says that there are too many. */
  opened(): boolean;
  closed(): void;
}

export interface HomeOptions extends FanoutOptions {
  readonly self: number;
  readonly workers: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly quota: RoomQuota;
  readonly room_idle_ms: number;
  /** How long an away member's seat is kept, and how long a room waits for its admin [P2.7, R14]. */
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
}

export class Home {
  readonly #options: HomeOptions;
  readonly #fanout: Fanout;
  readonly #rooms = new Map<string, Hosted>();
  readonly #places = new Places();
  readonly #ended: EndedRooms;
  #cancelSweep: () => void = () => {};
  #frozen = false;

  constructor(options: HomeOptions) {
    this.#options = options;
    this.#fanout = new Fanout(options);
    this.#ended = new EndedRooms(options.clock);
    this.#scheduleSweep();
  }

  /** Rooms that live here now. */
  get roomCount(): number {
    return this.#rooms.size;
  }

  /** Opens a room whose creator is connected to this same worker [S1]. */
  create(place: Place, entry: CreateEntry): void {
    if (this.#frozen) return this.#refuse(place, REFUSED.stopping);
    const { clock, ids, log, quota } = this.#options;
    if (!quota.opened()) return this.#refuse(place, REFUSED.tooManyRooms);
    const { name, role, protocol, capacity, deck, on_admin_leave } = entry;
    const admin = { member_id: ids.memberId(), name, role, protocol };
    const room_id = this.#freeRoomId();
    const room = createRoom({ room_id, capacity, deck, on_admin_leave, admin }, clock.now());
    const hosted: Hosted = {
      room,
      view: viewOf(room),
      seats: new Map(),
      former_tokens: new Set(),
      stated_at: 0,
      cancelState: null,
    };
    this.#rooms.set(room_id, hosted);
    log.info("room_opened", { room: room_id, member: admin.member_id, capacity, protocol });
    const seat = this.#seat(hosted, { member_id: admin.member_id, protocol, place });
    if (protocol === "v1") this.#fanout.send([seat], createdV1(room_id));
  }

  /** Reserves a seat, atomically, or refuses [R2]; or gives a member back its own [P2.7]. */
  enter(place: Place, entry: JoinEntry | ResumeEntry): void {
    if (this.#frozen) return this.#refuse(place, REFUSED.stopping);
    const { room_id } = entry;
    const hosted = this.#rooms.get(room_id);
    if (hosted === undefined) {
      return this.#refuse(place, noSuchRoom(room_id, { guess: !this.#ended.has(room_id) }));
    }
    if (entry.action === "resume") this.#resume(hosted, entry.resume_token, place);
    else this.#join(hosted, entry, place);
  }

  /** A message from a member; `at`: when its connection got it. */
  message(
    edge: number,
    conn: number,
    { message, at }: { readonly message: ClientMessage; readonly at: number },
  ): void {
    const seat = this.#places.at(edge, conn);
    if (seat === undefined || this.#frozen) return;
    if (message.type === "request") this.#request(seat, message);
    else this.#answer(seat, message);
    const { metrics, clock } = this.#options;
    metrics.time("commands", seat.protocol, clock.now() - at);
  }

  /**
   * A connection ended: a v1 member leaves [R9, R14], a v2 member is away [P2.7], unless it was never told
   * its token: then nobody could come back to its seat, and it leaves, too.
   */
  gone(edge: number, conn: number, { untold }: { readonly untold: boolean }): void {
    const seat = this.#places.at(edge, conn);
    // [S6] while the server drains, a closed socket is not somebody leaving
    if (seat === undefined || this.#frozen) return;
    this.#places.leave(seat);
    this.#disconnected(seat, { returns: seat.protocol === "v2" && !untold });
  }

  /**
   * [S5] A worker is gone with every connection it had. Their places go before anybody is told, frozen or
   * not: the worker's next life numbers other people's connections the same.
   */
  edgeLost(edge: number): void {
    const seats = this.#places.of(edge);
    for (const seat of seats) this.#places.leave(seat);
    if (this.#frozen) return;
    for (const seat of seats) this.#disconnected(seat, { returns: seat.protocol === "v2" });
  }

  /** [S6] From here on nothing changes: no command, no timer, no coming or going. */
  freeze(): void {
    this.#frozen = true;
    this.#cancelSweep();
    for (const hosted of this.#rooms.values()) {
      hosted.cancelState?.();
      hosted.cancelState = null;
    }
  }

  /** Ends every room: its members are told why, get the results and are closed [R14, R16]. */
  endAll(reason: EndReason): void {
    for (const hosted of [...this.#rooms.values()]) this.#apply(hosted, { type: "end", reason });
  }

  /** Forgets everything at once, telling nobody; only timers need it. Idempotent. */
  close(): void {
    this.freeze();
    for (let rooms = this.#rooms.size; rooms > 0; rooms--) this.#options.quota.closed();
    this.#rooms.clear();
    this.#places.clear();
  }

  #join(hosted: Hosted, { name, role, protocol }: JoinEntry, place: Place): void {
    if (protocol === "v1" && tooFewV1Cards(hosted.view)) {
      return this.#refuse(place, REFUSED.noCardsForV1); // [P1.3]
    }
    const { clock, ids } = this.#options;
    const member_id = ids.memberId();
    const reserve = { type: "reserve", member_id, name, role, protocol } as const;
    const result = step(hosted.room, reserve, clock.now());
    if (result.kind === "refused") {
      const { message } = result.refusal;
      return this.#refuse(place, { close: "room_full", message, guess: false });
    }
    hosted.room = result.room;
    hosted.view = viewOf(result.room);
    this.#seat(hosted, { member_id, protocol, place });
  }

  /** [P2.7] Back in the seat, with everything the member had; an older connection gives way. */
  #resume(hosted: Hosted, token: string, place: Place): void {
    const seat = seatOfToken(hosted, token);
    this.#options.metrics.count("resumes", seat === null ? "refused" : "ok");
    if (seat === null) {
      const guess = !hosted.former_tokens.has(token);
      return this.#refuse(place, { ...REFUSED.resume, guess });
    }
    this.#fanout.close([seat], "replaced", null);
    this.#places.take(seat, place);
    this.#options.toEdge(place.edge, { kind: "seated", conn: place.conn });
    this.#apply(hosted, { type: "resume", by: seat.member_id });
    this.#fanout.welcome(seat);
  }

  #answer(seat: Seat, message: V1Message): void {
    const { hosted } = seat;
    const { unanswered, too_late } = answer(seat.unanswered, message, hosted.view);
    seat.unanswered = unanswered;
    const command = too_late ?? commandOfV1(message, seat);
    if (typeof command === "string") {
      this.#options.metrics.count("commands", "unusable");
      this.#fanout.send([seat], plain(command));
    } else {
      this.#obey(hosted, command, (result) => {
        if (result.kind === "done") return;
        this.#fanout.send([seat], refusedV1(result.refusal));
      });
    }
    this.#fanout.prompt(hosted);
  }

  #request(seat: Seat, { id, request }: V2Message): void {
    const { hosted, member_id: by } = seat;
    if (request.type === "results") {
      this.#options.metrics.count("commands", "results");
      const { room: { history }, view: { version } } = hosted;
      const { after } = request;
      if (id !== null) {
        this.#fanout.send([seat], encodeResultsPage(id, { history, after, version }));
      }
      return;
    }
    const command = commandOfV2(request, { by, now: this.#options.clock.now() });
    this.#obey(hosted, command, (result) => {
      if (result.kind === "refused") {
        this.#fanout.send([seat], encodeError(id, result.refusal));
      } else if (id !== null) {
        this.#fanout.send([seat], encodeOk(id, result.room.version));
      }
    });
    this.#fanout.prompt(hosted);
  }

  #disconnected(seat: Seat, { returns }: { readonly returns: boolean }): void {
    const { hosted, member_id: by } = seat;
    if (!this.#rooms.has(hosted.room.room_id)) return;
    const { clock, admin_grace_ms, resume_grace_ms } = this.#options;
    const now = clock.now();
    if (!returns) this.#unseat(seat, LEFT);
    this.#apply(
      hosted,
      returns
        ? {
          type: "disconnect",
          by,
          wait_until: now + BALLOT_WAIT_MS,
          admin_until: now + admin_grace_ms,
          gone_at: now + resume_grace_ms,
        }
        : { type: "leave", by },
    );
    this.#fanout.prompt(hosted);
  }

  /** A member's command. */
  #obey(hosted: Hosted, command: Command, reply: (result: StepResult) => void): void {
    const { metrics } = this.#options;
    metrics.count("commands", command.type);
    this.#apply(hosted, command, (result) => {
      if (result.kind === "refused") metrics.count("refusals", result.refusal.code);
      reply(result);
    });
  }

  /** One command through the room. `reply` hears of the result before anybody is told what follows from it. */
  #apply(hosted: Hosted, command: Command, reply?: (result: StepResult) => void): void {
    const result = step(hosted.room, command, this.#options.clock.now());
    reply?.(result);
    if (result.kind === "refused") return;
    const { version } = hosted.room;
    hosted.room = result.room;
    hosted.view = viewOf(result.room);
    for (const event of result.events) this.#tell(hosted, event);
    if (hosted.room.version !== version && this.#rooms.has(hosted.room.room_id)) {
      this.#fanout.stateSoon(hosted);
    }
  }

  /** Everything that follows from an event, in the room's order [P1.2]. */
  #tell(hosted: Hosted, event: RoomEvent): void {
    const { room_id } = hosted.room;
    logEvent(this.#options.log, room_id, event);
    if (event.type === "left" || event.type === "removed") {
      const seat = hosted.seats.get(event.member.member_id);
      const how = event.type === "left" ? LEFT : REMOVED;
      if (seat !== undefined) this.#unseat(seat, how);
    }
    this.#fanout.tell(hosted, event);
    if (event.type !== "ended") return;
    this.#rooms.delete(room_id); // [R14] the id no longer joins
    this.#ended.add(room_id);
    this.#options.quota.closed();
    this.#fanout.closeAll(hosted, event);
    for (const seat of hosted.seats.values()) this.#places.leave(seat);
    hosted.seats.clear();
  }

  #seat(
    hosted: Hosted,
    { member_id, protocol, place }: { member_id: string; protocol: Protocol; place: Place },
  ): Seat {
    const { ids, toEdge, metrics } = this.#options;
    metrics.count("seats", protocol);
    const seat: Seat = {
      member_id,
      hosted,
      protocol,
      place: null,
      resume_token: protocol === "v2" ? ids.token() : null,
      unanswered: null,
      told_version: 0,
    };
    hosted.seats.set(member_id, seat);
    this.#places.take(seat, place);
    toEdge(place.edge, { kind: "seated", conn: place.conn });
    if (protocol === "v2") {
      // [R3] a v2 member is announced at once
      this.#apply(hosted, { type: "announce", by: member_id });
      this.#fanout.welcome(seat);
      this.#fanout.prompt(hosted);
    }
    return seat;
  }

  #unseat(seat: Seat, { close, message }: Pick<SeatRefusal, "close" | "message">): void {
    const { hosted } = seat;
    this.#fanout.close([seat], close, message);
    this.#places.leave(seat);
    hosted.seats.delete(seat.member_id);
    if (seat.resume_token === null) return;
    hosted.former_tokens.add(seat.resume_token);
    if (hosted.former_tokens.size <= FORMER_TOKENS_MAX) return;
    for (const oldest of hosted.former_tokens.values().take(1)) hosted.former_tokens.delete(oldest);
  }

  #refuse({ edge, conn }: Place, refusal: SeatRefusal): void {
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
        this.#apply(hosted, { type: "end", reason: "idle" }); // [R17]
        continue;
      }
      let away = false;
      for (const member of hosted.room.members.values()) {
        if (member.presence.state === "away") away = true;
        if (member.announced_at !== null || now - member.seated_at < ANNOUNCE_WITHIN_MS) continue;
        const seat = hosted.seats.get(member.member_id);
        if (seat !== undefined) this.#free(seat);
      }
      if (!away || !this.#rooms.has(hosted.room.room_id)) continue;
      this.#apply(hosted, { type: "tick" }); // [P2.7, R14]
      this.#fanout.prompt(hosted);
    }
    this.#ended.prune();
  }

  /** [R3] A reserved seat that nobody has claimed. */
  #free(seat: Seat): void {
    const { hosted, member_id: by } = seat;
    const seconds = ANNOUNCE_WITHIN_MS / 1_000;
    const message = `JOIN_ROOM for ${hosted.room.room_id} did not come within ${seconds} s.`;
    this.#unseat(seat, { close: "bad_request", message });
    this.#apply(hosted, { type: "leave", by });
    this.#fanout.prompt(hosted);
  }
}

const LEFT = { close: "session_over", message: "You left the room." } as const;
const REMOVED = { close: "removed", message: "The admin removed you from the room." } as const;
