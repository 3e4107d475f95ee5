/** The model of members of ended rooms who may still fetch results, and nothing else [P2.8]. */
import type { Coverage } from "./coverage.ts";
import type { Seat } from "./model.ts";
import { results } from "./model_v2.ts";
import type { RoomMessage } from "./person.ts";
import { closed, errorFrame, okFrame } from "./v2_frames.ts";
import type { Applicant } from "./world.ts";

/** How long they may, in milliseconds. */
export const READING_MS = 5_000;

interface Reader<Line> {
  readonly seat: Seat<Line>;
  readonly until: number;
}

export class ModelReaders<Line extends Applicant> {
  #readers: Reader<Line>[] = [];
  readonly #coverage: Coverage;

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  /** The room of this seat has just ended, and its member may still read. */
  add(seat: Seat<Line>, now: number): void {
    this.#coverage.count("v2 members who may fetch what the end left out");
    this.#readers.push({ seat, until: now + READING_MS });
  }

  /** Whether this is the connection of one of them. */
  has(line: Line): boolean {
    return this.#readers.some(({ seat }) => seat.line === line);
  }

  /** Handles the message if it is from one of them; returns whether it was. */
  receive(line: Line, message: RoomMessage): boolean {
    const reader = this.#readers.find(({ seat }) => seat.line === line);
    if (reader === undefined) return false;
    const { person, room } = reader.seat;
    if (message.kind === "gone") this.#drop(reader);
    if (message.kind !== "request") return true;
    const { id, request } = message;
    if (request.type === "results") {
      this.#coverage.count("v2 results fetched after the end");
      results(room, person, { id, after: request.after });
    } else if (request.type === "leave") {
      this.#coverage.count("v2 readers who left");
      if (id !== null) person.send(okFrame(id, { version: room.version }));
      person.send(closed("session_over"));
      this.#drop(reader);
    } else {
      this.#coverage.count("v2 refused: session_over");
      person.send(errorFrame("session_over", id));
    }
    return true;
  }

  /** [S5] Removes connections that are gone. */
  lost(lines: readonly Line[]): void {
    this.#readers = this.#readers.filter(({ seat }) => !lines.includes(seat.line));
  }

  /** Ends those whose time is over by `now`; Infinity: all. */
  end(now: number): void {
    for (const reader of this.#readers.filter(({ until }) => until <= now)) {
      this.#coverage.count("v2 readers closed when their time was up");
      reader.seat.person.send(closed("session_over"));
      this.#drop(reader);
    }
  }

  /** Whether one of them is still there although its time is over. */
  isLate(now: number): boolean {
    return this.#readers.some(({ until }) => until < now);
  }

  clear(): void {
    this.#readers = [];
  }

  #drop(reader: Reader<Line>): void {
    this.#readers = this.#readers.filter((one) => one !== reader);
  }
}
