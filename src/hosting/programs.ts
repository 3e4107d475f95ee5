/** Requests of programs that have an API key: open a room, show one, add tickets to its queue [A3]. */
import { momentOf } from "../base/clock.ts";
import type { JoinRefusal, ProgramRequest, Source } from "../bus/envelopes.ts";
import { hashOf } from "../journal/tokens.ts";
import { openRoom } from "../room/room.ts";
import type { RoomId } from "../room/state.ts";
import { DoneOnce } from "./done_once.ts";
import { passcodeHash } from "./passcode.ts";
import type { Pipeline } from "./pipeline.ts";
import { noSuchRoom } from "./refusals.ts";
import { type ConnectionId, LiveRoom } from "./sessions.ts";

type Of<Action> = Extract<ProgramRequest, { readonly action: Action }>;

/** The answer to a request: a frame about a room, or a refusal. */
type Outcome = { readonly frame: string; readonly room_id: RoomId } | JoinRefusal;

export class Programs {
  readonly #pipeline: Pipeline;
  readonly #done: DoneOnce;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#done = new DoneOnce(pipeline.options.clock);
  }

  /** Answers a request. If its room is not here, it does not exist. */
  take(connection: ConnectionId, request: ProgramRequest, source: Source): void {
    const outcome = this.#outcome(request, source);
    if ("close" in outcome) {
      const roomId = request.action === "open" ? null : request.room_id;
      return this.#pipeline.fanout.refuse(connection, outcome, roomId);
    }
    const { frame, room_id: roomId } = outcome;
    const { edge, conn } = connection;
    this.#pipeline.options.toEdge(
      edge,
      { kind: "frame", conns: [conn], frame, cause: null },
      roomId,
    );
  }

  #outcome(request: ProgramRequest, source: Source): Outcome {
    if (request.action === "show") return this.#show(request);
    const { once } = request;
    const before = once === null ? null : this.#done.find(once);
    if (before === "another") return ANOTHER_REQUEST;
    if (before !== null) return before;
    const outcome = request.action === "open" ? this.#open(request, source) : this.#queue(request);
    if (once !== null && !("close" in outcome)) this.#done.add(once, outcome);
    return outcome;
  }

  /** A room with nobody in it. */
  #open(request: Of<"open">, { slot }: Source): Outcome {
    const { clock, ids, log } = this.#pipeline.options;
    const { capacity, deck, name, passcode, settings, tickets, admin_secret } = request;
    const live = this.#pipeline.rooms.open(slot, (room_id) => {
      const passcode_hash = passcode === null ? null : passcodeHash(room_id, passcode);
      const admin = { admin_id: ids.memberId(), admin_link_hash: hashOf(admin_secret) };
      const options = { room_id, capacity, deck, name, settings, passcode_hash, ...admin };
      return new LiveRoom({ room: openRoom(options, momentOf(clock)), tokens: new Map() }, null);
    });
    if (!(live instanceof LiveRoom)) return live;
    const { room_id } = live.room;
    log.info("room_opened", { room: room_id, capacity, by: "api" });
    this.#pipeline.outbox?.changed(live);
    this.#pipeline.run(live, { type: "queue", by: null, tickets, replace: false });
    return { frame: JSON.stringify({ room_id, admin_secret }), room_id };
  }

  #queue({ room_id, tickets, replace }: Of<"queue">): Outcome {
    const live = this.#pipeline.rooms.get(room_id);
    if (live === undefined) return noSuchRoom(room_id, { guess: false });
    const result = this.#pipeline.run(live, { type: "queue", by: null, tickets, replace });
    if (result.kind === "refused") {
      const { message } = result.refusal;
      return { close: "bad_request", message, guess: false, field: "tickets" };
    }
    return { frame: JSON.stringify({ room_id, queued: live.room.queue.length }), room_id };
  }

  /** [R7] As every member sees it. */
  #show({ room_id }: Of<"show">): Outcome {
    const live = this.#pipeline.rooms.get(room_id);
    if (live === undefined) return noSuchRoom(room_id, { guess: false });
    return { frame: this.#pipeline.fanout.states.shown(live), room_id };
  }
}

/** `field` is the header that has the idempotency key. */
const ANOTHER_REQUEST: JoinRefusal = {
  close: "bad_request",
  message: "Idempotency-Key: another request had this one: use a new key for each.",
  guess: false,
  field: "idempotency-key",
};
