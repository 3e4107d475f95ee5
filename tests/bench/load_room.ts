/**
 * A room under load: its members join, and then play whole rounds: the admin begins, all vote, the admin reveals, and
 * the round ends when the last member has received the reveal. It measures each vote, and checks at the end of a round
 * whether anything is missing.
 */
import { Churn } from "./churn.ts";
import { type Entrance, Member, type MemberRoom } from "./member.ts";
import { type Plan, protocolsOf } from "./plan.ts";
import type { Target } from "./socket.ts";
import type { Tally } from "./tally.ts";

/** A round that takes longer is stuck, in milliseconds. */
const ROUND_MS_MAX = 30_000;

const CARDS = ["1", "2", "3", "5", "8", "13", "21"];

interface LoadRoomOptions {
  readonly number: number;
  readonly plan: Plan;
  readonly targets: readonly Target[];
  readonly tally: Tally;
}

/** A vote on its way to the members. */
interface Vote {
  readonly at: number;
  left: number;
}

/** What a version of the room's state shows; parsed once for all members. */
interface Shown {
  readonly phase: string;
  readonly ticket: number;
  /** How many votes of this round it and the versions before it show, in the order they were first shown. */
  readonly votes: number;
}

export class LoadRoom implements MemberRoom {
  readonly #options: LoadRoomOptions;
  readonly #churn: Churn | null;
  members: Member[] = [];
  #lastNumber = 0;
  #round = 0;
  #playing = false;
  #unfinished = 0;
  #beganAt = 0;
  #dueAt = 0;
  #broken = false;
  #running = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #stopped = Promise.withResolvers<void>();
  readonly #votes = new Map<number, Vote>();
  // of v2: votes in the order they were shown, what each version shows, and how many each member has seen
  readonly #shownVotes: number[] = [];
  readonly #versions = new Map<number, Shown>();
  #newest = 0;
  readonly #seen = new Map<Member, number>();

  constructor(options: LoadRoomOptions) {
    this.#options = options;
    this.#churn = options.plan.churn ? new Churn(this) : null;
  }

  get admin(): Member | undefined {
    return this.members[0];
  }

  get roomId(): string {
    return this.admin?.roomId ?? "";
  }

  /** Opens the room and seats everybody, one after the other. Rejects if somebody gets no seat. */
  async open(): Promise<void> {
    const { plan, number } = this.#options;
    this.#newest = 0;
    this.members = protocolsOf(plan, number).map((protocol) => this.newMember(protocol));
    // a leave and a join may cross, and then nobody must be refused
    const capacity = plan.churn ? 2 * plan.members : plan.members;
    for (const member of this.members) {
      await this.enter(
        member,
        member === this.admin
          ? { action: "CREATE_ROOM", capacity }
          : { action: "JOIN_ROOM", room_id: this.roomId },
      );
    }
  }

  newMember(protocol: Member["protocol"]): Member {
    return new Member(++this.#lastNumber, protocol, { room: this, tally: this.#options.tally });
  }

  /** Members of a room connect in turn, and so do the admins of rooms. Rejects if it gets no seat. */
  async enter(member: Member, entrance: Entrance): Promise<void> {
    const { number, targets } = this.#options;
    const target = targets[(number + member.number) % targets.length];
    if (target === undefined) throw new Error("the plan names no URL");
    await member.enter(target, entrance);
  }

  /** Plays rounds until `stop`. */
  start(): void {
    this.#running = true;
    this.#stopped = Promise.withResolvers();
    const { paceMs } = this.#options.plan;
    this.#dueAt = performance.now() + (paceMs ?? 0) * Math.random();
    this.#next();
  }

  /** Begins no further round; resolves when the last one is over. */
  stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#waiting);
    if (this.#broken || !this.#playing) this.#stopped.resolve();
    return this.#stopped.promise;
  }

  /** The server is about to stop: ends of connections are no errors from now on. */
  part(): void {
    for (const member of this.members) member.leaving = true;
  }

  /** [P2.7, S6] Back to the room, or to a new one where its admin can't come back. Rejects if somebody can't. */
  async comeBack(): Promise<void> {
    const { roomId: room_id } = this;
    if (this.admin?.protocol !== "v2") return await this.open();
    for (const [at, member] of this.members.entries()) {
      if (member.protocol === "v2") {
        await this.enter(member, { action: "RESUME", room_id });
      } else {
        const newcomer = this.members[at] = this.newMember("v1");
        await this.enter(newcomer, { action: "JOIN_ROOM", room_id });
      }
    }
  }

  /** Gives up on a round that takes too long. */
  watch(now: number): void {
    if (!this.#playing || this.#broken || now - this.#beganAt < ROUND_MS_MAX) return;
    const waited = this.members.filter(({ done }) => !done).map(({ number }) => `m${number}`);
    const where = `round ${this.#round} of room ${this.roomId}`;
    this.#options.tally.errors.add("stuck round", `${where} waits for ${waited.join(", ")}`);
    this.#giveUp();
  }

  voted(member: Member, voter: number, ticket: number): void {
    if (ticket !== this.#round) return;
    member.votesReceived++;
    this.#delivered(voter);
  }

  asked(member: Member): void {
    this.#vote(member);
  }

  revealAsked(member: Member): void {
    member.say("REVEAL_VOTES", { ticket_id: `T${this.#round}` });
  }

  finished(member: Member): void {
    // the admin of a new room is asked for a ticket before any round
    if (!this.#playing || !member.revealed || member.done) return;
    const votes = this.members.length;
    if (member.votesReceived !== votes || !member.completed) {
      this.#missing(
        member,
        `${member.votesReceived} of ${votes} votes, complete: ${member.completed}`,
      );
    }
    this.#done(member);
  }

  stated(member: Member, version: number, text: () => string): void {
    const shown = this.#versions.get(version) ?? this.#read(version, text);
    if (shown === null || shown.ticket !== this.#round || !this.#playing || member.done) return;
    for (let seen = this.#seen.get(member) ?? 0; seen < shown.votes; seen++) {
      this.#delivered(this.#shownVotes[seen] ?? 0);
      this.#seen.set(member, seen + 1);
    }
    if (shown.phase === "revealed") {
      if (member.unanswered > 0) this.#missing(member, `${member.unanswered} replies`);
      return this.#done(member);
    }
    if (!member.voted) this.#vote(member);
    if (shown.phase !== "complete" || member !== this.admin || member.revealed) return;
    member.revealed = true;
    this.revealAsked(member);
  }

  lost(): void {
    this.#giveUp();
  }

  #next(): void {
    if (!this.#running) return this.#stopped.resolve();
    const { paceMs } = this.#options.plan;
    if (paceMs === null) return this.#begin();
    const now = performance.now();
    if (now > this.#dueAt) this.#options.tally.late++;
    this.#waiting = setTimeout(() => this.#begin(), Math.max(0, this.#dueAt - now));
    this.#dueAt = Math.max(now, this.#dueAt) + paceMs;
  }

  #begin(): void {
    this.#round++;
    this.#playing = true;
    this.#beganAt = performance.now();
    this.#unfinished = this.members.length;
    this.#votes.clear();
    this.#versions.clear();
    this.#shownVotes.length = 0;
    this.#seen.clear();
    for (const member of this.members) member.beginRound();
    this.admin?.say("BEGIN_VOTING", { ticket_id: `T${this.#round}` });
  }

  #vote(member: Member): void {
    if (member.voted) return;
    member.voted = true;
    const { paceMs } = this.#options.plan;
    const round = this.#round;
    const cast = () => {
      if (this.#round !== round || this.#broken) return;
      this.#votes.set(member.number, { at: performance.now(), left: this.members.length });
      this.#options.tally.votes++;
      const vote = CARDS[(member.number + round) % CARDS.length];
      member.say("MEMBER_VOTED", { ticket_id: `T${round}`, vote });
    };
    // people think: votes come spread over the first half of the time
    if (paceMs === null) cast();
    else setTimeout(cast, Math.random() * paceMs / 2);
  }

  #delivered(voter: number): void {
    const vote = this.#votes.get(voter);
    if (vote === undefined || --vote.left > 0) return;
    this.#options.tally.latencies.add(performance.now() - vote.at);
  }

  /** What a version shows; null for one that is older than what is known: its member gets a newer one. */
  #read(version: number, text: () => string): Shown | null {
    if (version <= this.#newest) return null;
    this.#newest = version;
    const json = text();
    const ticket = Number(TICKET.exec(json)?.[1]);
    const phase = PHASE.exec(json)?.[1] ?? "";
    if (ticket === this.#round) {
      for (const [, number] of json.matchAll(VOTED)) {
        const voter = Number(number);
        if (!this.#shownVotes.includes(voter)) this.#shownVotes.push(voter);
      }
    }
    const shown = { phase, ticket, votes: this.#shownVotes.length };
    this.#versions.set(version, shown);
    return shown;
  }

  #missing(member: Member, what: string): void {
    const where = `m${member.number} in round ${this.#round} of room ${this.roomId}`;
    this.#options.tally.errors.add("missing frame", `${where}: ${what}`);
  }

  #done(member: Member): void {
    member.done = true;
    if (--this.#unfinished > 0 || this.#broken) return;
    this.#playing = false;
    this.#options.tally.rounds++;
    for (const [voter, { left }] of this.#votes) {
      if (left > 0) {
        this.#options.tally.errors.add("missing frame", `m${voter}'s vote: ${left} times`);
      }
    }
    if (this.#churn === null) return this.#next();
    this.#churn.between().then(() => this.#next(), (error) => {
      this.#options.tally.errors.add("refused", `${error}`);
      this.#giveUp();
    });
  }

  #giveUp(): void {
    this.#broken = true;
    this.#stopped.resolve();
  }
}

const TICKET = /"ballot":\{"ticket_id":"T(\d+)"/;
const PHASE = /"phase":"(\w+)"/;
const VOTED = /"name":"m(\d+)"[^}]*?"voted":true/g;
