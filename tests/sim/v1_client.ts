/**
 * A v1 client, with the person or program behind it. A terminal behaves like the original client: it handles frames one
 * by one, reads nothing while it prompts, answers each prompt once, and exits at anything that it doesn't know [P1.5].
 * A program reads everything and sends anything.
 */
import { otherCard } from "./cards.ts";
import { Client, type ClientOptions, type Question } from "./client.ts";
import type { RoomMessage } from "./person.ts";
import { parse } from "./expected_frame.ts";
import { fail, insist } from "./violation.ts";
import { BAD_CARDS, BAD_TICKETS, CARDS, GARBAGE, ticketOf } from "./inputs.ts";

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

export class V1Client extends Client {
  override readonly kind: "terminal" | "program";
  override prompt: { readonly question: Question; readonly ticket: string } | null = null;
  /** The ticket of a ballot that it has seen begin, but not be revealed. */
  override openTicket: string | null = null;
  #ticket = "TICKET-A";
  /** How many prompts it has not answered [P1.5]. */
  #unanswered = 0;

  constructor(options: ClientOptions & { readonly kind: "terminal" | "program" }) {
    super(options);
    this.kind = options.kind;
    this.typedRoom = this.line.room_id ?? "";
    this.line.onFrame = (text) => this.#sent(text);
  }

  /** Reads what has come; a terminal only up to the next prompt. */
  override read(): void {
    const { unread, stalled } = this.line.socket;
    if (stalled || this.over) return;
    while (unread.length > 0 && this.prompt === null && !this.over) {
      const frame = unread.shift();
      if (typeof frame === "number") this.leave();
      else if (frame !== undefined) this.#handle(frame);
    }
  }

  /** Answers its prompt. `sense`: the probability that the answer is sensible. */
  override answer(sense: number): void {
    const random = this.random;
    if (this.prompt === null || this.line.socket.stalled || this.over) return;
    const { question, ticket } = this.prompt;
    if (question === "begin" && this.idle) return;
    this.prompt = null;
    const sensible = random.chance(sense);
    if (!sensible && random.chance(0.5)) return this.leave(); // as the original client does
    switch (question) {
      case "begin":
        return this.begin(sensible);
      case "vote":
        return this.vote(ticket, random.pick(CARDS));
      case "reveal":
        return this.reveal(ticket);
    }
  }

  /** [P1] Sends any command, whether it is allowed or not. */
  override chatter(): void {
    const random = this.random;
    const other = random.chance(0.1) ? "" : ticketOf(random.below(8)).shown;
    const ticket = random.chance(0.8) ? this.#ticket : other;
    switch (random.below(5)) {
      case 0:
        return this.announce(random.chance(0.7) ? this.typedRoom : "ZZZZZZZZ");
      case 1:
        return this.begin(random.chance(0.8));
      case 2:
        return this.reveal(ticket);
      default:
        return this.vote(ticket, random.pick(random.chance(0.85) ? CARDS : BAD_CARDS));
    }
  }

  override garbage(): void {
    const { data, as } = this.random.pick(GARBAGE);
    this.send(data, as);
  }

  announce(room_id: string): void {
    const typed = this.random.pick([room_id, room_id.toLowerCase(), ` ${room_id}`]);
    this.#send("JOIN_ROOM", { room_id: typed }, { kind: "announce", room_id });
  }

  begin(sensible: boolean): void {
    if (!sensible) {
      const ticket_id = this.random.pick(BAD_TICKETS);
      return this.#send("BEGIN_VOTING", { ticket_id }, { kind: "unusable", answers: "begin" });
    }
    const { raw, shown } = ticketOf(this.random.below(8));
    this.#send("BEGIN_VOTING", { ticket_id: raw }, { kind: "begin", ticket: shown });
  }

  vote(ticket_id: string, chosen: string): void {
    const { swapped } = this.line.deps;
    const card = swapped && CARDS.includes(chosen) ? otherCard(chosen) : chosen;
    const message: RoomMessage = ticket_id !== "" && CARDS.includes(card)
      ? { kind: "vote", ticket: ticket_id, card }
      : { kind: "unusable", answers: "vote" };
    this.#send("MEMBER_VOTED", { ticket_id, vote: card }, message);
  }

  reveal(ticket_id: string): void {
    const message: RoomMessage = ticket_id !== ""
      ? { kind: "reveal", ticket: ticket_id }
      : { kind: "unusable", answers: "reveal" };
    this.#send("REVEAL_VOTES", { ticket_id }, message);
  }

  override dismiss(): void {
    this.prompt = null;
  }

  #send(type: string, data: Readonly<Record<string, string>>, means: RoomMessage): void {
    const question = means.kind === "unusable" ? means.answers : means.kind;
    if (this.kind === "terminal" && question !== "announce") this.#unanswered--;
    this.send(JSON.stringify({ type, data }), means);
  }

  /** Checks, without the model, that a terminal never has two unanswered prompts. */
  #sent(text: string): void {
    const type = parse(text)?.type;
    if (type === undefined || PROMPTS[type] === undefined || this.kind === "program") return;
    this.#unanswered++;
    insist(this.#unanswered <= 1, `[P1.5] a surplus prompt for #${this.line.no}: ${text}`);
  }

  #handle(text: string): void {
    const event = parse(text);
    if (event === null) {
      if (/was cancelled/.test(text)) this.openTicket = null;
      return;
    }
    const { type, data } = event;
    if (!KNOWN.has(type)) fail(`[P1] ${type} makes an old client exit`);
    const ticket = typeof data["ticket_id"] === "string" ? data["ticket_id"] : "";
    if (ticket !== "") this.#ticket = ticket;
    if (type === "ASK_FOR_VOTE") this.openTicket = ticket;
    if (type === "VOTES_REVEALED") this.openTicket = null;
    if (type === "CREATE_ROOM") {
      this.typedRoom = `${data["room_id"]}`;
      if (this.kind === "terminal" || this.random.chance(0.9)) this.announce(this.typedRoom);
    }
    const question = PROMPTS[type];
    if (question === undefined) return;
    if (this.kind === "terminal") this.prompt = { question, ticket };
    else if (this.random.chance(this.plan.answers)) {
      if (question === "begin") this.begin(true);
      else if (question === "reveal") this.reveal(ticket);
      else this.vote(ticket, this.random.pick(CARDS));
    }
  }
}
