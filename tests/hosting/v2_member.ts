/**
 * A person at a v2 client, over one connection. Each frame is checked as it arrives:
 * WELCOME first and once [P2.2], versions that only grow [P2.3], no card of an open ballot [R7], and for
 * each id one reply [P2]. A person who comes back is another of these, on top of the former.
 */
import { assert, assertEquals } from "@std/assert";
import type { Owed } from "../../src/bus/envelopes.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { Member, type MemberDeps } from "./member.ts";

/** The room as v2 clients get it [P2.4]. */
interface WireRoom {
  readonly room_id: string;
  readonly version: number;
  readonly admin_id: string;
  readonly deck: { readonly name: string; readonly cards: readonly string[] };
  readonly members: readonly {
    readonly member_id: string;
    readonly name: string;
    readonly role: string;
    readonly presence: string;
    readonly voted: boolean;
  }[];
  readonly ballot: Readonly<Record<string, unknown>> | null;
  readonly queue: readonly {
    readonly ticket_id: string;
    readonly title?: string;
    readonly tracker?: string;
  }[];
  readonly timer: { readonly ends_at: number } | null;
  readonly results_count: number;
}

interface You {
  readonly member_id: string;
  readonly resume_token: string;
  readonly vote?: string;
}

/** `OK` or `ERROR`, as it came. */
interface Reply {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class V2Member extends Member {
  /** When each frame came. */
  readonly times: number[] = [];
  /** Whether the session's results have come [P2.8]. */
  over = false;
  /** Whether there are more to fetch. */
  reads = false;
  /** What the last WELCOME has of itself, and the room as it was sent last. */
  you: You | null = null;
  room: WireRoom | null = null;
  /** Replies by id; null while one is awaited. */
  readonly #replies = new Map<string, Reply | null>();
  #version: number;

  /** `version` is the last that this person was sent over an earlier connection. */
  constructor(deps: MemberDeps, name: string, { version = 0 } = {}) {
    super(deps, name);
    this.#version = version;
  }

  get version(): number {
    return this.#version;
  }

  get memberId(): string {
    assert(this.you !== null, `${this.name} was never welcome`);
    return this.you.member_id;
  }

  get resumeToken(): string {
    assert(this.you !== null, `${this.name} was never welcome`);
    return this.you.resume_token;
  }

  get roomId(): string {
    assert(this.room !== null, `${this.name} has seen no room`);
    return this.room.room_id;
  }

  /** The last ballot it was sent. */
  get ballot(): Readonly<Record<string, unknown>> {
    assert(this.room?.ballot, `${this.name} sees no ballot`);
    return this.room.ballot;
  }

  begin(ticketId: string): this {
    return this.does("BEGIN_VOTING", { ticket_id: ticketId });
  }

  vote(ticketId: string, vote: string | null): this {
    return this.does("MEMBER_VOTED", { ticket_id: ticketId, vote });
  }

  reveal(ticketId: string): this {
    return this.does("REVEAL_VOTES", { ticket_id: ticketId });
  }

  /** Sends a command that is to be done, and insists that it was. */
  does(type: string, data: Readonly<Record<string, unknown>> = {}): this {
    assertEquals(this.requests(type, data), "OK");
    return this;
  }

  /** Sends a command with an id. What comes of it: `OK`, the code of the ERROR, or null while there is no reply. */
  requests(type: string, data: Readonly<Record<string, unknown>> = {}): string | null {
    const reply = this.reply(this.sends(type, data));
    return reply === null ? null : reply.type === "OK" ? "OK" : `${reply.data["code"]}`;
  }

  /** Sends a command with an id, which it returns. */
  sends(type: string, data: Readonly<Record<string, unknown>> = {}): string {
    const id = `c${this.#replies.size}`;
    this.#replies.set(id, null);
    this.#message({ type, data, id });
    return id;
  }

  /** Sends a command that wants no reply. */
  sendsWithoutId(type: string, data: Readonly<Record<string, unknown>> = {}): this {
    this.#message({ type, data });
    return this;
  }

  reply(id: string): Reply | null {
    return this.#replies.get(id) ?? null;
  }

  /** Commands whose reply is still to come. */
  get unanswered(): number {
    return [...this.#replies.values()].filter((reply) => reply === null).length;
  }

  override send(frame: string): void {
    const { type, data, re } = this.#take(frame);
    switch (type) {
      case "WELCOME":
        assertEquals(this.frames.length, 1, "[P2.2] WELCOME is the first frame");
        assertEquals(Object.keys(data), ["room", "you", "server", "now"]);
        this.you = data["you"] as You;
        return this.#see(data["room"] as WireRoom, { again: true });
      case "OK":
      case "ERROR":
        return this.#replied({ type, data }, re);
      case "NUDGED":
        return; // [P2.5a] it changes nothing
      default:
        assertEquals(type, "SESSION_ENDED", `no such frame for a v2 client: ${frame}`);
        this.over = true;
        this.reads = data["earlier_ballots"] !== undefined;
    }
  }

  /** Takes replies as it takes them where they are in the state. */
  override sendState(frame: string, owed: readonly Owed[] = []): void {
    const { type, data } = this.#take(frame);
    for (const { re, version } of owed) this.#replied({ type: "OK", data: { version } }, re);
    assertEquals([type, Object.keys(data)], ["ROOM_STATE", ["room", "now"]]);
    this.#see(data["room"] as WireRoom, { again: false });
  }

  protected override short(frame: string): string {
    const { type, data }: WireFrame = JSON.parse(frame);
    if (type === "ERROR") return `ERROR ${data["code"]}`;
    if (type === "SESSION_ENDED") return `SESSION_ENDED ${data["reason"]}`;
    return type;
  }

  #message(message: unknown): void {
    const decoded = decodeV2(JSON.stringify(message));
    assert(decoded.ok && decoded.value.type === "request", JSON.stringify(message));
    this.pass(decoded.value);
  }

  #take(frame: string): WireFrame {
    assertEquals(this.state, "seated", `${this.name} got ${frame}`);
    const parsed: WireFrame = JSON.parse(frame);
    const reply = this.reads && parsed.re !== undefined;
    assert(!this.over || reply, `[P2.8] ${this.name} got ${frame} after the end`);
    if (this.frames.length === 0) assertEquals(parsed.type, "WELCOME", "[P2.2] the first frame");
    this.frames.push(frame);
    this.times.push(this.deps.clock.now());
    return parsed;
  }

  #see(room: WireRoom, { again }: { readonly again: boolean }): void {
    const least = again ? this.#version : this.#version + 1;
    assert(room.version >= least, `[P2.3] ${this.name} got ${room.version}, not ${least}`);
    this.#version = room.version;
    this.room = room;
    const { ballot } = room;
    if (ballot === null || ballot["phase"] === "revealed") return;
    for (const secret of ["votes", "summary", "estimate"]) {
      assert(!Object.hasOwn(ballot, secret), `[R7] ${this.name} got ${secret} of an open ballot`);
    }
  }

  #replied(reply: Reply, re: string | undefined): void {
    if (re === undefined) {
      assertEquals(reply.type, "ERROR", "[P2] an OK without an id");
      return;
    }
    assert(this.#replies.has(re), `[P2] ${this.name} got a reply to ${re}, which it never sent`);
    assertEquals(this.#replies.get(re), null, `[P2] ${this.name} got a second reply to ${re}`);
    this.#replies.set(re, reply);
  }
}

interface WireFrame {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly re?: string;
}
