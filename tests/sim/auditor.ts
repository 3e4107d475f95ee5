/**
 * What one life of a worker is seen to do, told to the model of its home and to the lines of its
 * connections. It checks the way between client and home itself: what a client said arrives there once
 * and in order, and no room has more seats than it may [R2, S2].
 */
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import type { Entry } from "../../src/protocol/request.ts";
import type { ToEdge, ToHome } from "../../src/store/messages.ts";
import type { Line } from "./line.ts";
import { ModelHome, type World } from "./model.ts";
import type { Said } from "./person.ts";
import type { StoreObserver } from "./observed_store.ts";
import { fail, insist } from "./violation.ts";

/** What an auditor needs to know of the others. */
export interface Workers extends World {
  readonly lines: readonly Line[];
  /** The connection that this life of a worker knows by this number. */
  lineAt(epoch: number, conn: number): Line | undefined;
  isAlive(epoch: number): boolean;
  capacityOf(room_id: string): number;
}

export class Auditor implements StoreObserver {
  readonly model: ModelHome<Line>;
  /** The life that sent the post which is being received. */
  hearing = 0;
  /** The connection that is being taken in. */
  entering: Line | null = null;
  readonly #self: number;
  readonly #workers: Workers;
  /** Connections of this worker, by the numbers that its edge gave them. */
  readonly #attached = new Map<number, Line>();
  /** Connections that the home knows: by worker, then by number. */
  readonly #known = new Map<number, Map<number, Line>>();

  constructor(self: number, workers: Workers) {
    this.#self = self;
    this.#workers = workers;
    this.model = new ModelHome<Line>(workers);
  }

  /** The youngest life heard of each worker. */
  readonly #met = new Map<number, number>();
  /** The last life of each worker whose end the store has been told of. */
  readonly #buried = new Map<number, number>();
  /** The life of whose death main is telling; 0: of none. */
  #told_of = 0;
  /** The epochs up to which the lives of a worker are known to be over. */
  readonly #over = new Map<number, number>();

  /** [S5] Main tells of a death, and `tell` tells the link. */
  mainTells(worker: number, epoch: number, tell: () => void): void {
    this.#over.set(worker, Math.max(epoch, this.#over.get(worker) ?? 0));
    this.#told_of = epoch;
    tell();
    this.#told_of = 0;
  }

  /** A post of this life has been received, whatever came of it. */
  knows(worker: number, epoch: number): void {
    this.#met.set(worker, Math.max(epoch, this.#met.get(worker) ?? 0));
  }

  /** [S5] What was in flight when a life ended is dropped once the end is known. */
  hears(from: number): void {
    insist(
      this.hearing > (this.#over.get(from) ?? 0),
      `[S5] word of a dead life of worker ${from}`,
    );
    this.#over.set(from, this.hearing - 1);
  }

  lineAt(conn: number): Line | undefined {
    return this.#attached.get(conn);
  }

  creates(entry: Extract<Entry, { action: "create" }>): void {
    const line = this.entering;
    if (line?.wish.kind !== "create") fail("[W2] opened a room that nobody asked for");
    const { name, capacity } = line.wish;
    insist(entry.name === name.shown, `[W5] ${name.raw} became ${entry.name}`);
    insist(entry.capacity === capacity, `[W2] capacity ${entry.capacity}, asked for ${capacity}`);
    this.model.create(line, name, capacity);
  }

  edgeSays(to: number, envelope: ToHome): void {
    if (envelope.kind === "join") this.#take(envelope.conn).home = to;
    const line = this.#attached.get(envelope.conn);
    if (envelope.kind !== "gone" || line === undefined) return;
    line.said_goodbye = true;
    line.owes_goodbye = false;
  }

  homeHears(from: number, envelope: ToHome): void {
    const { conn } = envelope;
    if (envelope.kind === "join") {
      const line = from === this.#self
        ? this.#attached.get(conn)
        : this.#workers.lineAt(this.hearing, conn);
      if (line?.wish.kind !== "join") fail("[S2] a join that nobody sent");
      const { wish } = line;
      if (envelope.entry.action !== "join") fail("[P2.7] a v1 client that resumes");
      insist(envelope.entry.name === wish.name.shown, `[W5] ${wish.name.raw}`);
      insist(envelope.entry.room_id === wish.room_id, `[W2] ${wish.room_id}`);
      this.#of(from).set(conn, line);
      return this.model.join(line, wish.room_id, wish);
    }
    const line = this.#of(from).get(conn);
    if (line === undefined) fail(`[S2] ${envelope.kind} of connection ${conn} that never joined`);
    const said = line.up.shift();
    const means = envelope.kind === "gone" ? "gone" : envelope.message;
    if (said === undefined || !isSame(said, means)) {
      fail(`[S2] home got ${JSON.stringify(means)} of #${line.no}, not ${JSON.stringify(said)}`);
    }
    if (said.kind === "gone") line.holds_seat = false;
    this.model.hear(line, said);
  }

  homeSays(to: number, envelope: ToEdge): void {
    const conns = "conns" in envelope ? envelope.conns : [];
    // the next life numbers other people's connections the same
    const stranger = conns.find((conn) => !this.#of(to).has(conn));
    insist(stranger === undefined, `[S5] word for connection ${stranger}, which is gone`);
    switch (envelope.kind) {
      case "seated": {
        const line = this.#of(to).get(envelope.conn) ?? this.#take(envelope.conn);
        this.#of(to).set(envelope.conn, line);
        line.holds_seat = true;
        return this.#count(line);
      }
      case "close":
        for (const conn of conns) {
          const line = this.#of(to).get(conn);
          if (line !== undefined) line.holds_seat = false;
        }
        return;
      case "refused":
      case "frame":
        return;
    }
  }

  edgeHears(envelope: ToEdge): void {
    switch (envelope.kind) {
      case "seated": {
        const line = this.#take(envelope.conn);
        if (!line.attached) return;
        line.phase = "seated";
        line.up.push(...line.waiting.splice(0));
        return;
      }
      case "refused": {
        const line = this.#take(envelope.conn);
        line.detach();
        line.refused_at = this.#workers.now();
        return;
      }
      case "close":
        for (const conn of envelope.conns) this.#attached.get(conn)?.detach();
        return;
      case "frame":
        return;
    }
  }

  /** [S5] The members it carried leave the rooms here; the rooms it had are gone. */
  peerLost(worker: number): void {
    const life = Math.max(this.#told_of, this.#met.get(worker) ?? 0);
    insist(life > (this.#buried.get(worker) ?? 0), `[S5] worker ${worker} is called dead twice`);
    this.#buried.set(worker, life);
    insist(!this.#workers.isAlive(life), `[S5] worker ${worker} is called dead and lives`);
    const lines = [...this.#of(worker).values()];
    this.#known.delete(worker);
    for (const line of lines) line.holds_seat = false;
    this.model.lost(lines);
    for (const line of this.#attached.values()) {
      if (!line.attached || line.home !== worker) continue;
      line.detach();
      line.due = [{ what: "line", own: true }, { what: "close", code: 1000 }];
      line.up = [];
      this.#workers.coverage.saw("members of a dead home told");
    }
  }

  /** [R2] Reserved seats count like taken ones. */
  #count(line: Line): void {
    const { room_id } = line;
    if (room_id === null) return; // the creator's, who has not been told the id yet
    const seats = this.#workers.lines.filter((one) => one.holds_seat && one.room_id === room_id);
    const capacity = this.#workers.capacityOf(room_id);
    insist(seats.length <= capacity, `[R2] ${seats.length} seats taken of ${capacity}`);
  }

  #take(conn: number): Line {
    const line = this.#attached.get(conn) ?? this.entering;
    if (line === null) fail(`[S2] word for connection ${conn}, which there is not`);
    this.#attached.set(conn, line);
    return line;
  }

  #of(edge: number): Map<number, Line> {
    const lines = this.#known.get(edge) ?? new Map<number, Line>();
    this.#known.set(edge, lines);
    return lines;
  }
}

/** Whether the home was given what the client said. */
function isSame(said: Said, message: ClientMessage | "gone"): boolean {
  if (message === "gone") return said.kind === "gone";
  switch (message.type) {
    case "announce":
      return said.kind === "announce" && said.room_id === message.room_id;
    case "begin":
      return said.kind === "begin" && said.ticket === message.ticket_id;
    case "vote":
      return said.kind === "vote" && said.ticket === message.ticket_id &&
        said.card === message.card;
    case "reveal":
      return said.kind === "reveal" && said.ticket === message.ticket_id;
    case "unusable":
      return said.kind === "unusable" && said.answers === message.answers;
    case "request":
      return false; // no client here speaks v2 yet
  }
}
