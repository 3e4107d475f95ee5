/**
 * A client and the person or program behind it. A terminal is as badly behaved as the old one: it handles
 * frames one by one, reads nothing while it prompts, answers every prompt once, and leaves for good at
 * anything it doesn't know [P1.5]. A program reads all and says what it likes.
 */
import type { Life } from "./life.ts";
import type { Line } from "./line.ts";
import type { Said } from "./person.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { parse } from "./told.ts";
import { fail, insist } from "./violation.ts";
import { BAD_CARDS, BAD_TICKETS, CARDS, GARBAGE, otherCard, ticketOf } from "./words.ts";

/** What is on its way from the client to the server. */
type Parcel =
  | { readonly kind: "open" }
  | {
    readonly kind: "data";
    readonly data: unknown;
    readonly means: Parameters<Line["receive"]>[1];
  }
  | { readonly kind: "end"; readonly not_before: number };

type Question = "begin" | "vote" | "reveal";

const PROMPTS: Readonly<Record<string, Question>> = {
  BEGIN_VOTING_PROMPT: "begin",
  ASK_FOR_VOTE: "vote",
  REVEAL_VOTES_PROMPT: "reveal",
};
const KNOWN = new Set([
  ...Object.keys(PROMPTS),
  "CREATE_ROOM",
  "ROOM_JOIN_UPDATES",
  "ROOM_CAPACITY_REACHED",
  "VOTING_COMPLETED",
  "VOTES_REVEALED",
  "AWAITING_ADMIN_VOTE_START",
]);

export class Client {
  readonly line: Line;
  readonly life: Life;
  readonly kind: "terminal" | "program";
  /** What it types as the room's id; a joiner says JOIN_ROOM with it at once, unless it forgets. */
  typed_room: string;
  prompt: { readonly question: Question; readonly ticket: string } | null = null;
  /** The ballot that this client has heard of and not seen revealed. */
  open_ticket: string | null = null;
  /** The person wants no more tickets for now. */
  idle = false;
  readonly outbox: Parcel[] = [{ kind: "open" }];
  /** It sends and reads nothing any more. */
  over = false;
  #ticket = "TICKET-A";
  /** Prompts sent to it and not answered by it [P1.5]. */
  #unanswered = 0;
  readonly #random: Random;
  readonly #plan: Plan;

  constructor(
    { line, life, kind, random, plan }: Pick<Client, "line" | "life" | "kind"> & {
      readonly random: Random;
      readonly plan: Plan;
    },
  ) {
    this.line = line;
    this.life = life;
    this.kind = kind;
    this.#random = random;
    this.#plan = plan;
    this.typed_room = line.room_id ?? "";
    line.onFrame = (text) => this.#sent(text);
  }

  /** Whether the other end is still there: where its thread is gone, the connection is. */
  get cut(): boolean {
    return this.life.clock.dead;
  }

  /** Something is to be delivered, read or answered. */
  get busy(): boolean {
    if (this.line.gone || this.cut) return false;
    const { unread, stalled } = this.line.socket;
    return this.outbox.length > 0 || this.prompt !== null || (unread.length > 0 && !stalled);
  }

  /** Its handshake is never finished. */
  hangs(): void {
    this.outbox.splice(0);
    this.over = true;
  }

  /** Some of what was sent arrives, in its order. */
  deliver(count: number, now: number): void {
    const { line, outbox } = this;
    for (let left = count; left > 0 && !this.life.clock.blocked && !this.cut; left--) {
      const parcel = outbox[0];
      if (parcel === undefined || line.gone) return;
      if (parcel.kind === "end" && parcel.not_before > now) return;
      outbox.shift();
      if (parcel.kind === "open") this.life.open(line);
      else if (parcel.kind === "data") line.receive(parcel.data, parcel.means);
      else {
        line.lose();
        line.socket.end();
      }
    }
  }

  /** Reads what came; a terminal up to the next prompt. */
  read(): void {
    const { unread, stalled } = this.line.socket;
    if (stalled || this.over) return;
    while (unread.length > 0 && this.prompt === null && !this.over) {
      const frame = unread.shift();
      if (typeof frame === "number") this.leave();
      else if (frame !== undefined) this.#handle(frame);
    }
  }

  /** Answers the prompt on the screen, sensibly or not. */
  answer(sense: number): void {
    const random = this.#random;
    if (this.prompt === null || this.line.socket.stalled || this.over) return;
    const { question, ticket } = this.prompt;
    if (question === "begin" && this.idle) return;
    this.prompt = null;
    const sensible = random.chance(sense);
    if (!sensible && random.chance(0.5)) return this.leave(); // as the old client does
    switch (question) {
      case "begin":
        return this.begin(sensible);
      case "vote":
        return this.vote(ticket, random.pick(CARDS));
      case "reveal":
        return this.reveal(ticket);
    }
  }

  /** [P1] Something a program says, whether it fits or not. */
  chatter(): void {
    const random = this.#random;
    const other = random.chance(0.1) ? "" : ticketOf(random.below(8)).shown;
    const ticket = random.chance(0.8) ? this.#ticket : other;
    switch (random.below(5)) {
      case 0:
        return this.announce(random.chance(0.7) ? this.typed_room : "ZZZZZZZZ");
      case 1:
        return this.begin(random.chance(0.8));
      case 2:
        return this.reveal(ticket);
      default:
        return this.vote(ticket, random.pick(random.chance(0.85) ? CARDS : BAD_CARDS));
    }
  }

  garbage(): void {
    const { data, as } = this.#random.pick(GARBAGE);
    this.outbox.push({ kind: "data", data, means: as });
  }

  announce(room_id: string): void {
    const typed = this.#random.pick([room_id, room_id.toLowerCase(), ` ${room_id}`]);
    this.#say("JOIN_ROOM", { room_id: typed }, { kind: "announce", room_id });
  }

  begin(sensible: boolean): void {
    if (!sensible) {
      const ticket_id = this.#random.pick(BAD_TICKETS);
      return this.#say("BEGIN_VOTING", { ticket_id }, { kind: "unusable", answers: "begin" });
    }
    const { raw, shown } = ticketOf(this.#random.below(8));
    this.#say("BEGIN_VOTING", { ticket_id: raw }, { kind: "begin", ticket: shown });
  }

  vote(ticket_id: string, chosen: string): void {
    const card = this.line.around.swapped ? otherCard(chosen) : chosen;
    const said: Said = ticket_id !== "" && CARDS.includes(card)
      ? { kind: "vote", ticket: ticket_id, card }
      : { kind: "unusable", answers: "vote" };
    this.#say("MEMBER_VOTED", { ticket_id, vote: card }, said);
  }

  reveal(ticket_id: string): void {
    const said: Said = ticket_id !== ""
      ? { kind: "reveal", ticket: ticket_id }
      : { kind: "unusable", answers: "reveal" };
    this.#say("REVEAL_VOTES", { ticket_id }, said);
  }

  /** Closes the connection, once what it sent has arrived. */
  leave(): void {
    if (this.over) return;
    this.over = true;
    this.outbox.push({ kind: "end", not_before: 0 });
  }

  /** Is gone without a word; the server learns of it some time later. */
  vanish(until: number): void {
    this.over = true;
    this.line.socket.stalled = true;
    this.outbox.splice(0, Infinity, { kind: "end", not_before: until });
  }

  #say(type: string, data: Readonly<Record<string, string>>, means: Said): void {
    const question = means.kind === "unusable" ? means.answers : means.kind;
    if (this.kind === "terminal" && question !== "announce") this.#unanswered--;
    this.outbox.push({ kind: "data", data: JSON.stringify({ type, data }), means });
  }

  /** Model or not: a terminal has never more than one prompt that it has not answered. */
  #sent(text: string): void {
    const type = parse(text)?.type;
    if (type === undefined || PROMPTS[type] === undefined || this.kind === "program") return;
    this.#unanswered++;
    insist(this.#unanswered <= 1, `[P1.5] a surplus prompt for #${this.line.no}: ${text}`);
  }

  #handle(text: string): void {
    const event = parse(text);
    if (event === null) return;
    const { type, data } = event;
    if (!KNOWN.has(type)) fail(`[P1] ${type} makes an old client exit`);
    const ticket = typeof data["ticket_id"] === "string" ? data["ticket_id"] : "";
    if (ticket !== "") this.#ticket = ticket;
    if (type === "ASK_FOR_VOTE") this.open_ticket = ticket;
    if (type === "VOTES_REVEALED") this.open_ticket = null;
    if (type === "CREATE_ROOM") {
      this.typed_room = `${data["room_id"]}`;
      if (this.kind === "terminal" || this.#random.chance(0.9)) this.announce(this.typed_room);
    }
    const question = PROMPTS[type];
    if (question === undefined) return;
    if (this.kind === "terminal") this.prompt = { question, ticket };
    else if (this.#random.chance(this.#plan.answers)) {
      if (question === "begin") this.begin(true);
      else if (question === "reveal") this.reveal(ticket);
      else this.vote(ticket, this.#random.pick(CARDS));
    }
  }
}
