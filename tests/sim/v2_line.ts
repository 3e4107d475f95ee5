/**
 * The model of a v2 connection: WELCOME comes first, then replies and errors in order, and between them the room's
 * states, whose versions only grow, and of which a slow reader may miss some [P2.3].
 */
import { difference } from "./expected.ts";
import { asksForRepliesInState } from "./handshake.ts";
import { Line, WAITING_MAX } from "./line.ts";
import type { Meaning } from "./line_deps.ts";
import type { ExpectedFrame } from "./expected_frame.ts";
import { closed, type CloseName, CODES, comeLater, turnedAway } from "./v2_frames.ts";
import { insist } from "./violation.ts";

/** After how much silence a connection is lost, in milliseconds, and how late that may be noticed [W8]. */
const SILENCE_MS = 45_000;
const SILENCE_NOTICED_MS = 60_000;
/** With more unsent bytes a reader is slow: its states wait, and are checked again after this interval [P2.3]. */
const LAG_BYTES = 64 * 1024;
const LAG_CHECK_MS = 50;
/** A slow reader that reads nothing for this long while a state waits is lost, in milliseconds. */
const LAG_MAX_MS = 45_000;

const STATE = '{"type":"ROOM_STATE",';

/** Splits a state into the text that all members are sent, and the replies in it. */
function withoutReplies(text: string): readonly [plain: string, replies: readonly string[]] {
  const [, plain, replies] = /^(.*"now":-?\d+\}),"re":(\["[^\]]*\])\}$/s.exec(text) ?? [];
  return plain === undefined || replies === undefined
    ? [text, []]
    : [`${plain}}`, JSON.parse(replies)];
}

/** A state that waits for a slow reader. */
interface Held {
  frame: string;
  /** Since when a state waits, and the fewest unsent bytes since then. */
  readonly since: number;
  bytes: number;
  unreadSince: number;
  /** Since when the reader is no longer slow; null: it is slow. */
  freeSince: number | null;
}

export class V2Line extends Line {
  /** The version of the newest state that was sent; 0: before WELCOME. */
  shownVersion = 0;
  #held: Held | null = null;
  /** Messages that came before WELCOME, which must be the first frame [W4]. */
  #early: Exclude<Meaning, "binary" | "too_big">[] = [];
  /** When the client's last message came. */
  #lastMessageAt = Infinity;

  /** [P2.3] Its edge has received the room's newest state. */
  stateGiven(frame: string): void {
    const { bufferedAmount } = this.socket;
    if (this.#held === null) {
      const now = this.deps.now();
      const freeSince = null;
      this.#held = { frame, since: now, bytes: bufferedAmount, unreadSince: now, freeSince };
    } else {
      this.deps.coverage.count("v2 states skipped by a reader that lags");
      this.#held.frame = frame;
    }
  }

  /** It was given the seat: from now on silence counts. */
  seated(): void {
    this.#lastMessageAt = this.deps.now();
  }

  override sent(text: string, buffered: number): void {
    if (!text.startsWith(STATE)) return super.sent(text, buffered);
    this.deps.note(() => `    #${this.no} <- ${text}`);
    insist(this.phase !== "over", `[W7] #${this.no} got a state after the farewell`);
    const [plain, replies] = withoutReplies(text);
    insist(plain === this.#held?.frame, `[P2.3] #${this.no}: no new state: ${text}`);
    insist(buffered <= LAG_BYTES, `[P2.3] #${this.no} lags, and was sent a state`);
    const version = Number(/"version":(\d+)/.exec(text)?.[1]);
    insist(this.shownVersion > 0, `[P2.2] #${this.no} was sent a state before WELCOME`);
    insist(
      version > this.shownVersion,
      `[P2.3] #${this.no} saw ${this.shownVersion}, then ${version}`,
    );
    this.shownVersion = version;
    for (const re of replies) this.#replied(re, version);
    if (this.#held.since < this.deps.now()) this.deps.coverage.count("v2 states sent late");
    this.#held = null;
    this.record({ what: "ROOM_STATE" }, text);
    this.onFrame(text);
  }

  /** [P2.3] A state of this version has the reply to a command, so it must show its effect. */
  #replied(re: string, version: number): void {
    insist(asksForRepliesInState(this.handshake), `[P2.3] #${this.no} wants its replies apart`);
    const due = this.pending.shift();
    const { type, data, re: wanted } = JSON.parse(JSON.stringify(due?.json ?? {}));
    insist(
      type === "OK" && wanted === re && data.ballots === undefined && data.version <= version,
      `[P2.3] #${this.no} was sent a state as the reply to ${re}, not ${JSON.stringify(due)}`,
    );
    this.deps.coverage.count("v2 replies in states");
  }

  override receive(data: unknown, means: Meaning): void {
    if (this.#lastMessageAt < Infinity) this.#lastMessageAt = this.deps.now();
    super.receive(data, means);
  }

  override leave(): void {
    super.leave();
    this.#held = null;
    this.#early = [];
  }

  override refusalFrames(why: CloseName, field: string | null): readonly ExpectedFrame[] {
    const isFull = why === "try_later" && this.refusal?.why === why;
    return isFull ? comeLater() : turnedAway(why, field);
  }

  override dismissalFrames(why: CloseName): readonly ExpectedFrame[] {
    return [closed(why)];
  }

  override check(since: number): void {
    super.check(since);
    if (this.phase !== "seated") return;
    const [owed] = this.local;
    insist(owed === undefined, `[W6] #${this.no} was not sent ${JSON.stringify(owed)}`);
    const now = this.deps.now();
    const silent = now - Math.max(this.#lastMessageAt, since);
    insist(silent <= SILENCE_NOTICED_MS, `[W8] #${this.no} is silent, and is still there`);
    const held = this.#held;
    if (held === null) return;
    const { bufferedAmount } = this.socket;
    if (bufferedAmount < held.bytes) held.unreadSince = now;
    held.bytes = Math.min(held.bytes, bufferedAmount);
    if (bufferedAmount > LAG_BYTES) held.freeSince = null;
    else held.freeSince ??= now;
    const late = held.freeSince !== null &&
      now - Math.max(held.freeSince, since) > LAG_CHECK_MS;
    insist(!late, `[P2.3] #${this.no} reads, and is not sent the state`);
    const stuck = now - Math.max(held.unreadSince, since) > LAG_MAX_MS + LAG_CHECK_MS;
    insist(!stuck, `[S4] #${this.no} takes nothing, and is still there`);
  }

  protected override isOwn(text: string): boolean {
    const [own] = this.local;
    if (own?.json === undefined) return false;
    return difference(own.json, JSON.parse(text), this.deps.seen) === null;
  }

  protected override mayEndItself(code: number): boolean {
    const { coverage } = this.deps;
    const now = this.deps.now();
    if (code === CODES.going_away && now - this.#lastMessageAt >= SILENCE_MS) {
      coverage.count("v2 silence: connections given up");
      return true;
    }
    if (code !== CODES.try_later || this.#held === null) return false;
    if (now - this.#held.since < LAG_MAX_MS) return false;
    coverage.count("v2 readers that took nothing put out");
    return true;
  }

  protected override takes(means: Exclude<Meaning, "binary" | "too_big">): void {
    if (this.shownVersion > 0 && this.#early.length === 0) return super.takes(means);
    if (this.#early.length >= WAITING_MAX) return this.impatient();
    this.deps.coverage.count("v2 messages before WELCOME");
    this.#early.push(means);
  }

  protected override answers(means: Meaning): void {
    if (typeof means === "string") return;
    if (means.kind === "wrong") this.local.push({ what: "ERROR", json: means.answer });
    if (means.kind !== "ping" || means.id === null) return;
    this.deps.coverage.count("v2 pings answered");
    this.local.push({ what: "OK", json: { type: "OK", data: {}, re: means.id } });
  }

  /** [W7] The close frame carries the reason. */
  protected override putOut(code: number): void {
    this.closingWith = code;
    this.leave();
  }

  /** [P2.2] WELCOME was sent: earlier messages are read at the end of the tick. */
  protected override wasSent({ version }: ExpectedFrame): void {
    if (version === undefined) return;
    this.shownVersion = version;
    if (this.#early.length > 0) this.deps.soon(() => this.#readEarly());
  }

  protected override record(_expected: ExpectedFrame, text: string): void {
    this.deps.record(() => `#${this.no} ${this.deps.cardsBefore.of(text)}`);
  }

  /** Reads the messages that came before WELCOME. */
  #readEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const means of early) {
      if (this.attached) super.takes(means);
    }
  }
}
