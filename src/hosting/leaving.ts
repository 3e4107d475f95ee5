/**
 * How members lose their connections: the connection ends, its worker dies, or messages to it were lost. A v1 member
 * then leaves [R9, R14]; a v2 member is away, and keeps its seat for a while [P2.7].
 */
import type { RoomId } from "../room/state.ts";
import type { Moves } from "./moves.ts";
import { LEFT, type Pipeline } from "./pipeline.ts";
import type { ConnectionId, Session } from "./sessions.ts";

/** How long an open ballot waits for a v2 voter whose connection dropped, in milliseconds [P2.7]. */
export const BALLOT_WAIT_MS = 10_000;

export class Leaving {
  readonly #pipeline: Pipeline;
  readonly #moves: Moves;

  constructor(pipeline: Pipeline, moves: Moves) {
    this.#pipeline = pipeline;
    this.#moves = moves;
  }

  /**
   * A connection has ended. A v2 member that was not welcomed leaves too, because nobody has its resume token.
   * `isFrozen`: the server is stopping, so a closed connection means nothing [S6].
   */
  gone(
    { edge, conn }: ConnectionId,
    { welcomed, isFrozen }: { readonly welcomed: boolean; readonly isFrozen: boolean },
  ): void {
    this.#moves.gone({ edge, conn });
    const { byConnection, farewells } = this.#pipeline;
    const session = byConnection.at(edge, conn);
    if (session === undefined) return;
    if (farewells.has(session)) return farewells.gone(session);
    if (isFrozen) return;
    byConnection.disconnect(session);
    this.#disconnected(session, { mayResume: session.protocol === "v2" && welcomed });
  }

  /**
   * [S5] A worker has died, and its connections with it. Their sessions are disconnected before anything else is sent,
   * frozen or not: the worker's replacement will use the same connection numbers for other members.
   */
  workerLost(edge: number, { isFrozen }: { readonly isFrozen: boolean }): void {
    this.#moves.workerLost(edge);
    const { byConnection, farewells, outbox } = this.#pipeline;
    const sessions = byConnection.of(edge);
    for (const session of sessions) {
      if (farewells.has(session)) farewells.gone(session);
      else byConnection.disconnect(session);
    }
    outbox?.workerLost(edge);
    if (!isFrozen) this.#allDisconnected(sessions);
  }

  /** Closes the members of this room, because messages to them were lost; they come back and get the whole state. */
  closeMembers(roomId: RoomId): void {
    this.#allDisconnected(this.#moves.closeMembers(roomId));
  }

  #allDisconnected(sessions: readonly Session[]): void {
    for (const session of sessions) {
      this.#disconnected(session, { mayResume: session.protocol === "v2" });
    }
  }

  #disconnected(session: Session, { mayResume }: { readonly mayResume: boolean }): void {
    const { live, member_id: by } = session;
    if (!this.#pipeline.rooms.isHere(live)) return;
    const { clock, admin_grace_ms, resume_grace_ms } = this.#pipeline.options;
    const now = clock.now();
    if (!mayResume) this.#pipeline.endSession(session, LEFT);
    this.#pipeline.run(
      live,
      mayResume
        ? {
          type: "disconnect",
          by,
          wait_until: now + BALLOT_WAIT_MS,
          admin_until: now + admin_grace_ms,
          gone_at: now + resume_grace_ms,
        }
        : { type: "leave", by },
    );
  }
}
