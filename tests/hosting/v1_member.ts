/**
 * A person at a v1 client. Each frame is checked as it arrives:
 * what would make an old client exit, or put a second prompt on its screen [P1.5], fails there.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";
import { Member, type MemberDeps } from "./member.ts";

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

export class V1Member extends Member {
  /** The type of message that answers the prompt on the screen; null: there is none. */
  prompt: string | null = null;
  roomId: string;

  constructor(deps: MemberDeps, name: string, roomId: string) {
    super(deps, name);
    this.roomId = roomId;
  }

  announce(roomId = this.roomId): this {
    return this.sends("JOIN_ROOM", { room_id: roomId });
  }

  begin(ticketId: string): this {
    return this.sends("BEGIN_VOTING", { ticket_id: ticketId });
  }

  vote(ticketId: string, vote: string): this {
    return this.sends("MEMBER_VOTED", { ticket_id: ticketId, vote });
  }

  reveal(ticketId: string): this {
    return this.sends("REVEAL_VOTES", { ticket_id: ticketId });
  }

  /** Sends an event. */
  sends(type: string, data: Readonly<Record<string, string>>): this {
    const decoded = decodeV1(JSON.stringify({ type, data }));
    assert(decoded.ok, `a v1 client sends no such thing as ${type}`);
    if (this.prompt === type) this.prompt = null;
    this.pass(decoded.value);
    return this;
  }

  override send(frame: string): void {
    assertEquals(this.state, "seated", `${this.name} got ${frame}`);
    this.frames.push(frame);
    const event = eventOf(frame);
    if (event === null) return;
    if (event.type === "CREATE_ROOM") this.roomId = `${event.data["room_id"]}`;
    const answer = V1_EVENTS[event.type];
    assert(answer !== undefined, `[P1] ${event.type} makes a v1 client exit`);
    if (answer === null) return;
    assertEquals(this.prompt, null, `[P1.5] ${this.name} got ${frame} at a prompt`);
    this.prompt = answer;
  }

  override sendState(frame: string): void {
    fail(`[P1] a v1 client can't read a state: ${frame}`);
  }

  /** An event's type, or "text", and whom and what it mentions. */
  protected override short(frame: string): string {
    const event = eventOf(frame);
    if (event === null) return `text${this.deps.mentions(frame, this.roomId)}`;
    const { ticket_id, room_id, message } = event.data;
    const about = `${ticket_id ?? room_id ?? message ?? ""}`;
    return event.type + this.deps.mentions(about, this.roomId);
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
