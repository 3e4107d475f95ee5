/**
 * Compares all stored records with everything that is sent [C6 to C8]: nothing is sent before it is stored, a version
 * is the same for everybody, and nobody is refused a room or a seat that exists.
 */
import type { JoinRefusal, ToEdge } from "../../../src/bus/envelopes.ts";
import type { EngineRecord } from "../../../src/cluster/engine.ts";
import { headerOf, readRoom, type RoomAt } from "../../../src/cluster/room_records.ts";
import { roomIdOf, type Subjects } from "../../../src/cluster/subjects.ts";
import { hashOf } from "../../../src/journal/tokens.ts";
import type { RoomId } from "../../../src/room/state.ts";
import type { FakeWorld } from "../fake_world.ts";
import { NEXT_FORMAT } from "./formats.ts";
import { Frames } from "./frames.ts";

export class Violation extends Error {}

/** The time at which a room ended that never existed. */
const NEVER = 0;

export class Auditor {
  readonly #world: FakeWorld;
  readonly #subjects: Subjects;
  /** The highest version of each room that each incarnation has written, and that any has. */
  readonly #written = new Map<string, number>();
  readonly #acked = new Map<string, number>();
  /** The state that was sent, by room and version. */
  readonly #shown = new Map<string, string>();
  /** The last frame of each session. */
  readonly ends = new Map<RoomId, string>();
  /** Rooms with a stored tombstone. */
  readonly #over = new Set<RoomId>();
  /** The write and part of each room's last record. */
  readonly #lastPart = new Map<RoomId, string>();
  readonly frames = new Frames();
  readonly counts = new Map<string, number>();

  /** Called with each stored record, too. */
  alsoSees: ((record: EngineRecord) => void) | null = null;

  constructor(world: FakeWorld, subjects: Subjects) {
    this.#world = world;
    this.#subjects = subjects;
    world.onAppend = (record) => {
      this.#appended(record);
      this.alsoSees?.(record);
    };
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** A home sends this to an edge, after any commit. */
  sends(workerId: string, message: ToEdge): void {
    if (message.kind !== "state" && message.kind !== "frame") return;
    if (!/^\{"type":"(WELCOME|ROOM_STATE)"/.test(message.frame)) return;
    const { data: { room }, roomText: text } = this.frames.read(message.frame);
    if (room === undefined) throw new Error(`no room: ${message.frame}`);
    const { room_id: roomId, version, ballot } = room;
    const isOpen = ballot !== null && ballot.phase !== "revealed";
    if (isOpen && ("votes" in ballot || "summary" in ballot)) {
      throw new Violation(`[R7] ${workerId} shows the cards of an open ballot in ${roomId}`);
    }
    const written = this.#written.get(`${workerId} ${roomId}`) ?? -1;
    if (written < version) {
      throw new Violation(
        `[C8] ${workerId} shows version ${version} of ${roomId}, and has kept ${written}`,
      );
    }
    const key = `${roomId} ${version}`;
    const before = this.#shown.get(key);
    if (before !== undefined && before !== text) {
      throw new Violation(
        `[C6] version ${version} of ${roomId} was shown as ${before}, and is ${text}`,
      );
    }
    this.#shown.set(key, text);
    this.count("states sent");
  }

  /** A client got the reply that a command was executed, with the version that shows it. */
  acked(roomId: RoomId, version: number): void {
    this.count("acknowledged");
    this.#acked.set(roomId, Math.max(version, this.ackedOf(roomId)));
    const written = this.#written.get(roomId) ?? -1;
    if (written < version) {
      throw new Violation(
        `[C8] version ${version} of ${roomId} is acknowledged, ${written} is kept`,
      );
    }
  }

  /** The newest version of a room that was acknowledged to any client. */
  ackedOf(roomId: RoomId): number {
    return this.#acked.get(roomId) ?? -1;
  }

  /**
   * [C7] An answer that changed nothing must be at least as new as `least`, what was acknowledged before the request.
   */
  answered(roomId: RoomId, version: number, least: number): void {
    this.count("results answered");
    if (version < least) {
      throw new Violation(`[C7] ${roomId} was at ${least}, and is answered of as of ${version}`);
    }
  }

  /** [C4] A client was refused because a room that has existed does not exist. */
  noSuchRoom(roomId: RoomId, refusal: JoinRefusal | null): void {
    const { kind } = this.room(roomId);
    if (kind !== "ended") {
      throw new Violation(`[C4] ${roomId} is ${kind}, and somebody is sent that there is none`);
    }
    if (refusal?.guess === true) {
      throw new Violation(`[W9] ${roomId} has ended, and whoever asks for it counts as guessing`);
    }
  }

  /** [C17] A client was sent the end of a session, with its results. */
  sessionEnded(roomId: RoomId, frame: string): void {
    const { kind } = this.room(roomId);
    if (kind !== "ended") {
      throw new Violation(`[C8] the end of ${roomId} is sent, and what is kept is ${kind}`);
    }
    const before = this.ends.get(roomId) ?? frame;
    if (before !== frame) {
      throw new Violation(`[C17] the end of ${roomId} was sent as ${before}, and is ${frame}`);
    }
    if (!this.ends.has(roomId)) this.count("sessions ended");
    this.ends.set(roomId, frame);
  }

  /** [C7] A client was refused because its resume token is invalid. */
  resumeRefused(roomId: RoomId, token: string): void {
    const found = this.room(roomId);
    if (found.kind !== "room") return;
    const memberId = found.saved.tokens.get(hashOf(token)) ?? null;
    if (memberId !== null) {
      throw new Violation(`[C7] ${memberId} has a seat in ${roomId}, and is refused it`);
    }
  }

  /** A room as it is stored now. */
  room(roomId: RoomId): RoomAt {
    const subject = this.#subjects.room(this.#subjects.shardOf(roomId), roomId);
    return readRoom(this.#world.all(subject), NEXT_FORMAT);
  }

  #appended({ subject, text }: EngineRecord): void {
    if (!subject.includes(".rooms.")) return;
    const { life: workerId, write, version, part, parts, whole, ended_at: endedAt } = headerOf(
      text,
      NEXT_FORMAT,
    );
    const roomId = roomIdOf(subject);
    const before = this.#lastPart.get(roomId);
    if (part > 1 && before !== `${write} ${part - 1}`) {
      throw new Violation(`[C15] part ${part} of ${write} stands behind ${before} in ${roomId}`);
    }
    this.#lastPart.set(roomId, `${write} ${part}`);
    if (this.#over.has(roomId)) {
      throw new Violation(`[C17] ${roomId} is over, and ${workerId} goes on with it`);
    }
    if (part < parts) return;
    if (parts > 1) this.count("rooms kept in parts");
    if (endedAt !== undefined && endedAt !== NEVER) this.#over.add(roomId);
    this.count(whole ? "whole rooms kept" : "changes kept");
    for (const key of [`${workerId} ${roomId}`, roomId]) {
      this.#written.set(key, Math.max(version, this.#written.get(key) ?? -1));
    }
  }
}
