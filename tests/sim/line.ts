/**
 * One connection between the server and a client, and what must come over it: the frames its room owes it,
 * in order, and what the connection itself has to answer. Every frame is judged the moment it is sent.
 */
import type { Coverage } from "./coverage.ts";
import type { Listener, Said } from "./person.ts";
import { SimSocket, type Watcher } from "./socket.ts";
import { type MemberIds, mismatch, parse, type Told } from "./told.ts";
import { fail, insist } from "./violation.ts";
import { cardBefore, type Name } from "./words.ts";

/** Unsent bytes past which nothing more may be sent [S4]. */
const OUTBOX_BYTES_MAX = 1024 * 1024;
/** Bad messages forgiven; messages that may wait for a seat; seconds' worth of messages at once [W4, W6]. */
const BAD_MAX = 8;
const WAITING_MAX = 8;
const BURST_SECONDS = 3;

/** What the client asked for when it connected. */
export type Wish =
  | { readonly kind: "create"; readonly name: Name; readonly capacity: number }
  | {
    readonly kind: "join";
    readonly name: Name;
    readonly room_id: string;
    readonly raced: boolean;
  }
  | { readonly kind: "knock"; readonly names: string };

/** What all lines of a run share. */
export interface Surroundings {
  readonly coverage: Coverage;
  readonly ids: MemberIds;
  readonly message_rate: number;
  /** In the second run of a seed each card is another one [R7]. */
  readonly swapped: boolean;
  now(): number;
  note(line: () => string): void;
  record(line: string): void;
}

export class Line implements Listener, Watcher {
  readonly socket: SimSocket = new SimSocket(this);
  /** Told by the home, not sent yet. */
  due: Told[] = [];
  /** What the connection itself has to say right now. */
  local: Told[] = [];
  /** Said by the client and taken, not heard by the home yet; before the seat is there, `waiting`. */
  up: Said[] = [];
  waiting: Said[] = [];
  phase: "opening" | "entering" | "seated" | "over" = "opening";
  /** The edge knows it. */
  attached = false;
  /** It is over, and its edge has yet to tell the home so: at the end of the tick at the latest [S4]. */
  owes_goodbye = false;
  said_goodbye = false;
  /** The home has given it a seat that it has not taken back. */
  holds_seat = false;
  /** It counts against the limits on connections. */
  counted = false;
  /** The socket is really gone, or the worker is. */
  gone = false;
  address = "";
  room_id: string | null = null;
  /** The worker that is home to its room, as far as it has been asked. */
  home: number | null = null;
  /** A socket that had its time to open; if it opens after all, it is closed once more. */
  never_opened = false;
  /** The code it has to be closed with once the peer is quiet. */
  closing_with: number | null = null;
  /** When its worker heard that the home refuses it. */
  refused_at = Infinity;
  /** What it is told instead of being taken in [W4]. */
  refusal: { readonly says: readonly string[]; readonly code: number } | null = null;
  /** Sees each frame, as the client gets it. */
  onFrame: (text: string) => void = () => {};
  #bad = 0;
  #credit: number;
  #credited_at: number;
  readonly around: Surroundings;

  constructor(readonly no: number, readonly wish: Wish, around: Surroundings) {
    this.around = around;
    this.#credit = around.message_rate * BURST_SECONDS * 1_000;
    this.#credited_at = around.now();
    if (wish.kind === "join") this.room_id = wish.room_id;
    if (wish.kind === "knock") this.refusal = { says: [wish.names], code: 1000 };
  }

  hears(told: Told): void {
    if (this.phase !== "over") this.due.push(told);
  }

  sent(text: string, buffered: number): void {
    this.around.note(() => `    #${this.no} <- ${text}`);
    if (this.phase === "over") fail(`[W7] #${this.no} got more after the farewell: ${text}`);
    const own = this.local.length > 0;
    const told = own ? this.local.shift() : this.due.shift();
    if (told === undefined) fail(`[P1.2] nothing was due to #${this.no}: ${text}`);
    const wrong = mismatch(told, text, this.around.ids);
    if (wrong !== null) fail(`${wrong} (#${this.no}: ${text})`);
    const last = (own ? this.local : this.due)[0]?.what === "close";
    insist(own || last || buffered <= OUTBOX_BYTES_MAX, `[S4] #${this.no} reads too slowly`);
    this.#record(told, text);
    if (told.then_closed !== undefined) {
      this.closing_with = told.then_closed;
      this.leave();
    }
    this.onFrame(text);
  }

  closed(code: number, buffered: number): void {
    this.around.note(() => `    #${this.no} <- close ${code}`);
    if (this.closing_with !== null) {
      insist(code === this.closing_with, `[W7] #${this.no} closed with ${code}`);
      this.closing_with = null;
      return;
    }
    const told = (this.local.length > 0 ? this.local : this.due)[0];
    if (told?.what === "close" && told.code === code) {
      this.around.record(`#${this.no} close ${code}`);
      if (this.around.now() > this.refused_at) this.around.coverage.saw("refused: answered late");
    } else if (code === 1013 && buffered > OUTBOX_BYTES_MAX) {
      this.around.coverage.saw("slow readers put out");
    } else if (code === 1001 && this.never_opened) {
      return;
    } else if (code === 1001 && this.phase === "opening") {
      this.around.coverage.saw("sockets that never opened");
      this.never_opened = true;
      this.lose();
    } else {
      fail(`[P1.2] #${this.no} was closed with ${code}, not told ${JSON.stringify(told)}`);
    }
    this.leave();
  }

  /** Nothing more may come; the home has to hear of it if the edge still had it. */
  leave(): void {
    this.phase = "over";
    this.due = [];
    this.local = [];
    if (this.attached) {
      this.up.push({ kind: "gone" });
      this.owes_goodbye = !this.said_goodbye;
    }
    this.attached = false;
    this.waiting = [];
  }

  /** The edge has let go of it: nothing of it goes to the home any more. */
  detach(): void {
    this.owes_goodbye = false;
    this.attached = false;
    this.waiting = [];
  }

  /** The socket is really gone, as the server knows by now. */
  lose(): void {
    this.leave();
    this.gone = true;
    this.counted = false;
  }

  /** The worker is dead: only what is on its way to the home may still be heard. */
  cut(): void {
    this.detach();
    this.leave();
    this.owes_goodbye = false;
    this.gone = true;
    this.closing_with = null;
  }

  /** The client's message reaches the server; `means` is what a room should make of it. */
  receive(data: unknown, means: Said | "bad" | "binary" | "too_big"): void {
    if (this.phase === "seated" || this.phase === "entering") this.#judge(means);
    this.socket.receive(data);
    if (this.local.length > 0) fail(`[W6] #${this.no} was not told ${this.local[0]?.what}`);
  }

  /** [W6] What the connection itself does about a message. */
  #judge(means: Said | "bad" | "binary" | "too_big"): void {
    const { coverage } = this.around;
    if (!this.attached) return;
    const out = (code: number, sight: Parameters<Coverage["saw"]>[0]) => {
      coverage.saw(sight);
      this.local.push({ what: "line", own: true, then_closed: code });
    };
    if (means === "binary") return out(1003, "put out: too big or binary");
    if (means === "too_big") return out(1009, "put out: too big or binary");
    if (!this.#affords()) return out(1008, "put out: too fast");
    if (means === "bad") {
      if (++this.#bad > BAD_MAX) return out(1008, "put out: bad messages");
      coverage.saw("bad messages");
      this.local.push({ what: "line", own: true });
    } else if (this.phase === "seated") this.up.push(means);
    else if (this.waiting.length < WAITING_MAX) {
      coverage.saw("messages before the seat");
      this.waiting.push(means);
    } else out(1008, "put out: impatient");
  }

  #affords(): boolean {
    const { message_rate: rate } = this.around;
    if (rate === 0) return true;
    const now = this.around.now();
    const earned = (now - this.#credited_at) * rate;
    this.#credited_at = now;
    this.#credit = Math.min(rate * BURST_SECONDS * 1_000, this.#credit + earned);
    if (this.#credit < 1_000) return false;
    this.#credit -= 1_000;
    return true;
  }

  /** [R7] For the comparison with a run in which every card is another one. */
  #record(told: Told, text: string): void {
    const { swapped } = this.around;
    if (told.what === "results") return this.around.record(`#${this.no} results`);
    if (told.what !== "VOTES_REVEALED" || !swapped) {
      return this.around.record(`#${this.no} ${text}`);
    }
    const event = parse(text);
    const map = event?.data["client_vote_choice_map"];
    for (const vote of Object.values(map ?? {})) vote.Value = cardBefore(vote.Value);
    this.around.record(`#${this.no} ${JSON.stringify(event)}`);
  }
}
