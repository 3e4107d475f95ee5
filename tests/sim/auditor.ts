/**
 * What one life of a worker is seen to do, told to the model of its home and to the lines of its
 * connections. It checks the way between client and home itself: what a client said arrives there once
 * and in order, and no room has more seats than it may [R2, S2].
 */
import type { Entry } from "../../src/protocol/request.ts";
import type { JoinEntry, ResumeEntry, ToEdge, ToHome } from "../../src/store/messages.ts";
import { difference, type Expected, type Seen } from "./expected.ts";
import { isSame } from "./heard.ts";
import { JournalAuditor } from "./journal_auditor.ts";
import type { Line } from "./line.ts";
import { ModelHome, type Seat } from "./model.ts";
import type { ModelRoom } from "./model_room.ts";
import type { StoreObserver } from "./observed_store.ts";
import type { Shelf } from "./shelf.ts";
import { checkStates } from "./states.ts";
import { V2Line } from "./v2_line.ts";
import { fail, insist } from "./violation.ts";
import type { World } from "./world.ts";

/** What an auditor needs to know of the others. */
export interface Workers extends World {
  /** The connection that this life of a worker knows by this number. */
  lineAt(epoch: number, conn: number): Line | undefined;
  isAlive(epoch: number): boolean;
  /** Ids and tokens that have been told. */
  readonly seen: Seen;
  /** A rule did not hold where nobody lets that through; it fails the run at the next look. */
  suspect(error: unknown): void;
  /** Rooms have come back out of a journal. */
  restored(rooms: readonly ModelRoom[]): void;
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

  constructor(self: number, workers: Workers, shelf: Shelf | null) {
    this.#self = self;
    this.#workers = workers;
    const model = this.model = new ModelHome<Line>(workers);
    this.journal = shelf && new JournalAuditor({ shelf, workers, model });
  }

  /** The journal of this life, as it is watched; null: it has none. */
  readonly journal: JournalAuditor | null;
  /** How many words of the home are just being given to the edge here. */
  #telling = 0;
  /** The number of the last connection. */
  #last_conn = 0;

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

  enters(entry: Entry): void {
    // an edge numbers its connections from 1 on
    const conn = ++this.#last_conn;
    if (entry.action !== "create") return;
    if (this.entering !== null) this.#attached.set(conn, this.entering);
    this.#creates(entry);
  }

  #creates(entry: Extract<Entry, { action: "create" }>): void {
    const line = this.entering;
    if (line?.wish.kind !== "create") fail("[W2] opened a room that nobody asked for");
    const { wish } = line;
    const { protocol, name, role, capacity, deck, on_admin_leave } = wish;
    const { means } = deck;
    this.#insistSame({
      ...{ action: "create", protocol, name: name.shown, role, capacity, on_admin_leave },
      deck: { name: means.name, cards: means.cards },
    }, entry);
    this.model.create(line, wish);
  }

  edgeSays(to: number, envelope: ToHome): void {
    if (envelope.kind === "join") this.#take(envelope.conn).home = to;
    const line = this.#attached.get(envelope.conn);
    if (envelope.kind !== "gone" || line === undefined) return;
    line.goes();
    line.said_goodbye = true;
    line.owes_goodbye = false;
  }

  homeHears(from: number, envelope: ToHome): void {
    if (this.#telling > 0) this.journal?.runsAhead();
    const { conn } = envelope;
    if (envelope.kind === "join") {
      const line = from === this.#self
        ? this.#attached.get(conn)
        : this.#workers.lineAt(this.hearing, conn);
      if (line === undefined) fail("[S2] a join that nobody sent");
      this.#of(from).set(conn, line);
      return this.#enters(line, envelope.entry);
    }
    const line = this.#of(from).get(conn) ??
      (from === this.#self ? this.#attached.get(conn) : undefined);
    if (line === undefined) fail(`[S2] ${envelope.kind} of connection ${conn} that never joined`);
    const said = line.up.shift();
    const means = envelope.kind === "gone" ? envelope : envelope.message;
    if (said === undefined || !isSame(said, means, this.#workers.seen)) {
      fail(`[S2] home got ${JSON.stringify(means)} of #${line.no}, not ${JSON.stringify(said)}`);
    }
    this.model.hear(line, said);
  }

  homeSays(to: number, envelope: ToEdge): void {
    this.journal?.speaks();
    const conns = "conns" in envelope ? envelope.conns : [];
    // the next life numbers other people's connections the same
    const stranger = conns.find((conn) => !this.#of(to).has(conn));
    insist(stranger === undefined, `[S5] word for connection ${stranger}, which is gone`);
    switch (envelope.kind) {
      case "seated": {
        const line = this.#of(to).get(envelope.conn) ?? this.#take(envelope.conn);
        this.#of(to).set(envelope.conn, line);
        const has = this.model.granted.delete(line);
        return insist(has, `[R2] a seat for #${line.no}, which may have none`);
      }
      case "state":
        return checkStates({
          seats: conns.map((conn) => this.#seatOf(to, conn)),
          frame: envelope.frame,
          world: this.#workers,
        });
      case "close":
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
        if (line instanceof V2Line) line.seated();
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
        for (const conn of envelope.conns) {
          const line = this.#attached.get(conn);
          if (line?.attached) line.told = true;
        }
        return;
      case "state":
        for (const conn of envelope.conns) {
          const line = this.#attached.get(conn);
          if (line?.attached && line instanceof V2Line) line.given(envelope.frame);
        }
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
    this.model.lost(lines);
    for (const line of this.#attached.values()) {
      if (line.home !== worker) continue;
      line.owes_goodbye = false; // there is nobody left to be told
      if (!line.attached) continue;
      line.detach();
      line.due = [...line.dismissed("restarting")];
      line.up = [];
      line.up = [];
      this.#workers.coverage.saw("members of a dead home told");
    }
  }

  /** Somebody joins a room, or comes back to one. */
  #enters(line: Line, entry: JoinEntry | ResumeEntry): void {
    const { wish } = line;
    if (wish.kind === "join") {
      const { protocol, name, role, room_id } = wish;
      this.#insistSame({ action: "join", protocol, name: name.shown, role, room_id }, entry);
      this.model.join(line, wish);
    } else if (wish.kind === "resume") {
      const { room_id, token: resume_token } = wish;
      this.#insistSame({ action: "resume", protocol: "v2", room_id, resume_token }, entry);
      this.model.resume(line, wish);
    } else fail(`[S2] #${line.no} never wanted to join`);
  }

  /** What the edge here is told may bring more for the home, which is not in the journal yet. */
  delivers(task: () => void): void {
    this.#telling++;
    try {
      task();
    } finally {
      this.#telling--;
    }
  }

  #insistSame(expected: Expected, entry: Entry): void {
    const wrong = difference(expected, entry, this.#workers.seen);
    insist(wrong === null, `[W2, P2.1] the entry${wrong}`);
  }

  #seatOf(edge: number, conn: number): Seat<Line> {
    const line = this.#of(edge).get(conn);
    // it may be gone since it was said, where that waits for a commit
    const seat = line &&
      (this.#workers.journaled ? this.model.given.get(line) : this.model.seatOf(line));
    return seat ?? fail(`[P2.3] a state for #${line?.no}, which has no seat`);
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
