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
import type { EndReason, Protocol, Room } from "../room/state.ts";
import { type Census, censusOf } from "./census.ts";
import { commandOfV1, commandOfV2 } from "./commands.ts";
import { Fanout, type FanoutOptions } from "./fanout.ts";
import type { Journal, JournalFault } from "./journal.ts";
import type { Metrics } from "./metrics.ts";
import type { CreateEntry, JoinEntry, ResumeEntry, SeatRefusal } from "./messages.ts";
import { Recorder } from "./recorder.ts";
import { noSuchRoom, REFUSED, tooFewV1Cards } from "./refusals.ts";
import { logEvent } from "./room_log.ts";
import { Rooms, type RoomsOptions } from "./rooms.ts";
import { Hosted, type Place, Places, type Seat, seatIn, seatOfToken } from "./seats.ts";
import { hashOf, withFormer, withToken } from "./tokens.ts";

/** How often rooms are looked over for what time alone brings: late announcements, absences, idle rooms. */
export const SWEEP_MS = 1_000;

/** How long an open ballot waits for a v2 voter whose connection dropped, in milliseconds [P2.7]. */
export const BALLOT_WAIT_MS = 10_000;

/** The same after a start of the server, when everybody has to find the way back. */
export const BALLOT_WAIT_AFTER_START_MS = 60_000;

export interface HomeOptions extends FanoutOptions, RoomsOptions {
  readonly metrics: Metrics;
  readonly room_idle_ms: number;
  /** How long an away member's seat is kept, and how long a room waits for its admin [P2.7, R14]. */
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Without one, rooms end with the process. It belongs to whoever made it. */
  readonly journal?: Journal | null;
  /** The journal can't save anything for this reason; null: it can again. */
  readonly onJournalFault?: (fault: JournalFault | null) => void;
}

export class Home {
  readonly #options: HomeOptions;
  /** null: there is no journal, and nothing is held back. */
  readonly #recorder: Recorder | null;
  readonly #fanout: Fanout;
  readonly #rooms: Rooms;
  readonly #places = new Places();
  #cancelSweep: () => void = () => {};
  #frozen = false;

  constructor(options: HomeOptions) {
    const { journal = null } = options;
    const recorder = journal === null ? null : recorderOf(journal, options);
    this.#recorder = recorder;
    this.#options = recorder === null ? options : {
      ...options,
      log: recorder.log,
      toEdge: (edge, message) => recorder.toEdge(edge, message),
    };
    this.#fanout = new Fanout(this.#options);
    this.#rooms = new Rooms(this.#options);
    if (journal !== null && recorder !== null) this.#restore(journal, recorder);
    this.#scheduleSweep();
  }

  /** Rooms that live here now. */
  get roomCount(): number {
    return this.#rooms.size;
  }

  /** How many rooms, members and ballots are here now. */
  get census(): Census {
    return censusOf(this.#rooms.all());
  }

  /** Opens a room whose creator is connected to this same worker [S1]. */
  create(place: Place, entry: CreateEntry): void {
    if (this.#frozen) return this.#refuse(place, REFUSED.stopping);
    const { clock, ids, log } = this.#options;
    const { name, role, protocol, capacity, deck, on_admin_leave } = entry;
    const admin = { member_id: ids.memberId(), name, role, protocol };
    const hosted = this.#rooms.open((room_id) => {
      const options = { room_id, capacity, deck, on_admin_leave, admin };
      return new Hosted({ room: createRoom(options, clock.now()), tokens: new Map() }, null);
    });
    if (hosted === null) return this.#refuse(place, REFUSED.tooManyRooms);
    const { room_id } = hosted.room;
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
      return this.#refuse(place, noSuchRoom(room_id, { guess: !this.#rooms.hasEnded(room_id) }));
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
    this.#fanout.cause = at;
    if (message.type === "request") this.#request(seat, message);
    else this.#answer(seat, message);
    this.#fanout.cause = null;
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
    this.#recorder?.edgeLost(edge);
    if (this.#frozen) return;
    for (const seat of seats) this.#disconnected(seat, { returns: seat.protocol === "v2" });
  }

  /** [S6] From here on nothing changes: no command, no timer, no coming or going. */
  freeze(): void {
    this.#stand();
    this.#recorder?.flush();
  }

  /**
   * Ends every room: its members are told why, get the results and are closed [R14, R16]. With a journal only
   * those end that nobody can come back to; the others are saved [S6].
   */
  endAll(reason: EndReason): void {
    for (const hosted of this.#rooms.all()) {
      const { members, admin_id } = hosted.room;
      const kept = this.#recorder !== null && members.get(admin_id)?.protocol === "v2";
      if (!kept) this.#apply(hosted, { type: "end", reason });
    }
    this.#recorder?.finish();
  }

  /** Forgets everything at once, telling nobody and saving nothing; only timers need it. Idempotent. */
  close(): void {
    this.#stand();
    this.#recorder?.close();
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
    this.#become(hosted, result.room);
    this.#seat(hosted, { member_id, protocol, place });
  }

  /** [P2.7] Back in the seat, with everything the member had; an older connection gives way. */
  #resume(hosted: Hosted, token: string, place: Place): void {
    const seat = seatOfToken(hosted, token);
    const refused = seat === null || seat === "former";
    this.#options.metrics.count("resumes", refused ? "refused" : "ok");
    if (refused) {
      return this.#refuse(place, { ...REFUSED.resume, guess: seat === null });
    }
    this.#fanout.close([seat], "replaced", null);
    this.#places.take(seat, place);
    this.#options.toEdge(place.edge, { kind: "seated", conn: place.conn });
    this.#apply(hosted, { type: "resume", by: seat.member_id });
    this.#fanout.welcome(seat, token);
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
    if (!this.#rooms.isHere(hosted)) return;
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
    this.#become(hosted, result.room);
    for (const event of result.events) this.#tell(hosted, event);
    if (hosted.room.version !== version && this.#rooms.isHere(hosted)) {
      this.#fanout.stateSoon(hosted);
    }
  }

  #become(hosted: Hosted, room: Room): void {
    if (room === hosted.room) return;
    hosted.room = room;
    this.#recorder?.changed(hosted);
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
    this.#rooms.end(room_id); // [R14] the id no longer joins
    const { reason, results: { ended_at } } = event;
    this.#recorder?.ended(hosted, { reason, ended_at });
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
    const token = protocol === "v2" ? ids.token() : null;
    const token_hash = token === null ? null : hashOf(token);
    const seat = seatIn(hosted, member_id, token_hash);
    if (token_hash !== null) hosted.tokens = withToken(hosted.tokens, token_hash, member_id);
    this.#recorder?.changed(hosted);
    this.#places.take(seat, place);
    toEdge(place.edge, { kind: "seated", conn: place.conn });
    if (token !== null) {
      // [R3] a v2 member is announced at once
      this.#apply(hosted, { type: "announce", by: member_id });
      this.#fanout.welcome(seat, token);
      this.#fanout.prompt(hosted);
    }
    return seat;
  }

  #unseat(seat: Seat, { close, message }: Pick<SeatRefusal, "close" | "message">): void {
    const { hosted } = seat;
    this.#fanout.close([seat], close, message);
    this.#places.leave(seat);
    hosted.seats.delete(seat.member_id);
    if (seat.token_hash === null) return;
    hosted.tokens = withFormer(hosted.tokens, seat.token_hash);
    this.#recorder?.changed(hosted);
  }

  #refuse({ edge, conn }: Place, refusal: SeatRefusal): void {
    this.#options.toEdge(edge, { kind: "refused", conn, refusal });
  }

  #stand(): void {
    this.#frozen = true;
    this.#cancelSweep();
    for (const hosted of this.#rooms.all()) {
      hosted.cancelState?.();
      hosted.cancelState = null;
    }
  }

  /**
   * Rooms as they were when the process ended, with nobody connected: v2 members may come back within the
   * resume grace from now [P2.7, S5, S6].
   */
  #restore(journal: Journal, recorder: Recorder): void {
    const { clock, log, resume_grace_ms } = this.#options;
    const now = clock.now();
    const wait_until = now + BALLOT_WAIT_AFTER_START_MS;
    const gone_at = now + resume_grace_ms;
    const restored = this.#rooms.restore(journal);
    for (const hosted of restored) {
      const result = step(hosted.room, { type: "recover", wait_until, gone_at }, now);
      if (result.kind === "refused") continue;
      this.#become(hosted, result.room);
      // nobody is there to be told, and that everybody is gone is no news of each of them
      for (const event of result.events) if (event.type === "ended") this.#tell(hosted, event);
    }
    const kept = this.#rooms.size;
    const ended = restored.length - kept;
    if (restored.length > 0) log.info("rooms_restored", { rooms: kept, ended });
    recorder.flush();
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
    for (const hosted of this.#rooms.all()) {
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
      if (!away || !this.#rooms.isHere(hosted)) continue;
      this.#apply(hosted, { type: "tick" }); // [P2.7, R14]
      this.#fanout.prompt(hosted);
    }
    this.#rooms.prune();
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

function recorderOf(journal: Journal, options: HomeOptions): Recorder {
  const { clock, log, metrics, toEdge, onJournalFault: onFault = () => {} } = options;
  return new Recorder({ journal, clock, log, metrics, toEdge, onFault });
}

const LEFT = { close: "session_over", message: "You left the room." } as const;
const REMOVED = { close: "removed", message: "The admin removed you from the room." } as const;
