/**
 * One connection between the server and a client, and what must come over it: the frames its room owes it,
 * in order, and what the connection itself has to answer. Every frame is judged the moment it is sent.
 */
import type { Coverage } from "./coverage.ts";
import { Allowance } from "./allowance.ts";
import { withChoicesBefore } from "./cards.ts";
import type { Said } from "./person.ts";
import { SimSocket, type Watcher } from "./socket.ts";
import type { Means, Surroundings } from "./surroundings.ts";
import { mismatch, type Told } from "./told.ts";
import type { CloseName } from "./v2_told.ts";
import { fail, insist } from "./violation.ts";
import type { Wish } from "./wish.ts";
import type { Applicant } from "./world.ts";

/** Unsent bytes past which nothing more may be sent [S4]. */
const OUTBOX_BYTES_MAX = 1024 * 1024;
/** Bad messages forgiven, and messages that may wait for a seat [W4, W6]. */
const BAD_MAX = 8;
export const WAITING_MAX = 8;

export class Line implements Applicant, Watcher {
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
  /** A frame from the home has come to its edge, or it is to return to a seat. */
  told = false;
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
  refusal: { readonly why: CloseName; readonly names: string | null } | null = null;
  /** Sees each frame, as the client gets it. */
  onFrame: (text: string) => void = () => {};
  #bad = 0;
  readonly #allowance: Allowance;
  readonly around: Surroundings;

  constructor(readonly no: number, readonly wish: Wish, around: Surroundings) {
    this.around = around;
    this.#allowance = new Allowance(around.message_rate, around.now());
    if (wish.kind === "join" || wish.kind === "resume") this.room_id = wish.room_id;
    if (wish.kind === "resume") this.told = true;
    if (wish.kind === "knock") this.refusal = { why: "bad_request", names: wish.names };
  }

  /** What its room votes with, as far as that is known. */
  get cards(): readonly string[] {
    const { wish } = this;
    return wish.kind === "create" ? wish.deck.means.cards : this.around.cardsOf(this.room_id);
  }

  hears(told: Told): void {
    if (this.phase !== "over") this.due.push(told);
  }

  turnedAway(why: CloseName, field: string | null): void {
    for (const told of this.refused(why, field)) this.hears(told);
  }

  /** [W4, W7] What a client is told that gets no seat. */
  refused(_why: CloseName, names: string | null): readonly Told[] {
    const says = names === null ? [] : [names];
    return [{ what: "line", says, own: true }, { what: "close", code: 1000 }];
  }

  /** [S5, S6] What it is told if the server itself ends it. */
  dismissed(_why: CloseName): readonly Told[] {
    return [{ what: "line", own: true }, { what: "close", code: 1000 }];
  }

  sent(text: string, buffered: number): void {
    this.around.note(() => `    #${this.no} <- ${text}`);
    if (this.phase === "over") fail(`[W7] #${this.no} got more after the farewell: ${text}`);
    const own = this.isOwn(text);
    const told = own ? this.local.shift() : this.due.shift();
    if (told === undefined) fail(`[P1.2] nothing was due to #${this.no}: ${text}`);
    const wrong = mismatch(told, text, this.around.seen);
    if (wrong !== null) fail(`${wrong} (#${this.no}: ${text})`);
    const last = (own ? this.local : this.due)[0]?.what === "close";
    insist(own || last || buffered <= OUTBOX_BYTES_MAX, `[S4] #${this.no} reads too slowly`);
    const secret = told.what !== "WELCOME" && /[0-9a-f]{32}/.test(text);
    insist(!secret, `[P2.2] #${this.no} was told a token: ${text}`);
    this.record(told, text);
    this.wasTold(told);
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
      this.around.record(() => `#${this.no} close ${code}`);
      if (this.around.now() > this.refused_at) this.around.coverage.saw("refused: answered late");
    } else if (code === 1013 && buffered > OUTBOX_BYTES_MAX) {
      this.around.coverage.saw("slow readers put out");
    } else if (this.mayEndItself(code)) {
      // for a reason that no room and no client has
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
      this.up.push({ kind: "gone", untold: !this.told });
      this.owes_goodbye = !this.said_goodbye;
    }
    this.attached = false;
    this.waiting = [];
  }

  /** It is being put out, and a home on the same worker hears of it before the client does. */
  goes(): void {
    if (!this.attached || this.local[0]?.then_closed === undefined) return;
    this.up.push({ kind: "gone", untold: !this.told });
    this.detach();
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

  /** The client's message reaches the server; `means` is what should be made of it. */
  receive(data: unknown, means: Means): void {
    if (this.phase === "seated" || this.phase === "entering") this.judge(means);
    this.socket.receive(data);
    const [owed] = this.local;
    if (owed !== undefined) fail(`[W6] #${this.no} was not told ${JSON.stringify(owed)}`);
  }

  /** What has to hold between two steps; `since` is when its worker last went on. */
  check(_since: number): void {}

  /** A frame that was due is out. */
  protected wasTold(_told: Told): void {}

  /** Whether a frame is the connection's own word, not the room's. */
  protected isOwn(_text: string): boolean {
    return this.local.length > 0;
  }

  protected mayEndItself(_code: number): boolean {
    return false;
  }

  /** [W6] What the connection itself does about a message. */
  protected judge(means: Means): void {
    if (!this.attached) return;
    const { coverage } = this.around;
    const out = (code: number, sight: Parameters<Coverage["saw"]>[0]) => {
      coverage.saw(sight);
      this.putOut(code);
    };
    if (means === "binary") return out(1003, "put out: too big or binary");
    if (means === "too_big") return out(1009, "put out: too big or binary");
    if (!this.#allowance.take(this.around.now())) return out(1008, "put out: too fast");
    this.takes(means);
  }

  /** A message that is text, not too long and not too soon. */
  protected takes(means: Exclude<Means, "binary" | "too_big">): void {
    const { coverage } = this.around;
    if (means === "bad" || means.kind === "wrong") {
      if (++this.#bad > BAD_MAX) {
        coverage.saw("put out: bad messages");
        return this.putOut(1008);
      }
      coverage.saw("bad messages");
      this.answers(means);
    } else if (means.kind === "ping") this.answers(means);
    else if (this.phase === "seated") this.up.push(means);
    else if (this.waiting.length < WAITING_MAX) {
      coverage.saw("messages before the seat");
      this.waiting.push(means);
    } else this.impatient();
  }

  protected impatient(): void {
    this.around.coverage.saw("put out: impatient");
    this.putOut(1008);
  }

  /** The connection itself answers. */
  protected answers(_means: Means): void {
    this.local.push({ what: "line", own: true });
  }

  /** It is told why, and closed with this code once the peer is quiet. */
  protected putOut(code: number): void {
    this.local.push({ what: "line", own: true, then_closed: code });
  }

  /** [R7] For the comparison with a run in which every card is another one. */
  protected record(told: Told, text: string): void {
    this.around.record(() => {
      if (told.what === "results") return `#${this.no} results`;
      if (told.what !== "VOTES_REVEALED" || !this.around.swapped) return `#${this.no} ${text}`;
      return `#${this.no} ${withChoicesBefore(text, this.cards)}`;
    });
  }
}
