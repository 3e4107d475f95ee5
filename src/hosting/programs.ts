/** What programs do with rooms that have the operator's key: they open one, look at one, queue tickets [A3]. */
import { momentOf } from "../base/clock.ts";
import type { JoinRefusal, ProgramRequest, Source } from "../bus/envelopes.ts";
import { openRoom } from "../room/room.ts";
import type { Joining } from "./joining.ts";
import { passcodeHash } from "./passcode.ts";
import type { Pipeline } from "./pipeline.ts";
import { noSuchRoom, REFUSED, tooManyRoomsFromAddress } from "./refusals.ts";
import { type ConnectionId, LiveRoom } from "./sessions.ts";

type OpenRequest = Extract<ProgramRequest, { action: "open" }>;

export class Programs {
  readonly #pipeline: Pipeline;
  readonly #joining: Joining;

  constructor(pipeline: Pipeline, joining: Joining) {
    this.#pipeline = pipeline;
    this.#joining = joining;
  }

  /** Opens a room with nobody in it. */
  open(connection: ConnectionId, request: OpenRequest, { slot }: Source): void {
    const { clock, ids, log, roomsPerAddressMax } = this.#pipeline.options;
    const { capacity, deck, name, passcode, settings, tickets, admin_link_hash } = request;
    const live = this.#pipeline.rooms.open(slot, (room_id) => {
      const passcode_hash = passcode === null ? null : passcodeHash(room_id, passcode);
      const admin = { admin_id: ids.memberId(), admin_link_hash };
      const options = { room_id, capacity, deck, name, settings, passcode_hash, ...admin };
      return new LiveRoom({ room: openRoom(options, momentOf(clock)), tokens: new Map() }, null);
    });
    if (typeof live === "string") {
      log.warn("room_refused", { reason: live });
      const isFull = live === "too_many";
      const refusal = isFull ? REFUSED.tooManyRooms : tooManyRoomsFromAddress(roomsPerAddressMax);
      return this.#joining.refuse(connection, refusal);
    }
    log.info("room_opened", { room: live.room.room_id, capacity, by: "api" });
    this.#pipeline.outbox?.changed(live);
    this.#pipeline.run(live, { type: "queue", by: null, tickets, replace: false });
    this.#show(connection, live);
  }

  /** Shows a room that there is, after its queue was changed if that is asked for. */
  ask(connection: ConnectionId, request: Exclude<ProgramRequest, OpenRequest>): void {
    const { room_id } = request;
    const live = this.#pipeline.rooms.get(room_id);
    if (live === undefined) {
      return this.#joining.refuse(connection, noSuchRoom(room_id, { guess: false }), room_id);
    }
    if (request.action === "queue") {
      const { tickets, replace } = request;
      const result = this.#pipeline.run(live, { type: "queue", by: null, tickets, replace });
      if (result.kind === "refused") {
        const { message } = result.refusal;
        const refusal: JoinRefusal = { close: "bad_request", message, guess: false, field: "tickets" };
        return this.#joining.refuse(connection, refusal, room_id);
      }
    }
    this.#show(connection, live);
  }

  /** [R7] As every member sees it. */
  #show({ edge, conn }: ConnectionId, live: LiveRoom): void {
    const frame = this.#pipeline.fanout.shown(live);
    const message = { kind: "frame", conns: [conn], frame, cause: null } as const;
    this.#pipeline.options.toEdge(edge, message, live.room.room_id);
  }
}
