/**
 * Observes one incarnation of a worker, and passes what happens to the model of its home and to the lines of its
 * connections. Itself it checks that messages between client and home arrive once and in order, and that no room has
 * too many seats [R2, S2].
 */
import type { JoinRequest } from "../../src/protocol/request.ts";
import type { ProgramRequest, ToEdge, ToHome } from "../../src/bus/envelopes.ts";
import { difference, type Expected, type Seen } from "./expected.ts";
import { repliesOf } from "./handshake.ts";
import { isSameMessage } from "./same_message.ts";
import { JournalAuditor } from "./journal_auditor.ts";
import type { Limits } from "./limits.ts";
import type { Line } from "./line.ts";
import { ModelHome, type Seat } from "./model.ts";
import type { ModelRoom } from "./model_room.ts";
import type { StoreObserver } from "./observed_store.ts";
import type { WorkerStorage } from "./storage.ts";
import { checkStates } from "./states.ts";
import { V2Line } from "./v2_line.ts";
import { fail, insist } from "./violation.ts";
import type { World } from "./world.ts";

/** The state that the auditors of all incarnations share. */
export interface Workers extends World {
  /** The connection with this number at this incarnation. */
  lineAt(epoch: number, conn: number): Line | undefined;
  isAlive(epoch: number): boolean;
  /** Ids and tokens that have been sent. */
  readonly seen: Seen;
  /** Fails the run at the next check: for errors where the server would catch them. */
  suspect(error: unknown): void;
  /** Rooms were restored from a journal. */
  restored(rooms: readonly ModelRoom[]): void;
  readonly limits: Limits;
  /** The address of programs. */
  readonly programAddress: string;
}

export class Auditor implements StoreObserver {
  readonly model: ModelHome<Line>;
  /** The incarnation that sent what is being received. */
  senderEpoch = 0;
  /** The connection that is being registered. */
  joining: Line | null = null;
  readonly #self: number;
  readonly #workers: Workers;
  /** Connections of this worker, by the numbers that its edge gave them. */
  readonly #attached = new Map<number, Line>();
  /** Connections that the home knows: by worker, then by number. */
  readonly #known = new Map<number, Map<number, Line>>();

  constructor(self: number, workers: Workers, storage: WorkerStorage | null) {
    this.#self = self;
    this.#workers = workers;
    const model = this.model = new ModelHome<Line>(workers);
    this.journal = storage && new JournalAuditor({ storage, workers, model });
  }

  /** Observes the journal of this incarnation; null: it has none. */
  readonly journal: JournalAuditor | null;
  /** How deeply deliveries from the home to the edge here are nested. */
  #delivering = 0;
  /** The number of the last connection. */
  #lastConn = 0;
  /** Connections of programs, which get no seat. They only open rooms, so the home here answers them. */
  readonly #programs = new Set<number>();

  /** The newest incarnation of each worker from which something came. */
  readonly #latestEpochs = new Map<number, number>();
  /** The last incarnation of each worker that the store knows is lost. */
  readonly #lostEpochs = new Map<number, number>();
  /** The incarnation whose loss main is reporting; 0: none. */
  #reportedEpoch = 0;
  /** The epoch up to which the incarnations of each worker are known to have ended. */
  readonly #endedEpochs = new Map<number, number>();

  /** [S5] Main reports a lost worker; `report` passes it on to the link. */
  mainReports(worker: number, epoch: number, report: () => void): void {
    this.#endedEpochs.set(worker, Math.max(epoch, this.#endedEpochs.get(worker) ?? 0));
    this.#reportedEpoch = epoch;
    report();
    this.#reportedEpoch = 0;
  }

  /** Something of this incarnation was received, even if it was dropped. */
  knows(worker: number, epoch: number): void {
    this.#latestEpochs.set(worker, Math.max(epoch, this.#latestEpochs.get(worker) ?? 0));
  }

  /** [S5] What was in flight when an incarnation ended is dropped once the end is known. */
  receives(from: number): void {
    insist(
      this.senderEpoch > (this.#endedEpochs.get(from) ?? 0),
      `[S5] an envelope of a lost incarnation of worker ${from}`,
    );
    this.#endedEpochs.set(from, this.senderEpoch - 1);
  }

  lineAt(conn: number): Line | undefined {
    return this.#attached.get(conn);
  }

  joins(request: JoinRequest | ProgramRequest): void {
    // an edge numbers its connections from 1
    const conn = ++this.#lastConn;
    if (request.action === "open") {
      this.#programs.add(conn);
      this.model.joining.open(request, this.#workers.programAddress);
    }
    if (request.action !== "create") return;
    if (this.joining !== null) this.#attached.set(conn, this.joining);
    this.#create(request);
  }

  #create(request: Extract<JoinRequest, { action: "create" }>): void {
    const line = this.joining;
    if (line?.handshake.kind !== "create") fail("[W2] opened a room that nobody requested");
    const { handshake } = line;
    const { protocol, name, role, capacity, deck, on_admin_leave } = handshake;
    const { means } = deck;
    this.#insistSame({
      ...{ action: "create", protocol, name: name.shown, role, capacity, on_admin_leave },
      deck: { name: means.name, cards: means.cards },
      ...repliesOf(handshake),
    }, request);
    this.model.joining.create(line, handshake);
  }

  edgeSends(to: number, envelope: ToHome): void {
    if (envelope.kind === "join") this.#take(envelope.conn).home = to;
    const line = this.#attached.get(envelope.conn);
    if (envelope.kind !== "gone" || line === undefined) return;
    line.sentGone = true;
    line.owesGone = false;
  }

  homeReceives(from: number, envelope: ToHome): void {
    if (this.#delivering > 0) this.journal?.runsAhead();
    const { conn } = envelope;
    // the edge here has sent that in the same call
    if (envelope.kind === "create" || envelope.kind === "program") return;
    if (envelope.kind === "gone" && this.#isProgram(from, conn)) return;
    if (envelope.kind === "join") {
      const line = from === this.#self
        ? this.#attached.get(conn)
        : this.#workers.lineAt(this.senderEpoch, conn);
      if (line === undefined) fail("[S2] a join that nobody sent");
      this.#of(from).set(conn, line);
      return this.#joins(line, envelope.request);
    }
    if (envelope.kind === "reattach") fail("[C19] a room on one machine has moved");
    const line = this.#of(from).get(conn) ??
      (from === this.#self ? this.#attached.get(conn) : undefined);
    if (line === undefined) fail(`[S2] ${envelope.kind} of connection ${conn} that never joined`);
    const sent = line.inbox.shift();
    const means = envelope.kind === "gone" ? envelope : envelope.message;
    if (sent === undefined || !isSameMessage(sent, means, this.#workers.seen)) {
      fail(`[S2] home got ${JSON.stringify(means)} of #${line.no}, not ${JSON.stringify(sent)}`);
    }
    this.model.receive(line, sent);
  }

  homeSends(to: number, envelope: ToEdge): void {
    this.journal?.sends();
    const conns = "conns" in envelope ? envelope.conns : [];
    // the next incarnation reuses the numbers
    const stranger = conns.find((conn) => !this.#of(to).has(conn) && !this.#isProgram(to, conn));
    insist(stranger === undefined, `[S5] an envelope for connection ${stranger}, which is gone`);
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

  edgeReceives(envelope: ToEdge): void {
    switch (envelope.kind) {
      case "seated": {
        const line = this.#take(envelope.conn);
        if (!line.attached) return;
        line.phase = "seated";
        if (line instanceof V2Line) line.seated();
        line.inbox.push(...line.waiting.splice(0));
        return;
      }
      case "refused": {
        if (this.#programs.has(envelope.conn)) return;
        const line = this.#take(envelope.conn);
        const { close, guess, field } = envelope.refusal;
        const { handshake } = line;
        if (close === "wrong_passcode" && handshake.kind === "join") {
          insist(guess === (handshake.passcode !== null), "[W9] what a wrong passcode counts as");
        }
        if (field === "admin_secret") insist(guess, "[W9] a wrong admin link is a guess");
        else if (handshake.kind === "look" && close !== "no_such_room") {
          insist(!guess, "[W9] whoever looks for a room that there is guesses nothing");
        }
        line.detach();
        return;
      }
      case "close":
        for (const conn of envelope.conns) this.#attached.get(conn)?.detach();
        return;
      case "frame":
        for (const conn of envelope.conns) {
          const line = this.#attached.get(conn);
          if (line?.attached) line.welcomed = true;
        }
        return;
      case "state":
        for (const conn of envelope.conns) {
          const line = this.#attached.get(conn);
          if (line?.attached && line instanceof V2Line) line.stateGiven(envelope.frame);
        }
        return;
    }
  }

  /** [S5] A worker is lost: members with connections there leave the rooms here. */
  workerLost(worker: number): void {
    const incarnation = Math.max(this.#reportedEpoch, this.#latestEpochs.get(worker) ?? 0);
    insist(
      incarnation > (this.#lostEpochs.get(worker) ?? 0),
      `[S5] worker ${worker} is called lost twice`,
    );
    this.#lostEpochs.set(worker, incarnation);
    insist(
      !this.#workers.isAlive(incarnation),
      `[S5] worker ${worker} is called lost and lives`,
    );
    const lines = [...this.#of(worker).values()];
    this.#known.delete(worker);
    this.model.lost(lines);
    for (const line of this.#attached.values()) {
      if (line.home !== worker) continue;
      line.owesGone = false; // the home is gone, too
      if (!line.attached) continue;
      line.detach();
      line.pending = [...line.dismissalFrames("restarting")];
      line.inbox = [];
      line.inbox = [];
      this.#workers.coverage.count("members of a lost home notified");
    }
  }

  /** A client creates or joins a room, resumes, or asks whether a room exists. */
  #joins(line: Line, request: JoinRequest): void {
    const { handshake } = line;
    if (handshake.kind === "join") {
      const { protocol, name, role, room_id, passcode, admin_secret } = handshake;
      this.#insistSame({
        ...{ action: "join", protocol, name: name.shown, role, room_id },
        ...admin_secret !== undefined && { admin_secret },
        ...passcode !== null && { passcode: passcode.shown },
        ...repliesOf(handshake),
      }, request);
      this.model.joining.join(line, handshake);
    } else if (handshake.kind === "resume") {
      const { room_id, token: resume_token } = handshake;
      const resume = { action: "resume", protocol: "v2", room_id, resume_token };
      this.#insistSame({ ...resume, ...repliesOf(handshake) }, request);
      this.model.joining.resume(line, handshake);
    } else if (handshake.kind === "look") {
      const { room_id, admin_secret } = handshake;
      this.#insistSame({
        ...{ action: "look", protocol: "v2", room_id },
        ...admin_secret !== undefined && { admin_secret },
      }, request);
      this.model.joining.look(line, handshake);
    } else fail(`[S2] #${line.no} never wanted to join`);
  }

  /** Delivers to the edge here, which may cause more commands for the home, not in the journal yet. */
  delivers(task: () => void): void {
    this.#delivering++;
    try {
      task();
    } finally {
      this.#delivering--;
    }
  }

  #insistSame(expected: Expected, request: JoinRequest): void {
    const wrong = difference(expected, request, this.#workers.seen);
    insist(wrong === null, `[W2, P2.1] the join request${wrong}`);
  }

  #isProgram(edge: number, conn: number): boolean {
    return edge === this.#self && this.#programs.has(conn);
  }

  #seatOf(edge: number, conn: number): Seat<Line> {
    const line = this.#of(edge).get(conn);
    // it may have gone while the frame waited for a commit
    const seat = line &&
      (this.#workers.journaled ? this.model.given.get(line) : this.model.seatOf(line));
    return seat ?? fail(`[P2.3] a state for #${line?.no}, which has no seat`);
  }

  #take(conn: number): Line {
    const line = this.#attached.get(conn) ?? this.joining;
    if (line === null) fail(`[S2] an envelope for connection ${conn}, which there is not`);
    this.#attached.set(conn, line);
    return line;
  }

  #of(edge: number): Map<number, Line> {
    const lines = this.#known.get(edge) ?? new Map<number, Line>();
    this.#known.set(edge, lines);
    return lines;
  }
}
