/** A v1 client, which answers its prompts, and joins again when its connection is gone [P1.5]. */
import type { JoinRefusal } from "../../../src/bus/envelopes.ts";
import type { CloseName } from "../../../src/protocol/close_codes.ts";
import { Violation } from "./auditor.ts";
import { Line, type LineOwner } from "./line.ts";
import type { Party } from "./party.ts";
import type { PersonWorld } from "./person.ts";

const CARDS = ["1", "2", "3", "5", "8", "13"];
/** The delay before it connects again, in milliseconds. */
const AGAIN_MS = 500;

export class Terminal implements LineOwner {
  readonly protocol = "v1";
  readonly name = "vic";
  readonly party: Party;
  readonly awaitsForMs = 0;
  readonly #at: PersonWorld;
  #line: Line | null = null;
  /** The unanswered prompt. */
  #asked: { readonly type: string; readonly ticket: string } | null = null;
  #nextTry = 0;
  /** The room that its connection asks for. */
  #roomId: string | null = null;

  constructor(party: Party, at: PersonWorld) {
    this.party = party;
    this.#at = at;
  }

  get isSeated(): boolean {
    return this.#line?.isWelcome ?? false;
  }

  /** The ticket of its prompt; null: there is no prompt. */
  get ticket(): string | null {
    return this.#asked?.ticket ?? null;
  }

  act(): void {
    if (this.party.isAway) this.cut();
    else if (this.#line === null) this.#connect();
    else if (this.#asked !== null) this.#vote(this.#line, this.#asked.ticket);
    else if (this.#at.random.chance(0.01)) this.cut();
  }

  /** Cuts its connection. */
  cut(): void {
    this.#line?.cut();
  }

  seated(): void {
    const roomId = this.#roomId;
    this.#line?.sends(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: roomId } }));
  }

  takes(frame: string): void {
    const { type, data: { ticket_id: ticket } } = eventIn(frame);
    if (type !== "ASK_FOR_VOTE") return;
    if (this.#asked !== null) {
      throw new Violation(`[P1.5] ${this.name} is asked twice, of ${this.ticket} and ${ticket}`);
    }
    this.#asked = { type, ticket };
  }

  lineEnded(line: Line, refusal: JoinRefusal | null, close: CloseName | null): void {
    if (this.#line !== line) return;
    this.#line = null;
    this.#asked = null;
    this.#nextTry = this.#at.clock.now() + AGAIN_MS;
    const code = refusal?.close ?? close;
    this.#at.auditor.count(`terminal ended: ${code ?? "cut"}`);
    if (code !== "no_such_room" || this.#roomId === null) return;
    this.#at.auditor.noSuchRoom(this.#roomId, refusal);
    this.party.isOver(this.#roomId);
  }

  #vote(line: Line, ticket: string): void {
    this.#asked = null;
    this.#at.auditor.count("terminal votes");
    const vote = this.#at.random.pick(CARDS);
    line.sends(JSON.stringify({ type: "MEMBER_VOTED", data: { ticket_id: ticket, vote } }));
  }

  #connect(): void {
    const { clock, random, processes } = this.#at;
    const { roomId } = this.party;
    if (clock.now() < this.#nextTry || roomId === null) return;
    const open = processes.filter(({ takesConnections }) => takesConnections);
    if (open.length === 0) return;
    this.#roomId = roomId;
    const line = this.#line = new Line(this);
    const { name, protocol } = this;
    const request = { action: "join", protocol, name, role: "voter", room_id: roomId } as const;
    if (!random.pick(open).join(line, request)) this.#line = null;
  }
}

interface WireEvent {
  readonly type: string;
  readonly data: { readonly ticket_id: string };
}

/** The event in a frame; a line of text is none. */
function eventIn(frame: string): WireEvent {
  if (!frame.startsWith("{")) return { type: "", data: { ticket_id: "" } };
  return JSON.parse(frame);
}
