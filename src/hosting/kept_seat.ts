/**
 * What an edge keeps of a member so that its connection survives a move of the room: which seat it has, what the client
 * has been sent, and which of its messages are not answered yet. It decides whether the connection can be attached to
 * the next home without losing or repeating anything [C19]. It sends nothing itself.
 */
import type { CreateRequest, FrameNotes, SeatId, Source, ToHome } from "../bus/envelopes.ts";
import type { ClientMessage } from "../protocol/client_message.ts";
import { answersPrompt, type Prompt } from "../protocol/prompts.ts";

/** The most messages of one member that wait for a home, and the most unanswered ones that are remembered. */
export const KEPT_MESSAGES_MAX = 8;

/** A message, and when its connection received it, on the wall clock. */
export interface Received {
  readonly message: ClientMessage;
  readonly at: number;
}

interface KeptSeatOptions {
  readonly seat: SeatId;
  readonly source: Source;
  readonly replies: CreateRequest["replies"] | undefined;
}

/** A message that was sent to the home. */
interface Sent extends Received {
  /** The command's id, which the reply repeats; null: there is no reply. */
  readonly id: string | null;
  /** The prompt that it answered; null: none. */
  readonly answers: Prompt | null;
}

export class KeptSeat {
  readonly #options: KeptSeatOptions;
  /** The prompt that a v1 member has not answered [P1.5]. */
  #prompt: Prompt | null = null;
  /** How many reveals of the room the member has seen. */
  #reveals: number;
  /** How many messages were sent to the home, and the last unanswered ones, in order. */
  #sentCount = 0;
  #sent: Sent[] = [];
  /** Whether more messages were unanswered than are remembered. */
  #isUnsure = false;
  /** Messages that came while the room had no home. */
  #waiting: Received[] = [];
  /** Whether the home is gone and the next one has not taken the seat over yet. */
  isDetached = false;

  constructor(options: KeptSeatOptions) {
    this.#options = options;
    this.#reveals = options.seat.reveals;
  }

  get roomId(): string {
    return this.#options.seat.room_id;
  }

  /** The request to the room's next home. */
  asked(conn: number): ToHome {
    const { source, replies } = this.#options;
    const seat = { ...this.#options.seat, reveals: this.#reveals };
    return { kind: "reattach", conn, seat, prompt: this.#prompt, replies, source };
  }

  /** Notes a message that is sent to the home. */
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

  /** Notes a frame that the home has sent. */
  got({ re, prompt, reveals }: FrameNotes): void {
    if (prompt !== undefined) this.#prompt = prompt;
    if (reveals !== undefined) this.#reveals = reveals;
    if (re !== undefined) this.answered(re);
  }

  /** The home has answered the command with this id, so it has processed all messages before it. */
  answered(re: string): void {
    const at = this.#sent.findIndex(({ id }) => id === re);
    if (at < 0) return;
    this.#sent = this.#sent.filter(({ id }, n) => n > at || n < at && id !== null);
    this.#isUnsure = false;
  }

  /** Keeps a message until there is a home; false: too many wait already. */
  wait(received: Received): boolean {
    if (this.#waiting.length >= KEPT_MESSAGES_MAX) return false;
    this.#waiting.push(received);
    return true;
  }

  /**
   * The home is gone. Returns whether the connection can be attached to the next one: not if it is unknown whether a
   * command was done whose sender waits for the reply. `taken`: how many messages the home processed and answered;
   * null: unknown, because it died. v1 messages are then not repeated: the next home prompts the member again.
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

  /** After the home's death: the messages to send to the next home again; null: the connection has to be closed. */
  #lost(): readonly Sent[] | null {
    const commands = this.#sent.filter(({ message }) => message.type === "request");
    if (commands.length === 0) return [];
    return this.#isUnsure || !commands.every(changesNothing) ? null : commands;
  }

  /** The same if the home has processed `taken` messages. */
  #left(taken: number): readonly Sent[] | null {
    const at = this.#sent.length - (this.#sentCount - taken);
    if (at < 0 || this.#sent.slice(0, at).some(({ id }) => id !== null)) return null;
    const again = this.#sent.slice(at);
    this.#prompt ??= again.find(({ answers }) => answers !== null)?.answers ?? null;
    return again;
  }

  /** The next home has taken the seat over. Returns the messages that waited for it. */
  reattached(): readonly Received[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.isDetached = false;
    return waiting;
  }
}

/** Whether the command can safely be repeated; one without an id gets no reply, so nobody waits for it. */
function changesNothing({ id, message }: Sent): boolean {
  if (id === null || message.type !== "request") return false;
  const { type } = message.request;
  return type === "results" || type === "search_tracker";
}
