/**
 * A stand-in for the original v1 client, with all its faults [P1, P1.5]: it handles frames strictly one by one, reads
 * nothing and answers no ping while it prompts, answers each prompt once, and exits at anything that it doesn't know.
 * Prompts stay open until the test answers them. It must never be more tolerant than the original.
 */
import { asGoEvent, goData, isRecord } from "./go_event.ts";
import { RawSocket } from "./raw_socket.ts";
import { Transcript } from "./transcript.ts";
import { closePayload, OPCODE } from "./wire.ts";

type PromptKind = "begin" | "vote" | "reveal";

/** How it ended: who ended it, and the close code or the reason. */
interface Exit {
  readonly by: "server" | "client" | "person";
  /** The close code that the server sent; missing: the connection just ended. */
  readonly code?: number;
  readonly why: string;
}

/** A received frame; `type` is "text" for lines that the client prints unchanged. */
export interface Received {
  readonly type: string;
  readonly raw: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const CARDS = new Set(["1", "2", "3", "5", "8", "13", "21"]);
/** Event types whose message it prints. */
const NEWS = new Set([
  "ROOM_JOIN_UPDATES",
  "ROOM_CAPACITY_REACHED",
  "VOTING_COMPLETED",
  "AWAITING_ADMIN_VOTE_START",
]);
const KNOWN = new Set([
  ...NEWS,
  "CREATE_ROOM",
  "BEGIN_VOTING_PROMPT",
  "ASK_FOR_VOTE",
  "REVEAL_VOTES_PROMPT",
  "VOTES_REVEALED",
]);

export class Terminal implements AsyncDisposable {
  readonly name: string;
  readonly frames: Received[] = [];
  /** What the person sees, prompts included. */
  readonly screen: string[] = [];
  /** Every prompt so far, in order. */
  readonly prompts: PromptKind[] = [];
  readonly #socket: RawSocket;
  readonly #transcript: Transcript;
  readonly #running: Promise<void>;
  #open: { kind: PromptKind; answered: (text: string | undefined) => void } | undefined;
  #exit: Exit | undefined;

  private constructor(name: string, socket: RawSocket, typedRoomId?: string) {
    this.name = name;
    this.#socket = socket;
    this.#transcript = new Transcript(`the terminal of "${name}"`);
    this.#running = this.#run(typedRoomId);
  }

  /** Connects to create a room, as menu item 1 of the client does. */
  static async create(port: number, name: string, capacity: string | number): Promise<Terminal> {
    const query = { action: "CREATE_ROOM", name, max_room_capacity: `${capacity}` };
    return new Terminal(name, await connect(port, query));
  }

  /** Connects to join and sends JOIN_ROOM at once, with the room id as it was typed. */
  static async join(
    port: number,
    name: string,
    roomId: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Terminal> {
    const query = { action: "JOIN_ROOM", name, room_id: roomId };
    return new Terminal(name, await connect(port, query, headers), roomId);
  }

  /** The types of all frames in order. */
  get types(): string[] {
    return this.frames.map((frame) => frame.type);
  }

  /** Set once the client has ended. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Waits for the `nth` frame of this type (from 1) that has all these words in it. */
  async receives(type: string, { with: words = [], nth = 1 }: Expected = {}): Promise<Received> {
    const found = () =>
      this.frames.filter((frame) =>
        frame.type === type && words.every((word) => frame.raw.includes(word))
      )[nth - 1];
    const what = `${type} ${nth} with ${JSON.stringify(words)}`;
    return await this.#transcript.until(what, found);
  }

  /** Waits for a line with all these words in it, or to be asked for a vote: whether the line came. */
  async receivesOrIsAsked(...words: string[]): Promise<boolean> {
    const isLine = ({ type, raw }: Received) =>
      type === "text" && words.every((word) => raw.includes(word));
    const found = () =>
      this.frames.some(isLine) ? { came: true } : this.#open?.kind === "vote" && { came: false };
    return (await this.#transcript.until(`${words} or an ask`, () => found() || undefined)).came;
  }

  /** Waits for a prompt of this kind to be open; it stays open. */
  async prompted(kind: PromptKind): Promise<void> {
    await this.#transcript.until(`${kind} prompt`, () => this.#open?.kind === kind || undefined);
  }

  /** Waits for the ticket prompt and types a ticket id. */
  begins(ticketId: string): Promise<void> {
    return this.#answer("begin", ticketId);
  }

  /** Waits for the vote prompt and types a card. */
  votes(card: string): Promise<void> {
    return this.#answer("vote", card);
  }

  /** Waits for the reveal prompt and types an answer. */
  reveals(answer = "Y"): Promise<void> {
    return this.#answer("reveal", answer);
  }

  /** Sends what the original would send only at another time, or never. */
  async sends(type: string, data: unknown): Promise<void> {
    this.#transcript.note(`!! ${type} ${JSON.stringify(data)}`);
    await this.#socket.text(JSON.stringify({ type, data }));
  }

  /** Waits for the end. */
  async ended(): Promise<Exit> {
    return await this.#transcript.until("end", () => this.#exit);
  }

  /** Ctrl-C: sends a close frame, and exits without waiting for the answer. */
  async interrupt(): Promise<void> {
    await this.#leave({ by: "person", why: "Ctrl-C" });
    await this.#running;
  }

  /** As when a laptop is closed: drops the connection without a close frame. */
  async cut(): Promise<void> {
    this.#over({ by: "person", why: "cut off" });
    await this.#socket.cut();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.interrupt();
  }

  toString(): string {
    return this.#transcript.toString();
  }

  async #run(typedRoomId: string | undefined): Promise<void> {
    try {
      if (typedRoomId !== undefined) await this.#send("JOIN_ROOM", { room_id: typedRoomId });
      while (this.#exit === undefined) {
        const frame = await this.#socket.message(Infinity);
        if (this.#exit !== undefined) return;
        if (frame.kind === "end") this.#over({ by: "server", why: "the line was cut" });
        else if (frame.kind === "close") {
          this.#over({ by: "server", code: frame.code, why: `closed ${frame.code}` });
        } else if (frame.kind === "text") await this.#handle(frame.text);
        else throw new Error(`the server sent a ${frame.kind} frame`);
      }
    } catch (error) {
      this.#over({ by: "client", why: error instanceof Error ? error.message : String(error) });
    } finally {
      await this.#socket.cut();
    }
  }

  async #handle(raw: string): Promise<void> {
    const event = asGoEvent(raw);
    const data = event && goData(event);
    this.frames.push({ type: event?.type ?? "text", raw, data: data ?? {} });
    this.#transcript.note(`<- ${raw}`);
    if (event === undefined) return this.#show(raw);
    if (!KNOWN.has(event.type)) return await this.#give(`the event type "${event.type}"`);
    if (data === undefined) return this.#show(`unable to handle ${event.type} event`);
    const text = (key: string) => typeof data[key] === "string" ? data[key] : "";
    if (NEWS.has(event.type)) return this.#show(text("message"));
    const ticketId = text("ticket_id");
    switch (event.type) {
      case "CREATE_ROOM":
        return await this.#send("JOIN_ROOM", { room_id: text("room_id") });
      case "BEGIN_VOTING_PROMPT": {
        const typed = await this.#prompt("begin", text("message"));
        if (typed === undefined) return;
        if (typed === "") return await this.#give("an empty ticket id");
        return await this.#send("BEGIN_VOTING", { ticket_id: typed });
      }
      case "ASK_FOR_VOTE": {
        const vote = await this.#prompt("vote", `Choose a card for ${ticketId}:`);
        if (vote === undefined) return;
        if (!CARDS.has(vote)) return await this.#give(`the card "${vote}"`);
        return await this.#send("MEMBER_VOTED", { ticket_id: ticketId, vote });
      }
      case "REVEAL_VOTES_PROMPT": {
        const typed = await this.#prompt("reveal", `Reveal the votes for ${ticketId}? (Y)`);
        if (typed === undefined) return;
        if (typed !== "y" && typed !== "Y") return await this.#give("no to the reveal");
        return await this.#send("REVEAL_VOTES", { ticket_id: ticketId });
      }
      case "VOTES_REVEALED":
        return this.#showVotes(data["client_vote_choice_map"]);
    }
  }

  /** Prints a table; like the original, it finds each name by the vote's MemberID in the map. */
  #showVotes(map: unknown): void {
    if (!isRecord(map)) return this.#show("unable to handle VOTES_REVEALED event");
    for (const vote of Object.values(map)) {
      const { Value, MemberID } = isRecord(vote) ? vote : {};
      const again = map[`${MemberID}`];
      this.#show(`| ${isRecord(again) ? again["MemberName"] : ""} | ${Value} |`);
    }
  }

  async #prompt(kind: PromptKind, question: string): Promise<string | undefined> {
    this.prompts.push(kind);
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#open = { kind, answered: resolve };
    this.#show(question);
    return await promise;
  }

  async #answer(kind: PromptKind, text: string): Promise<void> {
    await this.prompted(kind);
    this.#transcript.note(`>> ${text}`);
    const prompt = this.#open;
    this.#open = undefined;
    prompt?.answered(text.trim());
  }

  #show(text: string): void {
    this.screen.push(text);
    this.#transcript.note(`   > ${text}`);
  }

  async #send(type: string, data: unknown): Promise<void> {
    const raw = JSON.stringify({ type, data });
    this.#transcript.note(`-> ${raw}`);
    // Like the original it continues to read when a write fails.
    await this.#socket.text(raw).catch(() => {});
  }

  async #give(cause: string): Promise<void> {
    await this.#leave({ by: "client", why: `it can't cope with ${cause}` });
  }

  async #leave(exit: Exit): Promise<void> {
    if (this.#exit !== undefined) return;
    this.#over(exit);
    const goodbye = closePayload(1000, "Client closing connection");
    await this.#socket.frame(OPCODE.close, goodbye).catch(() => {});
    await this.#socket.cut();
  }

  #over(exit: Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#transcript.end(`${exit.by}: ${exit.why}`);
    this.#open?.answered(undefined);
  }
}

/** What a frame that is waited for must be. */
interface Expected {
  readonly with?: readonly string[];
  /** Which of them, from 1. */
  readonly nth?: number;
}

async function connect(
  port: number,
  query: Record<string, string>,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawSocket> {
  return await RawSocket.open(port, { path: `/ws?${new URLSearchParams(query)}`, headers });
}
