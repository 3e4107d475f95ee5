/**
 * A person at a v2 client, over one connection as the store sees it. Each frame is checked as it arrives:
 * WELCOME first and once [P2.2], versions that only grow [P2.3], no card of an open ballot [R7], and for
 * each id one reply [P2]. A person who comes back is another of these, on top of the former.
 */
import { assert, assertEquals } from "@std/assert";
import type { CloseName } from "../../src/protocol/close_codes.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import type { Connection, SeatRefusal } from "../../src/store/messages.ts";
import type { Attachment } from "../../src/store/room_store.ts";
import type { Surroundings } from "./v1_member.ts";

/** The room as v2 clients get it [P2.4]. */
export interface WireRoom {
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
  readonly queue: readonly { readonly ticket_id: string; readonly title?: string }[];
  readonly timer: { readonly ends_at: number } | null;
  readonly results_count: number;
}

interface You {
  readonly member_id: string;
  readonly resume_token: string;
  readonly vote?: string;
}

/** `OK` or `ERROR`, as it came. */
export interface Reply {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class V2Member implements Connection {
  readonly name: string;
  /** Every frame, as it came, and when. */
  readonly frames: string[] = [];
  readonly times: number[] = [];
  state: "waiting" | "seated" | "refused" | "closed" | "gone" = "waiting";
  refusal: SeatRefusal | null = null;
  ended: { readonly close: CloseName; readonly message: string | null } | null = null;
  /** Whether the session's results have come [P2.8]. */
  over = false;
  /** What the last WELCOME told of itself, and the room as it was told last. */
  you: You | null = null;
  room: WireRoom | null = null;
  readonly #around: Surroundings;
  /** Replies by id; null while one is awaited. */
  readonly #replies = new Map<string, Reply | null>();
  #version: number;
  #attachment: Attachment | null = null;
  #heard = 0;

  /** `version` is the last that this person was told over an earlier connection. */
  constructor(around: Surroundings, name: string, { version = 0 } = {}) {
    this.#around = around;
    this.name = name;
    this.#version = version;
  }

  attach(attachment: Attachment): void {
    this.#attachment = attachment;
  }

  get version(): number {
    return this.#version;
  }

  get member_id(): string {
    assert(this.you !== null, `${this.name} was never welcome`);
    return this.you.member_id;
  }

  get resume_token(): string {
    assert(this.you !== null, `${this.name} was never welcome`);
    return this.you.resume_token;
  }

  get room_id(): string {
    assert(this.room !== null, `${this.name} has seen no room`);
    return this.room.room_id;
  }

  /** The last ballot it was told of. */
  get ballot(): Readonly<Record<string, unknown>> {
    assert(this.room?.ballot, `${this.name} sees no ballot`);
    return this.room.ballot;
  }

  begin(ticket_id: string): this {
    return this.does("BEGIN_VOTING", { ticket_id });
  }

  vote(ticket_id: string, vote: string | null): this {
    return this.does("MEMBER_VOTED", { ticket_id, vote });
  }

  reveal(ticket_id: string): this {
    return this.does("REVEAL_VOTES", { ticket_id });
  }

  /** Sends a command that is to be done, and insists that it was. */
  does(type: string, data: Readonly<Record<string, unknown>> = {}): this {
    assertEquals(this.asks(type, data), "OK");
    return this;
  }

  /** Sends a command with an id. What comes of it: `OK`, the code of the ERROR, or null while there is no reply. */
  asks(type: string, data: Readonly<Record<string, unknown>> = {}): string | null {
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
  says(type: string, data: Readonly<Record<string, unknown>> = {}): this {
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

  /** Its connection ends. */
  drop(): this {
    if (this.state !== "closed") this.state = "gone";
    this.#attachment?.gone();
    this.#around.carry();
    return this;
  }

  /** What arrived since the last call, in short. */
  heard(): readonly string[] {
    const news = this.frames.slice(this.#heard).map(short);
    this.#heard = this.frames.length;
    return news;
  }

  seated(): void {
    assertEquals(this.state, "waiting");
    this.state = "seated";
  }

  refused(refusal: SeatRefusal): void {
    assertEquals(this.state, "waiting");
    this.state = "refused";
    this.refusal = refusal;
  }

  send(frame: string): void {
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
      default:
        assertEquals(type, "SESSION_ENDED", `no such frame for a v2 client: ${frame}`);
        this.over = true;
    }
  }

  sendState(frame: string): void {
    const { type, data } = this.#take(frame);
    assertEquals([type, Object.keys(data)], ["ROOM_STATE", ["room"]]);
    this.#see(data["room"] as WireRoom, { again: false });
  }

  close(close: CloseName, message: string | null): void {
    assert(this.state === "seated" || this.state === "waiting", `${this.name} was ${this.state}`);
    this.state = "closed";
    this.ended = { close, message };
    // as a connection does: it tells the store when the store has finished
    this.#around.clock.soon(() => this.#attachment?.gone());
  }

  #message(message: unknown): void {
    const decoded = decodeV2(JSON.stringify(message));
    assert(decoded.kind === "request", `a v2 client sends no such thing as ${decoded.kind}`);
    this.#attachment?.message(decoded.message);
    this.#around.carry();
  }

  #take(frame: string): WireFrame {
    assertEquals(this.state, "seated", `${this.name} got ${frame}`);
    assert(!this.over, `[P2.8] ${this.name} got ${frame} after the end`);
    const parsed: WireFrame = JSON.parse(frame);
    if (this.frames.length === 0) assertEquals(parsed.type, "WELCOME", "[P2.2] the first frame");
    this.frames.push(frame);
    this.times.push(this.#around.clock.now());
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

function short(frame: string): string {
  const { type, data }: WireFrame = JSON.parse(frame);
  if (type === "ERROR") return `ERROR ${data["code"]}`;
  if (type === "SESSION_ENDED") return `SESSION_ENDED ${data["reason"]}`;
  return type;
}
