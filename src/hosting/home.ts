/**
 * The home of the rooms that live on this worker. It receives what edges send, and runs every command through the
 * pipeline. Only the home decides; edges carry messages and frames.
 */
import { encodeResultsPage } from "../protocol/results_pages.ts";
import type { ClientMessage, V1Message, V2Message } from "../protocol/client_message.ts";
import { answer } from "../protocol/prompts.ts";
import { plain } from "../protocol/v1_encode.ts";
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
import { startSweep } from "./sweep.ts";
import { isTrackerRequest, TrackerRequests } from "./tracker_requests.ts";

export class Home {
  readonly #pipeline: Pipeline;
  readonly #joining: Joining;
  readonly #programs: Programs;
  readonly #moves: Moves;
  readonly #leaving: Leaving;
  readonly #trackers: TrackerRequests;
  #stopSweep = () => {};
  #frozen = false;

  constructor(options: HomeOptions) {
    const pipeline = this.#pipeline = new Pipeline(options);
    this.#joining = new Joining(pipeline);
    this.#programs = new Programs(pipeline);
    this.#moves = new Moves(pipeline);
    this.#leaving = new Leaving(pipeline, this.#moves);
    this.#trackers = new TrackerRequests(pipeline);
    const { journal = null } = options;
    try {
      if (journal !== null) restoreRooms(pipeline, journal);
    } catch (error) {
      this.close(); // the caller gets no Home that it could close
      throw error;
    }
    this.#stopSweep = startSweep(pipeline);
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
    if (this.#frozen) this.#refuse(connection);
    else this.#joining.create(connection, request, source);
  }

  /** Reserves a seat or refuses [R2], or gives a member its own seat back [P2.7]. */
  join(
    connection: ConnectionId,
    join: Pick<Extract<ToHome, { readonly kind: "join" }>, "request" | "source">,
  ): void {
    if (this.#frozen) return this.#refuse(connection);
    this.#find(join.request.room_id, connection, () => this.#joining.join(connection, join));
  }

  /** Attaches an open connection to its member's session, after the room has moved here [C19]. */
  reattach(connection: ConnectionId, asked: Extract<ToHome, { readonly kind: "reattach" }>): void {
    this.#find(asked.seat.room_id, connection, () => this.#joining.reattach(connection, asked));
  }

  /** Handles a request of a program [A3]. */
  program(
    connection: ConnectionId,
    { request, source }: { readonly request: ProgramRequest; readonly source: Source },
  ): void {
    if (this.#frozen) return this.#refuse(connection);
    const take = () => this.#programs.take(connection, request, source);
    if (request.action === "open") take();
    else this.#find(request.room_id, connection, take);
  }

  /**
   * Takes over a room from the cluster's store: its members may come back [C10, C19]. `isHere` is called before
   * anything changes in it.
   */
  adopt(saved: Saved, isHere: (room: JournaledRoom) => void): void {
    if (this.#frozen) return; // the shard's next owner loads it instead [C21]
    this.#moves.adopt(saved, isHere);
  }

  /** Whether this room is here. */
  has(roomId: RoomId): boolean {
    return this.#pipeline.rooms.get(roomId) !== undefined;
  }

  /**
   * Drops rooms that have moved to another worker; edges attach the members' connections to it. Only a draining
   * machine keeps its own connections out of that, because it closes them one by one [C19, C21, S6].
   */
  release(isReleased: (roomId: RoomId) => boolean): void {
    const { placement } = this.#pipeline.options;
    this.#moves.release(
      isReleased,
      (edge) => !this.#frozen || !placement.isOnThisMachine(edge),
    );
  }

  /** [C13] Another worker has taken this room over. What has happened here since was not kept, so it is not sent. */
  superseded(roomId: RoomId): void {
    this.#moves.superseded(roomId);
  }

  /** Closes the members of this room, because messages to them were lost; they come back and get the whole state. */
  closeMembers(roomId: RoomId): void {
    if (!this.#frozen) this.#leaving.closeMembers(roomId);
  }

  /** Whether every change is saved and sent. */
  get isSaved(): boolean {
    return this.#pipeline.outbox?.isIdle ?? true;
  }

  /** A message from a member; `at`: when its connection received it, on the wall clock. */
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
    const { lastActivity } = session;
    if (lastActivity !== null) lastActivity.at = this.#pipeline.options.clock.now();
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

  /** [S5] Another worker has died, and its connections with it. */
  workerLost(edge: number): void {
    this.#leaving.workerLost(edge, { isFrozen: this.#frozen });
  }

  /** [S6] Stops all rooms: from here on commands, timers, joins and lost connections change nothing. */
  freeze(): void {
    for (const live of this.#pipeline.rooms.all()) {
      this.#pipeline.fanout.payAll([...live.sessions.values()], null); // no state follows that could reply
    }
    this.#stopRooms();
    this.#pipeline.outbox?.flush();
  }

  /**
   * Ends every room: its members are sent the reason and the results, and are closed [R14, R16]. With a journal, rooms
   * that members can come back to are saved instead [S6].
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

  /** [S6] Closes members who still fetch results: their time is up. */
  endFarewells(): void {
    this.#pipeline.farewells.endAll();
  }

  /** Drops everything and stops the timers, without sending or saving. Idempotent. */
  close(): void {
    this.#stopRooms();
    this.#pipeline.outbox?.close();
    this.#pipeline.rooms.clear();
    this.#pipeline.farewells.clear();
    this.#pipeline.byConnection.clear();
    this.#pipeline.unclaimed.clear();
  }

  #refuse(connection: ConnectionId): void {
    this.#pipeline.fanout.refuse(connection, REFUSED.stopping, null);
  }

  /** Calls `then` once it is known whether the room is here; where its home is another worker, notifies the edge. */
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
    const { fanout, options: { clock, metrics } } = this.#pipeline;
    if (isTrackerRequest(request)) {
      return this.#trackers.request({ session, id, cause }, request);
    }
    if (request.type !== "results") {
      const { room_id } = live.room;
      const command = commandOfV2(request, { by, room_id, clock });
      this.#pipeline.run(live, command, { session, id, cause });
      return;
    }
    metrics.count("commands", "results");
    if (id === null) return;
    const { room: { history }, view: { version } } = live;
    const page = encodeResultsPage(id, { history, after: request.after, version });
    fanout.reply([session], { re: id, frame: page, cause });
  }

  #stopRooms(): void {
    this.#frozen = true;
    this.#stopSweep();
    for (const live of this.#pipeline.rooms.all()) live.cancelAll();
  }
}
