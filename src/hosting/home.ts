/**
 * The home: rooms that live on this worker. It takes what edges bring, and runs every command through the
 * pipeline. Only the home decides; edges carry.
 */
import { encodeResultsPage } from "../protocol/results_pages.ts";
import type { ClientMessage, V1Message, V2Message } from "../protocol/client_message.ts";
import { answer } from "../protocol/prompts.ts";
import { plain } from "../protocol/v1_encode.ts";
import { encodeError } from "../protocol/v2_encode.ts";
import { outlivesRestart } from "../room/room.ts";
import type { EndReason, RoomId } from "../room/state.ts";
import type { Cause, CreateRequest, ProgramRequest, Source, ToHome } from "../bus/envelopes.ts";
import { commandOfV1, commandOfV2 } from "./command_of.ts";
import type { Saved } from "../journal/journal.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import type { HomeOptions } from "./home_options.ts";
import { Joining } from "./joining.ts";
import { Leaving } from "./leaving.ts";
import { Moves } from "./moves.ts";
import { Pipeline } from "./pipeline.ts";
import { Programs } from "./programs.ts";
import { REFUSED } from "./refusals.ts";
import { restoreRooms } from "./restore.ts";
import type { ConnectionId, Session } from "./sessions.ts";
import { type Stats, statsOf } from "./stats.ts";
import { Sweep } from "./sweep.ts";
import { isTrackerRequest, TrackerRequests } from "./tracker_requests.ts";

export class Home {
  readonly #pipeline: Pipeline;
  readonly #joining: Joining;
  readonly #programs: Programs;
  readonly #moves: Moves;
  readonly #leaving: Leaving;
  readonly #trackers: TrackerRequests;
  #sweep: Sweep | null = null;
  #frozen = false;

  constructor(options: HomeOptions) {
    const pipeline = this.#pipeline = new Pipeline(options);
    this.#joining = new Joining(pipeline);
    this.#programs = new Programs(pipeline, this.#joining);
    this.#moves = new Moves(pipeline);
    this.#leaving = new Leaving(pipeline, this.#moves);
    this.#trackers = new TrackerRequests(pipeline);
    const { journal = null } = options;
    try {
      if (journal !== null) restoreRooms(pipeline, journal);
    } catch (error) {
      this.close(); // nobody else can: it leaves no timer, and nothing that is counted
      throw error;
    }
    this.#sweep = new Sweep(pipeline);
  }

  /** Rooms that live here now. */
  get roomCount(): number {
    return this.#pipeline.rooms.size;
  }

  /** How many rooms, members and ballots are here now. */
  get stats(): Stats {
    return statsOf(this.#pipeline.rooms.all());
  }

  /** Whether members of rooms that ended still fetch results [P2.8]. */
  get hasReaders(): boolean {
    return !this.#pipeline.farewells.isEmpty;
  }

  /** Opens a room [S1, C5]. */
  create(
    connection: ConnectionId,
    { request, source }: { readonly request: CreateRequest; readonly source: Source },
  ): void {
    if (this.#frozen) this.#joining.refuse(connection, REFUSED.stopping);
    else this.#joining.create(connection, request, source);
  }

  /** Reserves a seat, atomically, or refuses [R2]; or gives a member back its own [P2.7]. */
  join(
    connection: ConnectionId,
    join: Pick<Extract<ToHome, { readonly kind: "join" }>, "request" | "source">,
  ): void {
    if (this.#frozen) return this.#joining.refuse(connection, REFUSED.stopping);
    this.#find(join.request.room_id, connection, () => this.#joining.join(connection, join));
  }

  /** Gives a connection that is open back to its member, whose room was elsewhere until now [C19]. */
  reattach(connection: ConnectionId, asked: Extract<ToHome, { readonly kind: "reattach" }>): void {
    this.#find(asked.seat.room_id, connection, () => this.#joining.reattach(connection, asked));
  }

  /** What a program asks for [A3]. */
  program(
    connection: ConnectionId,
    { request, source }: { readonly request: ProgramRequest; readonly source: Source },
  ): void {
    if (this.#frozen) return this.#joining.refuse(connection, REFUSED.stopping);
    if (request.action === "open") return this.#programs.take(connection, request, source);
    this.#find(
      request.room_id,
      connection,
      () => this.#programs.take(connection, request, source),
    );
  }

  /**
   * A room that was kept elsewhere until now: its members may come back [C10, C19]. `isHere` is called before anything
   * changes in it.
   */
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void {
    if (this.#frozen) return; // whoever has its shard next finds it where it is kept [C21]
    this.#moves.adopt(saved, isHere);
  }

  /** Whether this room is here. */
  has(roomId: RoomId): boolean {
    return this.#pipeline.rooms.get(roomId) !== undefined;
  }

  /**
   * Rooms that go on elsewhere are not here any more; whoever is in one is attached to it there. While this machine
   * drains it closes its own connections one after the other itself [C19, C21, S6].
   */
  release(isReleased: (roomId: RoomId) => boolean): void {
    const { placement } = this.#pipeline.options;
    this.#moves.release(
      isReleased,
      (edge) => !this.#frozen || !placement.isOnThisMachine(edge),
    );
  }

  /** [C13] Another worker has this room, and nothing of what happened here since is kept: it is not sent, either. */
  superseded(roomId: RoomId): void {
    this.#moves.superseded(roomId);
  }

  /** What the members of this room were to be sent is lost: they are closed, and come back to the whole of it. */
  closeMembers(roomId: RoomId): void {
    if (!this.#frozen) this.#leaving.closeMembers(roomId);
  }

  /** Whether all that happened is saved and sent. */
  get isSaved(): boolean {
    return this.#pipeline.outbox?.isIdle ?? true;
  }

  /** A message from a member; `at`: when its connection got it. */
  message(
    edge: number,
    conn: number,
    { message, at }: { readonly message: ClientMessage; readonly at: number },
  ): void {
    const session = this.#pipeline.byConnection.at(edge, conn);
    if (session === undefined) return;
    const reads = this.#pipeline.farewells.has(session);
    if (this.#frozen && !reads) return;
    session.taken++;
    if (!reads && session.protocol === "v1") {
      this.#pipeline.lastActivity.received(session.member_id, this.#pipeline.options.clock.now());
    }
    if (message.type !== "request") this.#answer(session, message, at);
    else if (reads) this.#pipeline.farewells.request(session, message, at);
    else this.#request(session, message, at);
    const { metrics, clock } = this.#pipeline.options;
    metrics.time("commands", session.protocol, clock.wall() - at);
  }

  /** A connection ended: a v1 member leaves [R9, R14], a v2 member that was welcomed is away [P2.7]. */
  gone(edge: number, conn: number, { welcomed }: { readonly welcomed: boolean }): void {
    this.#leaving.gone({ edge, conn }, { welcomed, isFrozen: this.#frozen });
  }

  /** [S5] A worker is gone with every connection it had. */
  workerLost(edge: number): void {
    this.#leaving.workerLost(edge, { isFrozen: this.#frozen });
  }

  /** [S6] From here on nothing changes: no command, no timer, no coming or going. */
  freeze(): void {
    for (const live of this.#pipeline.rooms.all()) {
      this.#pipeline.fanout.payAll([...live.sessions.values()], null); // no state comes any more
    }
    this.#stand();
    this.#pipeline.outbox?.flush();
  }

  /**
   * Ends every room: its members are sent why and the results, and are closed [R14, R16]. With a journal only
   * those end that nobody can come back to; the others are saved [S6].
   */
  endAll(reason: EndReason): void {
    for (const live of this.#pipeline.rooms.all()) {
      const kept = this.#pipeline.outbox !== null && outlivesRestart(live.room);
      if (!kept && !this.#moves.goesOnElsewhere(live)) {
        this.#pipeline.run(live, { type: "end", reason });
      }
    }
    this.#pipeline.outbox?.finish();
  }

  /** [S6] Whoever still fetches results has had the time there was. */
  endFarewells(): void {
    this.#pipeline.farewells.endAll();
  }

  /** Forgets everything at once, sending and saving nothing; only timers need it. Idempotent. */
  close(): void {
    this.#stand();
    this.#pipeline.outbox?.close();
    this.#pipeline.rooms.clear();
    this.#pipeline.farewells.clear();
    this.#pipeline.byConnection.clear();
    this.#pipeline.unclaimed.clear();
    this.#pipeline.lastActivity.clear();
  }

  /** Calls `then` once it is known whether the room is here; if it has to be asked for elsewhere, the edge learns it. */
  #find(roomId: RoomId, connection: ConnectionId, then: () => void): void {
    this.#moves.find(roomId, connection, (isElsewhere) => {
      if (!isElsewhere && !this.#frozen) return then();
      const { edge, conn } = connection;
      this.#pipeline.options.toEdge(edge, { kind: "elsewhere", conn }, null);
    });
  }

  #answer(session: Session, message: V1Message, cause: Cause): void {
    const { live } = session;
    const { unanswered, tooLate } = answer(session.unanswered, message, live.view);
    session.unanswered = unanswered;
    const command = tooLate ?? commandOfV1(message, session);
    if (typeof command !== "string") {
      this.#pipeline.run(live, command, { session, id: null, cause });
      return;
    }
    const { fanout, options: { metrics } } = this.#pipeline;
    metrics.count("commands", "unusable");
    fanout.send([session], plain(command), cause);
    fanout.prompt(live, cause, [session]);
  }

  #request(session: Session, { id, request }: V2Message, cause: Cause): void {
    const { live, member_id: by } = session;
    const { fanout, options: { clock, metrics, roomCapacityMax } } = this.#pipeline;
    if (request.type === "set_room" && (request.changes.capacity ?? 0) > roomCapacityMax) {
      const message = `capacity must be a whole number from 1 to ${roomCapacityMax}`;
      const error = { code: "bad_field", message, field: "capacity" };
      return fanout.reply([session], { re: id, frame: encodeError(id, error), cause });
    }
    if (isTrackerRequest(request)) {
      return this.#trackers.request({ session, id, cause }, request);
    }
    if (request.type !== "results") {
      const { room_id } = live.room;
      const command = commandOfV2(request, { by, now: clock.now(), room_id });
      this.#pipeline.run(live, command, { session, id, cause });
      return;
    }
    metrics.count("commands", "results");
    if (id === null) return;
    const { room: { history }, view: { version } } = live;
    const page = encodeResultsPage(id, { history, after: request.after, version });
    fanout.reply([session], { re: id, frame: page, cause });
  }

  #stand(): void {
    this.#frozen = true;
    this.#sweep?.stop();
    for (const live of this.#pipeline.rooms.all()) {
      live.cancelSending();
      live.cancelAsking?.();
    }
  }
}
