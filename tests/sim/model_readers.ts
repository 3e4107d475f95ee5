/** Members of rooms that are over, who may fetch what the end left out, for a moment and nothing else [P2.8]. */
import type { Coverage } from "./coverage.ts";
import type { Seat } from "./model.ts";
import { results } from "./model_v2.ts";
import type { RoomMessage } from "./person.ts";
import { closed, errorFrame, okFrame } from "./v2_frames.ts";
import type { Applicant } from "./world.ts";

/** How long they may. */
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

  /** The room of this seat has just ended, and its member stays to read. */
  add(seat: Seat<Line>, now: number): void {
    this.#coverage.count("v2 members who may fetch what the end left out");
    this.#readers.push({ seat, until: now + READING_MS });
  }

  /** Whether this is one of them, whose message is then taken. */
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

  /** [S5] These connections are gone. */
  lost(lines: readonly Line[]): void {
    this.#readers = this.#readers.filter(({ seat }) => !lines.includes(seat.line));
  }

  /** The time of whoever has had it is over; or, at a stop, of all. */
  end(now: number): void {
    for (const reader of this.#readers.filter(({ until }) => until <= now)) {
      this.#coverage.count("v2 readers closed when their time was up");
      reader.seat.person.send(closed("session_over"));
      this.#drop(reader);
    }
  }

  /** Whether somebody is still there whose time is over. */
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
