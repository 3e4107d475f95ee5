/**
 * A v2 client, with the person or program behind it [P2]. It knows the room as it has read it last, resumes with its
 * token, and also sends what must be refused.
 */
import { otherCard } from "./cards.ts";
import { Client, type ClientOptions, type Question } from "./client.ts";
import { anyCommand, type SeenRoom } from "./v2_chatter.ts";
import {
  beginCommand,
  leaveCommand,
  restartCommand,
  resultsCommand,
  revealCommand,
  type V2Command,
  voteCommand,
} from "./v2_commands.ts";
import { errorFrame } from "./v2_frames.ts";
import { isTooLarge } from "./model_admission.ts";
import { TITLES, V2_GARBAGE, V2_TOO_BIG } from "./v2_inputs.ts";
import type { Random } from "./random.ts";
import { trackerCommands } from "./tracker_request.ts";
import { ticketOf } from "./inputs.ts";

/** How often a client pings, in milliseconds [W8]. */
const PING_EVERY_MS = 20_000;

export class V2Client extends Client {
  override readonly kind = "v2";
  /** Its member id and token, from WELCOME. */
  you: { readonly member_id: string; readonly token: string } | null = null;
  /** The room as it has read it last. */
  room: SeenRoom | null = null;
  /** Whether it doesn't ping, so that it is lost when it sends nothing [W8]. */
  #silent: boolean;
  #sentAt = 0;
  /** Whether it has acted on the state that it read, and waits for the effect. */
  #acted = false;
  #ids = 0;

  constructor(options: ClientOptions) {
    super(options);
    this.#silent = this.random.chance(0.05);
    this.typedRoom = this.line.room_id ?? "";
  }

  /** What there is to do, by the state that it has read. */
  override get prompt(): { readonly question: Question; readonly ticket: string } | null {
    const { room, you } = this;
    if (room === null || you === null || this.#acted || this.over) return null;
    const me = room.members.find(({ member_id }) => member_id === you.member_id);
    const { ballot } = room;
    const runs = this.#mayRun;
    if (ballot === null || ballot.phase === "revealed") {
      return runs && !this.idle ? { question: "begin", ticket: "" } : null;
    }
    const ticket = ballot.ticket_id;
    if (me?.role === "voter" && !me.voted) return { question: "vote", ticket };
    return runs && ballot.phase === "complete" ? { question: "reveal", ticket } : null;
  }

  /** [R8] The open ballot, if a voter is online. */
  override get openTicket(): string | null {
    const { ballot, members } = this.room ?? { ballot: null, members: [] };
    const voters = members.filter(({ role, presence }) =>
      role === "voter" && presence === "online"
    );
    const isOpen = ballot !== null && ballot.phase !== "revealed" && voters.length > 0;
    return isOpen ? ballot.ticket_id : null;
  }

  override read(): void {
    const { unread, stalled } = this.line.socket;
    if (stalled || this.over) return;
    for (let frame = unread.shift(); frame !== undefined && !this.over; frame = unread.shift()) {
      if (typeof frame === "number") this.leave();
      else this.#handle(frame);
    }
  }

  override answer(sense: number): void {
    const { prompt, random } = this;
    if (prompt === null || this.line.socket.stalled) return;
    if (!random.chance(sense)) return random.chance(0.2) ? this.leave() : this.chatter();
    this.#acted = true;
    switch (prompt.question) {
      case "begin":
        return this.#begin();
      case "vote":
        return this.#vote(prompt.ticket);
      case "reveal":
        return this.command(revealCommand(prompt.ticket, false));
    }
  }

  override chatter(): void {
    const { room, random } = this;
    const can = this.isAdmin || random.chance(0.2) ? "all" : this.#mayRun ? "run" : "vote";
    this.command(anyCommand(random, { room, can, card: (card) => this.#played(card) }));
  }

  /** Sends a command about the room, its tickets or its members. */
  manages(): void {
    const { room, random } = this;
    this.command(anyCommand(random, { room, can: "manage", card: (card) => this.#played(card) }));
  }

  /** [A5] */
  asksTracker(random: Random): void {
    for (const command of trackerCommands(random, this.room)) this.command(command);
  }

  override garbage(): void {
    const { random } = this;
    const kind = random.below(12);
    if (kind === 0) return this.send(new ArrayBuffer(3), "binary");
    if (kind === 1) return this.send(V2_TOO_BIG, "too_big");
    const { text, code, field, re } = random.pick(V2_GARBAGE);
    this.send(text, { kind: "wrong", answer: errorFrame(code, re, field).json ?? null });
  }

  override dismiss(): void {
    this.#acted = true;
  }

  /** Leaves, with a LEAVE or without. */
  override leave(): void {
    if (!this.over && this.random.chance(0.3)) this.command(leaveCommand());
    super.leave();
  }

  /** [W8] Pings if it has sent nothing for long; what it sent before arrives first. */
  keepUp(now: number): void {
    if (this.#silent || this.over) return;
    if (now - this.#sentAt < PING_EVERY_MS) return;
    this.ping(this.random.chance(0.5) ? "ping" : null);
    this.deliver(Infinity, now);
  }

  /** From now on it pings. */
  wakes(): void {
    this.#silent = false;
  }

  ping(id: string | null): void {
    const message = { type: "PING", ...id !== null && { id } };
    this.#send(JSON.stringify(message), { kind: "ping", id });
  }

  /** Sends a command, with an id or without. */
  command({ type, data, request }: V2Command): void {
    const id = this.random.chance(0.7) ? `${++this.#ids}` : null;
    const text = JSON.stringify({ type, data, ...id !== null && { id } });
    if (request.type === "set_room" && isTooLarge(request.changes)) {
      const { json = null } = errorFrame("bad_field", id, "capacity");
      this.line.deps.coverage.count("v2 refused: bad_field");
      return this.#send(text, { kind: "wrong", answer: json });
    }
    this.#send(text, { kind: "request", id, request });
  }

  /** [R11b] */
  get #mayRun(): boolean {
    const { room, you } = this;
    if (this.isAdmin) return true;
    const me = room?.members.find(({ member_id }) => member_id === you?.member_id);
    return room?.settings.who_runs === "everyone" && me?.role === "voter";
  }

  get isAdmin(): boolean {
    return this.you !== null && this.room?.admin_id === this.you.member_id;
  }

  /** Plays a ballot from its beginning to its end, and fetches the results so far. */
  runs(): void {
    const { room } = this;
    if (room === null) return;
    this.command(restartCommand());
    this.command(beginCommand(ticketOf(0)));
    const ticket = room.ballot?.ticket_id ?? ticketOf(0).shown;
    // without an attempt: the state that it has read is a ballot behind
    this.command(voteCommand(ticket, this.#played(this.random.pick(room.deck.cards)), null));
    this.command(revealCommand(ticket, true));
    if (room.results_count > 100) this.command(resultsCommand(this.random.pick([null, 3])));
  }

  #send(...[data, means]: Parameters<Client["send"]>): void {
    this.#sentAt = this.line.deps.now();
    this.send(data, means);
  }

  #begin(): void {
    const { random, room } = this;
    const [next] = room?.queue ?? [];
    const title = { ...random.chance(0.5) && { title: random.pick(TITLES) } };
    if (random.chance(0.05)) return this.command(beginCommand(null, title));
    if (next === undefined || random.chance(0.3)) {
      return this.command(beginCommand(ticketOf(random.below(8)), title));
    }
    const ticket = { raw: next.ticket_id, shown: next.ticket_id };
    this.command(beginCommand(ticket, random.chance(0.2) ? title : {}));
  }

  #vote(ticket: string): void {
    const { random, room } = this;
    if (room === null) return;
    const attempt = random.chance(0.5) ? room.ballot?.attempt ?? null : null;
    this.command(voteCommand(ticket, this.#played(random.pick(room.deck.cards)), attempt));
  }

  /** [R7] */
  #played(card: string): string {
    return this.line.deps.swapped ? otherCard(card) : card;
  }

  #handle(text: string): void {
    const { type, data }: Frame = JSON.parse(text);
    // it may act again
    if (type !== "OK") this.#acted = false;
    if (data.room !== undefined) this.room = data.room;
    if (data.you === undefined) return;
    this.you = { member_id: data.you.member_id, token: data.you.resume_token };
    this.typedRoom = this.room?.room_id ?? "";
  }
}

/** The fields of a frame that clients use. */
interface Frame {
  readonly type: string;
  readonly data: {
    readonly room?: SeenRoom;
    readonly you?: { readonly member_id: string; readonly resume_token: string };
  };
}
