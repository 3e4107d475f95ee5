/**
 * What an edge knows of a member whose room may move: enough to have it attached to the next home of the room as if
 * nothing had happened, or to see that this can't be done [C19]. It asks nobody, and sends nothing.
 */
import type { CreateRequest, FrameNotes, SeatId, Source, ToHome } from "../bus/envelopes.ts";
import type { ClientMessage } from "../protocol/client_message.ts";
import { answersPrompt, type Prompt } from "../protocol/prompts.ts";

/** How many messages of one member wait for a home or for an answer, at most. */
export const KEPT_MESSAGES_MAX = 8;

/** A message, and when its connection got it, by the wall clock. */
export interface Received {
  readonly message: ClientMessage;
  readonly at: number;
}

interface KeptSeatOptions {
  readonly seat: SeatId;
  readonly source: Source;
  readonly replies: CreateRequest["replies"] | undefined;
}

/** A message that a home was sent. */
interface Sent extends Received {
  /** What its reply is known by; null: it gets none. */
  readonly id: string | null;
  /** What it took off the screen. */
  readonly answers: Prompt | null;
}

export class KeptSeat {
  readonly #options: KeptSeatOptions;
  /** What is on the screen of a v1 member [P1.5]. */
  #prompt: Prompt | null = null;
  /** How many of the room's reveals are behind it. */
  #reveals: number;
  /** How many messages the home was sent, and of these the last ones that it has not answered, in their order. */
  #sentCount = 0;
  #sent: Sent[] = [];
  /** Whether there were more of them. */
  #isUnsure = false;
  /** What came while nobody was home to the room. */
  #waiting: Received[] = [];
  /** The home is lost, and the next one has not taken the seat over. */
  isDetached = false;

  constructor(options: KeptSeatOptions) {
    this.#options = options;
    this.#reveals = options.seat.reveals;
  }

  get roomId(): string {
    return this.#options.seat.room_id;
  }

  /** What the room's next home is asked for. */
  asked(conn: number): ToHome {
    const { source, replies } = this.#options;
    const seat = { ...this.#options.seat, reveals: this.#reveals };
    return { kind: "reattach", conn, seat, prompt: this.#prompt, replies, source };
  }

  /** This goes to the home now. */
  sent(received: Received): void {
    const { message } = received;
    const id = message.type === "request" ? message.id : null;
    const isAnswer = message.type !== "request" && answersPrompt(this.#prompt, message);
    const answers = isAnswer ? this.#prompt : null;
    if (isAnswer) this.#prompt = null;
    this.#sentCount++;
    this.#sent.push({ ...received, id, answers });
    if (this.#sent.length > KEPT_MESSAGES_MAX) {
      this.#sent.shift();
      this.#isUnsure = true;
    }
  }

  /** The home has sent this. */
  got({ re, prompt, reveals }: FrameNotes): void {
    if (prompt !== undefined) this.#prompt = prompt;
    if (reveals !== undefined) this.#reveals = reveals;
    if (re !== undefined) this.answered(re);
  }

  /** The home has answered the command that is called so, and done what came before it. */
  answered(re: string): void {
    const at = this.#sent.findIndex(({ id }) => id === re);
    if (at < 0) return;
    this.#sent = this.#sent.filter(({ id }, n) => n > at || n < at && id !== null);
    this.#isUnsure = false;
  }

  /** Keeps this until there is a home; false: that would be too much. */
  wait(received: Received): boolean {
    if (this.#waiting.length >= KEPT_MESSAGES_MAX) return false;
    this.#waiting.push(received);
    return true;
  }

  /**
   * The home is gone. Whether the seat can be asked for elsewhere: not where somebody would wait for an answer, and nobody
   * knows whether something was done. `taken`: how many messages the home took, and answered; null: it has sent no number,
   * and what a v1 member is to be asked again its next home knows.
   */
  detach(taken: number | null): boolean {
    const again = taken === null ? this.#lost() : this.#left(taken);
    if (again === null) return false;
    this.isDetached = true;
    this.#sentCount = 0;
    this.#sent = [];
    this.#isUnsure = false;
    this.#waiting = [...again.map(({ message, at }) => ({ message, at })), ...this.#waiting];
    return true;
  }

  /** What may be sent again to whoever is home next; null: somebody would wait in vain for an answer. */
  #lost(): readonly Sent[] | null {
    const commands = this.#sent.filter(({ message }) => message.type === "request");
    if (commands.length === 0) return [];
    return this.#isUnsure || !commands.every(changesNothing) ? null : commands;
  }

  /** The same, where the home has taken so many. */
  #left(taken: number): readonly Sent[] | null {
    const at = this.#sent.length - (this.#sentCount - taken);
    if (at < 0 || this.#sent.slice(0, at).some(({ id }) => id !== null)) return null;
    const again = this.#sent.slice(at);
    this.#prompt ??= again.find(({ answers }) => answers !== null)?.answers ?? null;
    return again;
  }

  /** The next home has taken the seat over: this is what it is sent now. */
  reattached(): readonly Received[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.isDetached = false;
    return waiting;
  }
}

/** Whether its home may be asked for it twice, and somebody waits for the answer. */
function changesNothing({ id, message }: Sent): boolean {
  if (id === null || message.type !== "request") return false;
  const { type } = message.request;
  return type === "results" || type === "search_tracker";
}
