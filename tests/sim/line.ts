/**
 * One connection between the server and a client, and what must come over it: the frames its room owes it,
 * in order, and what the connection itself has to answer. Every frame is judged the moment it is sent.
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

/** Unsent bytes past which nothing more may be sent [S4]. */
const OUTBOX_BYTES_MAX = 1024 * 1024;
/** No frame of a run is larger: one that would go past the outbox puts a reader out before it is sent [S4]. */
const FRAME_BYTES_MAX = 128 * 1024;
/** Bad messages forgiven, and messages that may wait for a seat [W4, W6]. */
const BAD_MAX = 8;
const FORGIVEN_EVERY_MS = 60_000;
export const WAITING_MAX = 8;
/** How long a seat may take from the handshake on [W11]; and one second for a loop that has only just gone on. */
const SEAT_WITHIN_MS = 10_000;
const NOTICED_MS = 1_000;

export class Line implements Applicant, Watcher {
  readonly socket: SimSocket = new SimSocket(this);
  /** ExpectedFrame by the home, not sent yet. */
  pending: ExpectedFrame[] = [];
  /** What the connection itself has to send right now. */
  local: ExpectedFrame[] = [];
  /** Sent by the client and taken, not received by the home yet; before the seat is there, `waiting`. */
  inbox: RoomMessage[] = [];
  waiting: RoomMessage[] = [];
  phase: "opening" | "joining" | "seated" | "over" = "opening";
  /** The edge knows it. */
  attached = false;
  /** It is over, and its edge has yet to notify the home: at the end of the tick at the latest [S4]. */
  owesGone = false;
  sentGone = false;
  /** A frame from the home has come to its edge, or it is to return to a seat. */
  welcomed = false;
  /** It counts against the limits on connections. */
  counted = false;
  /** The socket is really gone, or the worker is. */
  gone = false;
  address = "";
  room_id: string | null = null;
  /** The worker that is home to its room, once a join request has gone there. */
  home: number | null = null;
  /** A socket that had its time to open; if it opens after all, it is closed once more. */
  never_opened = false;
  /** The code it has to be closed with once the peer is quiet. */
  closingWith: number | null = null;
  /** When the handshake was through [W11]. */
  joiningSince = Infinity;
  /** It waits, since its address has guessed too often, and no join request has been sent yet [W9]. */
  held = false;
  /** Why it is refused [W4]; null: it is not. */
  refusal: { readonly why: CloseName; readonly names: string | null } | null = null;
  /** Sees each frame, as the client gets it. */
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

  /** [W4, W7] The frames to a client that gets no seat. */
  refusalFrames(_why: CloseName, names: string | null): readonly ExpectedFrame[] {
    const mentions = names === null ? [] : [names];
    return [{ what: "line", mentions, own: true }, { what: "close", code: 1000 }];
  }

  /** [S5, S6] The frames to it if the server itself ends it. */
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
      // for a reason that no room and no client has
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

  /** Nothing more may come; the home has to be notified if the edge still had it. */
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

  /** The edge has forgotten it: nothing of it goes to the home any more. */
  detach(): void {
    this.owesGone = false;
    this.attached = false;
    this.waiting = [];
  }

  /** The socket is really gone, as the server knows by now. */
  lose(): void {
    this.leave();
    this.gone = true;
    this.counted = false;
  }

  /** The worker is lost: only what is on its way to the home may still arrive. */
  cut(): void {
    this.detach();
    this.leave();
    this.owesGone = false;
    this.gone = true;
    this.closingWith = null;
  }

  /** The client's message reaches the server; `means` is what should be made of it. */
  receive(data: unknown, means: Meaning): void {
    if (this.phase === "seated" || this.phase === "joining") this.judge(means);
    this.socket.receive(data);
    const [owed] = this.local;
    if (owed !== undefined) fail(`[W6] #${this.no} was not sent ${JSON.stringify(owed)}`);
  }

  /** What has to hold between two steps; `since` is when its worker last went on. */
  check(since: number): void {
    if (this.phase !== "joining" || !this.attached) return;
    const waits = this.deps.now() - Math.max(this.joiningSince, since);
    insist(waits <= SEAT_WITHIN_MS + NOTICED_MS, `[W11] #${this.no} waits for ever`);
  }

  /** [W11] Its seat is not there in time, and what is sent next has to be the reason. */
  #givesUp(): void {
    if (this.phase !== "joining" || !this.attached || this.local.length > 0) return;
    if (this.deps.now() - this.joiningSince < SEAT_WITHIN_MS) return;
    this.deps.coverage.count("seats that did not come in time");
    this.local = [...this.refusalFrames("try_later", null)];
  }

  /** A frame that was due is out. */
  protected wasSent(_frame: ExpectedFrame): void {}

  /** Whether a frame is the connection's own, not the room's. */
  protected isOwn(_text: string): boolean {
    return this.local.length > 0;
  }

  protected mayEndItself(_code: number): boolean {
    return false;
  }

  /** [W6] What the connection itself does about a message. */
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

  /** A message that is text, not too long and not too soon. */
  protected takes(means: Exclude<Meaning, "binary" | "too_big">): void {
    const { coverage } = this.deps;
    if (means === "bad" || means.kind === "wrong") {
      // the oldest one is forgotten each minute since there was one [W6]
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

  /** The connection itself answers. */
  protected answers(_means: Meaning): void {
    this.local.push({ what: "line", own: true });
  }

  /** It is sent the reason, and closed with this code once the peer is quiet. */
  protected putOut(code: number): void {
    this.local.push({ what: "line", own: true, thenClosed: code });
  }

  /** [R7] For the comparison with a run in which every card is another one. */
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

/** A UTF-16 unit is at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3;
