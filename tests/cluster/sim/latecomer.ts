/** A client with the link to an ended room: it must be refused, finally with `no_such_room` [C17]. */
import type { JoinRefusal } from "../../../src/bus/envelopes.ts";
import type { CloseName } from "../../../src/protocol/close_codes.ts";
import { Violation } from "./auditor.ts";
import { Line, type LineOwner } from "./line.ts";
import type { PersonWorld } from "./person.ts";
import type { SimProcess } from "./process.ts";

export class Latecomer implements LineOwner {
  readonly protocol = "v2";
  readonly roomId: string;
  readonly #at: Pick<PersonWorld, "auditor">;
  #line: Line | null = null;
  /** Whether it was refused because the room does not exist. */
  knows = false;

  constructor(roomId: string, at: Pick<PersonWorld, "auditor">) {
    this.roomId = roomId;
    this.#at = at;
  }

  /** Tries to join at a process, unless it waits for an answer. */
  asks(process: SimProcess): void {
    if (this.#line !== null || !process.takesConnections) return;
    const line = this.#line = new Line(this);
    const { roomId, protocol } = this;
    const request = {
      action: "join",
      room_id: roomId,
      name: "lea",
      role: "voter",
      protocol,
    } as const;
    if (!process.join(line, request)) this.#line = null;
  }

  seated(): void {
    throw new Violation(`[C17] ${this.roomId} is over, and somebody is given a seat in it`);
  }

  takes(frame: string): void {
    throw new Violation(`[C17] ${this.roomId} is over, and somebody is sent ${frame}`);
  }

  lineEnded(line: Line, refusal: JoinRefusal | null, close: CloseName | null): void {
    if (this.#line !== line) return;
    this.#line = null;
    const code = refusal?.close ?? close;
    this.#at.auditor.count(`latecomer ended: ${code ?? "cut"}`);
    if (code === null || code === "restarting" || code === "try_later") return;
    if (refusal === null || code !== "no_such_room") {
      throw new Violation(`[C17] ${this.roomId} is over, and somebody is sent ${code}`);
    }
    this.#at.auditor.noSuchRoom(this.roomId, refusal);
    this.knows = true;
  }
}
