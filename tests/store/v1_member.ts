/**
 * A person at a v1 client, and its connection as the store sees it. Each frame is checked as it arrives:
 * what would make an old client exit, or put a second prompt on its screen [P1.5], fails there.
 */
import { assert, assertEquals, fail } from "@std/assert";
import type { CloseName } from "../../src/protocol/close_codes.ts";
import { decodeV1 } from "../../src/protocol/v1.ts";
import type { Clock } from "../../src/store/clock.ts";
import type { Connection, SeatRefusal } from "../../src/store/messages.ts";
import type { Attachment } from "../../src/store/room_store.ts";

/** Every event type a v1 client knows, and what answers it where it is a prompt [P1]. */
const V1_EVENTS: Readonly<Record<string, string | null>> = {
  CREATE_ROOM: null,
  ROOM_JOIN_UPDATES: null,
  ROOM_CAPACITY_REACHED: null,
  VOTING_COMPLETED: null,
  VOTES_REVEALED: null,
  AWAITING_ADMIN_VOTE_START: null,
  BEGIN_VOTING_PROMPT: "BEGIN_VOTING",
  ASK_FOR_VOTE: "MEMBER_VOTED",
  REVEAL_VOTES_PROMPT: "REVEAL_VOTES",
};

/** What a member needs of the workers around it. */
export interface Surroundings {
  readonly clock: Clock;
  /** Something was said: it arrives now, unless the test wants to decide when. */
  carry(): void;
  /** The names, tickets and "room" that a text mentions. */
  mentions(text: string, room_id: string): string;
}

export class Member implements Connection {
  /** Every frame, as it came. */
  readonly frames: string[] = [];
  state: "waiting" | "seated" | "refused" | "closed" | "gone" = "waiting";
  refusal: SeatRefusal | null = null;
  ended: { readonly close: CloseName; readonly message: string | null } | null = null;
  /** The type of message that answers the prompt on the screen; null: there is none. */
  asked: string | null = null;
  room_id: string;
  readonly name: string;
  readonly #around: Surroundings;
  #attachment: Attachment | null = null;
  #heard = 0;

  constructor(around: Surroundings, name: string, room_id: string) {
    this.#around = around;
    this.name = name;
    this.room_id = room_id;
  }

  attach(attachment: Attachment): void {
    this.#attachment = attachment;
  }

  announce(room_id = this.room_id): this {
    return this.says("JOIN_ROOM", { room_id });
  }

  begin(ticket_id: string): this {
    return this.says("BEGIN_VOTING", { ticket_id });
  }

  vote(ticket_id: string, vote: string): this {
    return this.says("MEMBER_VOTED", { ticket_id, vote });
  }

  reveal(ticket_id: string): this {
    return this.says("REVEAL_VOTES", { ticket_id });
  }

  /** Sends an event. */
  says(type: string, data: Readonly<Record<string, string>>): this {
    const decoded = decodeV1(JSON.stringify({ type, data }));
    assert(decoded.ok, `a v1 client sends no such thing as ${type}`);
    if (this.asked === type) this.asked = null;
    this.#attachment?.message(decoded.message);
    this.#around.carry();
    return this;
  }

  /** Its connection ends. */
  leave(): this {
    if (this.state !== "closed") this.state = "gone";
    this.#attachment?.gone();
    this.#around.carry();
    return this;
  }

  /** What arrived since the last call: an event's type, or "text", and whom and what it mentions. */
  heard(): readonly string[] {
    const news = this.frames.slice(this.#heard).map((frame) => this.#short(frame));
    this.#heard = this.frames.length;
    return news;
  }

  /** The last frame, which has to be plain text. */
  get lastLine(): string {
    const last = this.frames.at(-1) ?? "";
    assertEquals(eventOf(last), null);
    return last;
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
    assertEquals(this.state, "seated", `${this.name} got ${frame}`);
    this.frames.push(frame);
    const event = eventOf(frame);
    if (event === null) return;
    if (event.type === "CREATE_ROOM") this.room_id = `${event.data["room_id"]}`;
    const answer = V1_EVENTS[event.type];
    assert(answer !== undefined, `[P1] ${event.type} makes a v1 client exit`);
    if (answer === null) return;
    assertEquals(this.asked, null, `[P1.5] ${this.name} got ${frame} while asked`);
    this.asked = answer;
  }

  sendState(frame: string): void {
    fail(`[P1] a v1 client can't read a state: ${frame}`);
  }

  close(close: CloseName, message: string | null): void {
    assert(this.state === "seated" || this.state === "waiting", `${this.name} was ${this.state}`);
    this.state = "closed";
    this.ended = { close, message };
    // as a connection does: it tells the store when the store has finished
    this.#around.clock.soon(() => this.#attachment?.gone());
  }

  #short(frame: string): string {
    const event = eventOf(frame);
    if (event === null) return `text${this.#around.mentions(frame, this.room_id)}`;
    const { ticket_id, room_id, message } = event.data;
    const about = `${ticket_id ?? room_id ?? message ?? ""}`;
    return event.type + this.#around.mentions(about, this.room_id);
  }
}

interface WireEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event in a frame, or null for plain text. What parses as JSON and is no event fails [P1]. */
export function eventOf(frame: string): WireEvent | null {
  let parsed: Partial<WireEvent>;
  try {
    parsed = JSON.parse(frame);
  } catch {
    return null;
  }
  const { type, data } = parsed ?? {};
  assert(typeof type === "string" && typeof data === "object", `[P1] not an event: ${frame}`);
  return { type, data };
}
