/**
 * A v2 client, which votes, loses its connection, resumes by itself [P2.7, P2.9], and joins the next room when a
 * session has ended [C17].
 */
import type { JoinRefusal } from "../../../src/bus/envelopes.ts";
import type { CloseName } from "../../../src/protocol/close_codes.ts";
import type { JoinRequest } from "../../../src/protocol/request.ts";
import { DECKS } from "../../../src/room/deck.ts";
import { VERSION_JUMP } from "../../../src/room/limits.ts";
import type { FakeClock } from "../../base/fake_clock.ts";
import type { Random } from "../../sim/random.ts";
import { type Auditor, Violation } from "./auditor.ts";
import type { SeenRoom } from "./frames.ts";
import { Line, type LineOwner } from "./line.ts";
import type { Party } from "./party.ts";
import type { SimProcess } from "./process.ts";

export interface PersonWorld {
  readonly clock: FakeClock;
  readonly random: Random;
  readonly auditor: Auditor;
  readonly processes: readonly SimProcess[];
}

/** A vote that it has sent. */
export interface Vote {
  readonly ticket: string;
  readonly card: string;
  state: "pending" | "acked" | "refused";
}

const CARDS = ["1", "2", "3", "5", "8", "13"];
/** The delay before it connects again, in milliseconds, and the one after it has left. */
const AGAIN_MS = 150;
const LEFT_MS = 2_000;

/** A seat that it has or had. */
export interface Seat {
  readonly roomId: string;
  readonly memberId: string;
  readonly votes: Vote[];
  /** Tickets whose reveal was acknowledged. */
  readonly revealed: string[];
}

/** What the reply to a command is for; a number: the least version that it must have. */
type Asked = Vote | (() => void) | number | null;

export class Person implements LineOwner {
  readonly protocol = "v2";
  readonly name: string;
  readonly party: Party;
  readonly #at: PersonWorld;
  readonly #isAdmin: boolean;
  readonly #repliesInState: boolean;
  /** Whether it only fetches results, so that answers wait for no commit of its own. */
  readonly #isReader: boolean;
  #line: Line | null = null;
  #room: SeenRoom | null = null;
  #version = -1;
  #seat: Seat | null = null;
  #token: string | null = null;
  /** Whether it has sent LEAVE. */
  #isLeaving = false;
  readonly seats: Seat[] = [];
  /** Commands without a reply, and what their replies are for. */
  readonly #asked = new Map<string, Asked>();
  /** The room that its connection asks for; null: a new one. */
  #wants: string | null = null;
  #lastId = 0;
  #askedAt = 0;
  #nextTry = 0;

  /** `comesAt`: when it connects first. */
  constructor(
    name: string,
    party: Party,
    { isAdmin, comesAt }: { readonly isAdmin: boolean; readonly comesAt: number },
    at: PersonWorld,
  ) {
    this.name = name;
    this.party = party;
    this.#isAdmin = isAdmin;
    this.#nextTry = comesAt;
    this.#at = at;
    this.#repliesInState = at.random.chance(0.5);
    this.#isReader = !isAdmin && at.random.chance(0.4);
  }

  get isSeated(): boolean {
    return this.#line !== null && this.#seat !== null && this.#room !== null &&
      this.#line.isWelcome;
  }

  get awaitsReply(): boolean {
    return this.#asked.size > 0;
  }

  /** How long it has waited for a reply on an open connection, in milliseconds. */
  get awaitsForMs(): number {
    return this.awaitsReply ? this.#at.clock.now() - this.#askedAt : 0;
  }

  /** Perhaps sends a command. */
  act(): void {
    if (this.party.isAway) return this.cut();
    if (this.#line === null) return this.#connect();
    const seat = this.#seat;
    if (!this.isSeated || seat === null || this.#room === null) return;
    if (this.party.isLeaving) return this.#leave();
    if (this.#at.random.chance(this.#isReader ? 0.25 : 0.05)) return this.#looksUpResults();
    if (this.awaitsReply || this.#isReader) return;
    const { ballot, admin_id: adminId } = this.#room;
    const { random } = this.#at;
    if (random.chance(0.05)) return this.#line.cut();
    if (ballot === null || ballot.phase === "revealed") {
      if (adminId !== seat.memberId) return;
      return this.#asks("BEGIN_VOTING", { ticket_id: `T-${++this.party.tickets}` });
    }
    const { ticket_id: ticket } = ballot;
    if (adminId === seat.memberId && random.chance(0.2)) {
      if (this.party.isToEnd) return this.#asks("END_SESSION", {});
      const isDone = () => void seat.revealed.push(ticket);
      return this.#asks("REVEAL_VOTES", { ticket_id: ticket, force: true }, isDone);
    }
    this.#vote(seat, ticket);
  }

  /** Cuts its connection. */
  cut(): void {
    this.#line?.cut();
  }

  lineEnded(line: Line, refusal: JoinRefusal | null, close: CloseName | null): void {
    if (this.#line !== line) return;
    this.#line = null;
    this.#asked.clear(); // the outcome of commands on their way is unknown
    this.#nextTry = this.#at.clock.now() + AGAIN_MS;
    const code = refusal?.close ?? close;
    const { auditor } = this.#at;
    auditor.count(`line ended: ${code ?? "cut"}`);
    const roomId = this.#wants;
    if (roomId === null) return;
    if (code === "no_such_room") {
      auditor.noSuchRoom(roomId, refusal);
      this.party.isOver(roomId);
      return this.#getsUp();
    }
    const isUnfounded = code === "session_over" || code === "resume_refused";
    if (this.#seat === null || !isUnfounded) return;
    if (code === "resume_refused" && this.#token !== null) {
      auditor.resumeRefused(roomId, this.#token);
    }
    if (!this.#isLeaving) {
      throw new Violation(`${this.name} was sent away with ${code}, for no reason`);
    }
    auditor.count("seats given up");
    this.#getsUp();
    this.#nextTry = this.#at.clock.now() + LEFT_MS;
  }

  takes(frame: string): void {
    const { type, data, re } = this.#at.auditor.frames.read(frame);
    const { room, you } = data;
    if (type === "SESSION_ENDED") this.#ended(frame);
    else if (room !== undefined && you !== undefined) {
      this.#sitsDown(room.room_id, you);
      this.#see(room, false);
    } else if (room !== undefined) this.#see(room, true);
    else if (re !== undefined) this.replied(re, { type, version: data.version });
  }

  /** A reply has come. */
  replied(
    re: string,
    { type, version }: { readonly type: string; readonly version: number },
  ): void {
    if (!this.#asked.has(re)) throw new Violation(`[P2] ${this.name} has two replies to ${re}`);
    const asked = this.#asked.get(re) ?? null;
    this.#asked.delete(re);
    this.#askedAt = this.#at.clock.now();
    const { auditor } = this.#at;
    const isDone = type === "OK";
    if (isDone && this.#seat !== null) {
      const { roomId } = this.#seat;
      if (typeof asked === "number") auditor.answered(roomId, version, asked);
      else auditor.acked(roomId, version);
    }
    if (typeof asked === "function") {
      if (isDone) asked();
    } else if (typeof asked === "object" && asked !== null) {
      asked.state = isDone ? "acked" : "refused";
    }
  }

  #sitsDown(
    roomId: string,
    { member_id: memberId, resume_token: token }: {
      readonly member_id: string;
      readonly resume_token: string;
    },
  ): void {
    this.party.roomId ??= roomId;
    this.#wants = roomId;
    this.#token = token;
    this.#isLeaving = false;
    if (this.#seat?.memberId === memberId) return;
    this.#version = -1;
    this.seats.push(this.#seat = { roomId, memberId, votes: [], revealed: [] });
  }

  #getsUp(): void {
    this.#seat = null;
    this.#token = null;
    this.#room = null;
    this.#isLeaving = false;
  }

  /** [C17] The last frame of a session has come. */
  #ended(frame: string): void {
    if (this.#seat === null) throw new Violation(`${this.name} is sent an end, and has no seat`);
    const { roomId } = this.#seat;
    this.#at.auditor.sessionEnded(roomId, frame);
    this.party.isOver(roomId);
    this.#getsUp();
  }

  #leave(): void {
    if (this.awaitsReply) return;
    this.#isLeaving = true;
    this.#asks("LEAVE", {});
  }

  #see(room: SeenRoom, isNew: boolean): void {
    if (room.version < this.#version || isNew && room.version === this.#version) {
      throw new Violation(`[P2.3] ${this.name} saw ${this.#version}, and now ${room.version}`);
    }
    // [C19] versions jump only when a room has moved to another home
    const hasMoved = room.version - this.#version >= VERSION_JUMP / 2;
    if (isNew && hasMoved) this.#at.auditor.count("went on where the room had moved");
    this.#version = room.version;
    this.#room = room;
  }

  #looksUpResults(): void {
    if (this.#seat === null) return;
    this.#asks("GET_RESULTS", {}, this.#at.auditor.ackedOf(this.#seat.roomId));
  }

  #vote({ votes }: Seat, ticket: string): void {
    const vote: Vote = { ticket, card: this.#at.random.pick(CARDS), state: "pending" };
    votes.push(vote);
    this.#asks("MEMBER_VOTED", { ticket_id: ticket, vote: vote.card }, vote);
  }

  #asks(type: string, data: unknown, asked: Asked = null): void {
    const id = `${++this.#lastId}`;
    if (!this.awaitsReply) this.#askedAt = this.#at.clock.now();
    this.#asked.set(id, asked);
    this.#line?.sends(JSON.stringify({ type, data, id }));
  }

  #connect(): void {
    const { clock, random, processes } = this.#at;
    if (clock.now() < this.#nextTry) return;
    const request = this.#request();
    const open = processes.filter(({ takesConnections }) => takesConnections);
    if (request === null || open.length === 0) return;
    this.#wants = "room_id" in request ? request.room_id : null;
    const line = this.#line = new Line(this);
    if (!random.pick(open).join(line, request)) this.#line = null;
  }

  #request(): JoinRequest | null {
    const { name, party: { roomId, mayOpen } } = this;
    const replies = this.#repliesInState ? { replies: "in_state" as const } : {};
    const common = { name, role: "voter", protocol: "v2", ...replies } as const;
    if (this.#seat !== null && this.#token !== null) {
      const seat = { room_id: this.#seat.roomId, resume_token: this.#token };
      return { action: "resume", protocol: "v2", ...seat, ...replies };
    }
    if (roomId !== null) return { action: "join", room_id: roomId, ...common };
    if (!this.#isAdmin || !mayOpen) return null;
    const deck = DECKS[0] ?? { name: "custom", cards: CARDS };
    return { action: "create", capacity: 100, deck, on_admin_leave: "promote", ...common };
  }
}
