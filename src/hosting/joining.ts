/** How members get into rooms: they create one, join one, or resume their session in one. */
import { momentOf } from "../base/clock.ts";
import type {
  CreateRequest,
  JoinRefusal,
  NewcomerRequest,
  Source,
  ToHome,
} from "../bus/envelopes.ts";
import { hashOf, withToken } from "../journal/tokens.ts";
import { createdV1, votedV1 } from "../protocol/v1_encode.ts";
import { awaitsAdmin } from "../room/admin.ts";
import { suitsV1 } from "../room/deck.ts";
import type { Refused } from "../room/events.ts";
import { refuseNewcomer } from "../room/members.ts";
import { createRoom } from "../room/room.ts";
import type { Protocol, Room, RoomId } from "../room/state.ts";
import { originOf, refuseAdminSecret, refusePasscode } from "./passcode.ts";
import type { Pipeline } from "./pipeline.ts";
import { noSuchRoom, REFUSED } from "./refusals.ts";
import {
  type ConnectionId,
  LiveRoom,
  openSession,
  type Session,
  sessionOfToken,
} from "./sessions.ts";
import { GAVE_WAY_TO_NAMESAKE, silentNamesake } from "./silent_namesake.ts";

type Join = Extract<ToHome, { readonly kind: "join" }>;
type Reattach = Extract<ToHome, { readonly kind: "reattach" }>;
type ResumeRequest = Extract<Join["request"], { action: "resume" }>;

export class Joining {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Opens a room. */
  create(connection: ConnectionId, request: CreateRequest, { slot, address }: Source): void {
    const { clock, ids, log } = this.#pipeline.options;
    const { name, role, protocol, capacity, deck, on_admin_leave, replies, identity } = request;
    const memberId = ids.memberId();
    const live = this.#pipeline.rooms.open(slot, (roomId) => {
      const origin = originOf(roomId, address);
      const admin = { member_id: memberId, name, role, protocol, origin };
      const options = { room_id: roomId, capacity, deck, on_admin_leave, admin };
      return new LiveRoom({ room: createRoom(options, momentOf(clock)), tokens: new Map() }, null);
    });
    if (!(live instanceof LiveRoom)) return this.#refuse(connection, live);
    const { room_id } = live.room;
    log.info("room_opened", { room: room_id, member: memberId, capacity, protocol });
    const session = this.#beginSession(live, {
      member_id: memberId,
      protocol,
      connection,
      replies,
      identity,
    });
    if (protocol === "v1") this.#pipeline.fanout.send([session], createdV1(room_id), null);
  }

  /** Reserves a seat or refuses [R2], or gives a member its own seat back [P2.7]. */
  join(connection: ConnectionId, { request, source }: Pick<Join, "request" | "source">): void {
    const { room_id } = request;
    const live = this.#pipeline.rooms.get(room_id);
    if (live === undefined) {
      return this.#refuse(
        connection,
        noSuchRoom(room_id, { guess: !this.#pipeline.rooms.hasEnded(room_id) }),
        room_id,
      );
    }
    if (request.action === "look") {
      this.#refuse(connection, answerToLook(live.room, request), room_id);
    } else if (request.action === "resume") this.#resume(live, request, connection);
    else this.#reserve(live, request, { connection, source });
  }

  /**
   * [C19] Attaches a member's open connection to its room, which has moved here; unless the member has meanwhile
   * connected anew.
   */
  reattach(connection: ConnectionId, { seat, prompt, replies, source: { slot } }: Reattach): void {
    const { room_id, member_id } = seat;
    const { rooms, byConnection, fanout, options: { clock, metrics } } = this.#pipeline;
    const live = rooms.get(room_id);
    const session = live?.sessions.get(member_id);
    metrics.count("resumes", session?.connection === null ? "moved" : "refused");
    if (live === undefined) {
      return this.#refuse(connection, noSuchRoom(room_id, { guess: false }), room_id);
    }
    if (session === undefined) return this.#refuse(connection, REFUSED.seatGone, room_id);
    if (session.connection !== null) return this.#refuse(connection, REFUSED.replaced, room_id);
    byConnection.connect(session, connection, { replies });
    session.unanswered = prompt;
    session.sentVersion = 0;
    this.#seated(connection, session);
    if (session.protocol === "v1") {
      session.lastActivity = { slot, at: clock.now() };
      this.#confirmVote(session);
      // a reveal happened in between, or was lost with the old home
      if (seat.reveals < live.view.results_count) fanout.missedReveal(session);
    }
    this.#pipeline.run(live, { type: "resume", by: member_id, unmissed: true });
    fanout.states.soon(live, null);
  }

  /** Confirms a v1 member's vote again: the first confirmation may have been lost with the old home. */
  #confirmVote(session: Session): void {
    const { member_id, live: { view } } = session;
    const member = view.members.get(member_id);
    if (view.open === null || member === undefined || !member.voted) return;
    this.#pipeline.fanout.send([session], votedV1(member, view.open.ticket), null);
  }

  #reserve(
    live: LiveRoom,
    newcomer: NewcomerRequest,
    { connection, source: { address, slot } }: {
      readonly connection: ConnectionId;
      readonly source: Source;
    },
  ): void {
    const { name, role, protocol, admin_secret, replies, identity } = newcomer;
    const { room_id, admin_id } = live.room;
    const isAdmin = awaitsAdmin(live.room) && admin_secret !== undefined;
    const refusal = isAdmin
      ? refuseAdminSecret(live.room, admin_secret)
      : refusePasscode(live.room, newcomer);
    if (refusal !== null) return this.#refuse(connection, refusal, room_id);
    if (protocol === "v1" && !suitsV1(live.room.deck)) {
      return this.#refuse(connection, REFUSED.noCardsForV1, room_id); // [P1.3]
    }
    const { clock, ids } = this.#pipeline.options;
    const memberId = isAdmin ? admin_id : ids.memberId(); // [A3]
    const origin = originOf(room_id, address);
    const reserve = { type: "reserve", member_id: memberId, name, role, protocol, origin } as const;
    // checked first: a newcomer who is refused must not take over a namesake's seat [P1.3a]
    const closed = refuseNewcomer(live.room, reserve);
    if (closed !== null) return this.#refuseSeat(connection, closed, live);
    if (protocol === "v1" && !this.#pipeline.unclaimed.reserve(memberId, slot)) {
      return this.#refuse(connection, REFUSED.tooManyUnclaimed);
    }
    const now = clock.now();
    if (protocol === "v1") {
      const silent = silentNamesake(live, { name, slot, now, origin });
      if (silent !== null) this.#takeOver(silent);
    }
    const result = this.#pipeline.run(live, reserve);
    if (result.kind === "refused") {
      this.#pipeline.unclaimed.release(memberId);
      return this.#refuseSeat(connection, result, live);
    }
    const seated = { member_id: memberId, protocol, connection, replies, identity };
    const session = this.#beginSession(live, seated);
    if (protocol === "v1") session.lastActivity = { slot, at: now };
  }

  #refuse(connection: ConnectionId, refusal: JoinRefusal, roomId: RoomId | null = null): void {
    this.#pipeline.fanout.refuse(connection, refusal, roomId);
  }

  #refuseSeat(
    connection: ConnectionId,
    { refusal: { code, message } }: Refused,
    { room: { room_id } }: LiveRoom,
  ): void {
    const close = code === "room_locked" || code === "barred" ? code : "room_full";
    this.#refuse(connection, { close, message, guess: false }, room_id);
  }

  /** [P1.3a] Frees a silent member's seat and name. Its vote stays until somebody of that name votes [R9]. */
  #takeOver(session: Session): void {
    const { live, member_id: by } = session;
    this.#pipeline.options.log.info("v1_seat_taken_over", { room: live.room.room_id, member: by });
    this.#pipeline.endSession(session, GAVE_WAY_TO_NAMESAKE);
    this.#pipeline.run(live, { type: "leave", by });
  }

  /** [P2.7] Gives a member its seat back. If an older connection of it is open, that is closed. */
  #resume(live: LiveRoom, request: ResumeRequest, connection: ConnectionId): void {
    const { resume_token: token, identity } = request;
    const session = sessionOfToken(live, secretOf(token, identity));
    const refused = session === null || session === "former";
    this.#pipeline.options.metrics.count("resumes", refused ? "refused" : "ok");
    if (refused) {
      return this.#refuse(
        connection,
        { ...REFUSED.resume, guess: session === null },
        live.room.room_id,
      );
    }
    this.#pipeline.fanout.close([session], "replaced", null);
    this.#pipeline.byConnection.connect(session, connection, request);
    this.#seated(connection, session);
    this.#pipeline.run(live, { type: "resume", by: session.member_id });
    this.#pipeline.fanout.welcome(session, token);
  }

  #seated({ edge, conn }: ConnectionId, { member_id, live: { room, view } }: Session): void {
    const { toEdge, placement } = this.#pipeline.options;
    const { room_id } = room;
    const seat = placement.moves
      ? { seat: { room_id, member_id, reveals: view.results_count } }
      : {};
    toEdge(edge, { kind: "seated", conn, ...seat }, room_id);
  }

  #beginSession(
    live: LiveRoom,
    { member_id: memberId, protocol, connection, identity, ...options }: {
      member_id: string;
      protocol: Protocol;
      connection: ConnectionId;
      replies: NewcomerRequest["replies"];
      identity: NewcomerRequest["identity"];
    },
  ): Session {
    const { ids, metrics } = this.#pipeline.options;
    metrics.count("seats", protocol);
    const token = protocol === "v2" ? ids.token() : null;
    const tokenHash = token === null ? null : hashOf(secretOf(token, identity));
    const session = openSession(live, memberId, tokenHash);
    if (tokenHash !== null) live.tokens = withToken(live.tokens, tokenHash, memberId);
    this.#pipeline.outbox?.changed(live);
    this.#pipeline.byConnection.connect(session, connection, options);
    this.#seated(connection, session);
    if (token !== null) {
      // [R3] a v2 member is announced at once
      this.#pipeline.run(live, { type: "announce", by: memberId });
      this.#pipeline.fanout.welcome(session, token);
    }
    return session;
  }
}

/** The secret that is hashed: the token, bound to the person whom the proxy signed in, if there is one [A2]. */
function secretOf(token: string, identity: string | undefined): string {
  return identity === undefined ? token : `${token} ${identity}`;
}

/** [W9, A3] What a look without a name is answered: that only the name is missing, or that the admin link is wrong. */
function answerToLook(
  room: Room,
  { admin_secret }: { readonly admin_secret?: string },
): JoinRefusal {
  const isChecked = awaitsAdmin(room) && admin_secret !== undefined;
  return isChecked && refuseAdminSecret(room, admin_secret) || REFUSED.nameless;
}
