/**
 * The model of one connection: which frames must come over it, from its room, in order, and from the connection itself.
 * Each frame is checked when it is sent.
 */
import type { Coverage } from "./coverage.ts";
import { Allowance } from "./allowance.ts";
import { withChoicesBefore } from "./cards.ts";
import type { RoomMessage } from "./person.ts";
import { SimSocket, type Watcher } from "./socket.ts";
import type { LineDeps, Meaning } from "./line_deps.ts";
import { type ExpectedFrame, mismatch } from "./expected_frame.ts";
import type { CloseName } from "./v2_frames.ts";
import { ADMIN_SECRETS, PASSCODES } from "./inputs.ts";
import { fail, insist } from "./violation.ts";
import type { Handshake } from "./handshake.ts";
import type { Applicant } from "./world.ts";

/** With more unsent bytes the reader is closed [S4]. */
const OUTBOX_BYTES_MAX = 1024 * 1024;
/** No frame of a run is larger; one that does not fit in the outbox closes the reader before it is sent [S4]. */
const FRAME_BYTES_MAX = 128 * 1024;
/** How many bad messages are forgiven, and how many messages may wait for the seat [W4, W6]. */
const BAD_MAX = 8;
const FORGIVEN_EVERY_MS = 60_000;
export const WAITING_MAX = 8;
/** How long the seat may take after the handshake, in milliseconds [W11]. */
const SEAT_WITHIN_MS = 10_000;
/** How late a loop that has just resumed may notice that, in milliseconds. */
const NOTICED_MS = 1_000;

export class Line implements Applicant, Watcher {
  readonly socket: SimSocket = new SimSocket(this);
  /** Frames from the home that are due. */
  pending: ExpectedFrame[] = [];
  /** Frames that the connection itself must send now. */
  local: ExpectedFrame[] = [];
  /** Messages that were accepted from the client, and that the home has not received yet. */
  inbox: RoomMessage[] = [];
  waiting: RoomMessage[] = [];
  phase: "opening" | "joining" | "seated" | "over" = "opening";
  /** Whether the edge has registered it. */
  attached = false;
  /** Whether its edge must still notify the home that it has ended, at the end of the tick at the latest [S4]. */
  owesGone = false;
  sentGone = false;
  /** Whether a frame from the home has come to its edge, or it is resuming. */
  welcomed = false;
  /** Whether it counts towards the limits on connections. */
  counted = false;
  /** Whether the socket or the worker is gone. */
  gone = false;
  address = "";
  room_id: string | null = null;
  /** The home of its room, once a join request was sent there. */
  home: number | null = null;
  /** Whether it was given up before it opened; if it opens after all, it is closed again. */
  never_opened = false;
  /** The code with which it must be closed once the client has nothing more to send. */
  closingWith: number | null = null;
  /** When the handshake was complete [W11]. */
  joiningSince = Infinity;
  /** Whether its join request waits, because its address has guessed too often [W9]. */
  held = false;
  /** Why it is refused [W4]; null: it is not. */
  refusal: { readonly why: CloseName; readonly names: string | null } | null = null;
  /** Called with each frame that is sent. */
  onFrame: (text: string) => void = () => {};
  #bad = 0;
  #badSince = 0;
  readonly #allowance: Allowance;
  readonly deps: LineDeps;

  constructor(readonly no: number, readonly handshake: Handshake, deps: LineDeps) {
    this.deps = deps;
    this.#allowance = new Allowance(deps.message_rate, deps.now());
    if (handshake.kind === "join" || handshake.kind === "resume") this.room_id = handshake.room_id;
    if (handshake.kind === "resume") this.welcomed = true;
    if (handshake.kind === "knock") this.refusal = { why: "bad_request", names: handshake.names };
  }

  enqueue(frame: ExpectedFrame): void {
    if (this.phase !== "over") this.pending.push(frame);
  }

  refuse(why: CloseName, field: string | null): void {
    for (const frame of this.refusalFrames(why, field)) this.enqueue(frame);
  }

  /** [W4, W7] The frames for a client that is refused. */
  refusalFrames(_why: CloseName, names: string | null): readonly ExpectedFrame[] {
    const mentions = names === null ? [] : [names];
    return [{ what: "line", mentions, own: true }, { what: "close", code: 1000 }];
  }

  /** [S5, S6] The frames for it when the server ends it. */
  dismissalFrames(_why: CloseName): readonly ExpectedFrame[] {
    return [{ what: "line", own: true }, { what: "close", code: 1000 }];
  }

  sent(text: string, buffered: number): void {
    this.deps.note(() => `    #${this.no} <- ${text}`);
    if (this.phase === "over") fail(`[W7] #${this.no} got more after the farewell: ${text}`);
    this.#givesUp();
    const own = this.isOwn(text);
    const expected = own ? this.local.shift() : this.pending.shift();
    if (expected === undefined) fail(`[P1.2] nothing was due to #${this.no}: ${text}`);
    const wrong = mismatch(expected, text, this.deps.seen);
    if (wrong !== null) fail(`${wrong} (#${this.no}: ${text})`);
    const last = (own ? this.local : this.pending)[0]?.what === "close";
    insist(own || last || hasRoomFor(text, buffered), `[S4] #${this.no} reads too slowly`);
    const admin = ADMIN_SECRETS.some((secret) => text.includes(secret));
    insist(!admin, `[W14] #${this.no} was sent the secret of an admin link`);
    const passcode = PASSCODES.some(({ shown }) => text.includes(shown));
    insist(!passcode, `[W14] #${this.no} was sent a passcode: ${text}`);
    const secret = expected.what !== "WELCOME" && /[0-9a-f]{32}/.test(text);
    insist(!secret, `[P2.2] #${this.no} was sent a token: ${text}`);
    this.record(expected, text);
    this.wasSent(expected);
    if (expected.thenClosed !== undefined) {
      this.closingWith = expected.thenClosed;
      this.leave();
    }
    this.onFrame(text);
  }

  closed(code: number, buffered: number): void {
    this.deps.note(() => `    #${this.no} <- close ${code}`);
    if (this.closingWith !== null) {
      insist(code === this.closingWith, `[W7] #${this.no} closed with ${code}`);
      this.closingWith = null;
      return;
    }
    const expected = (this.local.length > 0 ? this.local : this.pending)[0];
    if (expected?.what === "close" && expected.code === code) {
      this.deps.record(() => `#${this.no} close ${code}`);
    } else if (code === 1013 && buffered > OUTBOX_BYTES_MAX - FRAME_BYTES_MAX) {
      this.deps.coverage.count("slow readers put out");
    } else if (this.mayEndItself(code)) {
      // the server ends it, not its room or client
    } else if (code === 1001 && this.never_opened) {
      return;
    } else if (code === 1001 && this.phase === "opening") {
      this.deps.coverage.count("sockets that never opened");
      this.never_opened = true;
      this.lose();
    } else {
      fail(`[P1.2] #${this.no} was closed with ${code}, not sent ${JSON.stringify(expected)}`);
    }
    this.leave();
  }

  /** It has ended: nothing more may come, and the home must be notified if the edge still had it. */
  leave(): void {
    this.phase = "over";
    this.pending = [];
    this.local = [];
    if (this.attached) {
      this.inbox.push({ kind: "gone", welcomed: this.welcomed });
      this.owesGone = !this.sentGone;
    }
    this.attached = false;
    this.held = false;
    this.waiting = [];
  }

  /** The edge has removed it: nothing of it is sent to the home any more. */
  detach(): void {
    this.owesGone = false;
    this.attached = false;
    this.waiting = [];
  }

  /** The socket is gone, and the server knows. */
  lose(): void {
    this.leave();
    this.gone = true;
    this.counted = false;
  }

  /** Its worker is lost: only messages on their way to the home may still arrive. */
  cut(): void {
    this.detach();
    this.leave();
    this.owesGone = false;
    this.gone = true;
    this.closingWith = null;
  }

  /** A message of the client arrives at the server. `means`: how the server must understand it. */
  receive(data: unknown, means: Meaning): void {
    if (this.phase === "seated" || this.phase === "joining") this.judge(means);
    this.socket.receive(data);
    const [owed] = this.local;
    if (owed !== undefined) fail(`[W6] #${this.no} was not sent ${JSON.stringify(owed)}`);
  }

  /** Checks what must hold between two steps. `since`: when its worker's loop last resumed. */
  check(since: number): void {
    if (this.phase !== "joining" || !this.attached) return;
    const waits = this.deps.now() - Math.max(this.joiningSince, since);
    insist(waits <= SEAT_WITHIN_MS + NOTICED_MS, `[W11] #${this.no} waits for ever`);
  }

  /** [W11] Its seat was not given in time, and the next frame must say so. */
  #givesUp(): void {
    if (this.phase !== "joining" || !this.attached || this.local.length > 0) return;
    if (this.deps.now() - this.joiningSince < SEAT_WITHIN_MS) return;
    this.deps.coverage.count("seats that did not come in time");
    this.local = [...this.refusalFrames("try_later", null)];
  }

  /** Called when a frame that was due was sent. */
  protected wasSent(_frame: ExpectedFrame): void {}

  /** Whether a frame is from the connection itself, not from the room. */
  protected isOwn(_text: string): boolean {
    return this.local.length > 0;
  }

  protected mayEndItself(_code: number): boolean {
    return false;
  }

  /** [W6] Decides what the connection does with a message. */
  protected judge(means: Meaning): void {
    if (!this.attached) return;
    const { coverage } = this.deps;
    const out = (code: number, point: Parameters<Coverage["count"]>[0]) => {
      coverage.count(point);
      this.putOut(code);
    };
    if (means === "binary") return out(1003, "put out: too big or binary");
    if (means === "too_big") return out(1009, "put out: too big or binary");
    if (!this.#allowance.take(this.deps.now())) return out(1008, "put out: too fast");
    this.takes(means);
  }

  /** Accepts a message: it is text, not too large, and within the rate limit. */
  protected takes(means: Exclude<Meaning, "binary" | "too_big">): void {
    const { coverage } = this.deps;
    if (means === "bad" || means.kind === "wrong") {
      // one is forgiven each minute [W6]
      const now = this.deps.now();
      while (this.#bad > 0 && now - this.#badSince >= FORGIVEN_EVERY_MS) {
        this.#bad--;
        this.#badSince += FORGIVEN_EVERY_MS;
      }
      if (this.#bad === 0) this.#badSince = now;
      if (++this.#bad > BAD_MAX) {
        coverage.count("put out: bad messages");
        return this.putOut(1008);
      }
      coverage.count("bad messages");
      this.answers(means);
    } else if (means.kind === "ping") this.answers(means);
    else if (this.phase === "seated") this.inbox.push(means);
    else if (this.waiting.length < WAITING_MAX) {
      coverage.count("messages before the seat");
      this.waiting.push(means);
    } else this.impatient();
  }

  protected impatient(): void {
    this.deps.coverage.count("put out: impatient");
    this.putOut(1008);
  }

  /** The answer of the connection itself is due. */
  protected answers(_means: Meaning): void {
    this.local.push({ what: "line", own: true });
  }

  /** The reason is due, and then a close with this code. */
  protected putOut(code: number): void {
    this.local.push({ what: "line", own: true, thenClosed: code });
  }

  /** [R7] Records a frame for the comparison with the second run. */
  protected record(expected: ExpectedFrame, text: string): void {
    this.deps.record(() => {
      if (expected.what === "results") return `#${this.no} results`;
      if (expected.what !== "VOTES_REVEALED" || !this.deps.swapped) return `#${this.no} ${text}`;
      return `#${this.no} ${withChoicesBefore(text)}`;
    });
  }
}

function hasRoomFor(text: string, buffered: number): boolean {
  const room = OUTBOX_BYTES_MAX - buffered;
  return text.length * UNIT_BYTES_MAX <= room || new TextEncoder().encode(text).length <= room;
}

/** The most bytes of UTF-8 that a UTF-16 unit takes. */
const UNIT_BYTES_MAX = 3;
