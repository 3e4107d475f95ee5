/**
 * A room of hundreds of v2 members with the longest names, which make its results as large as possible. They only count
 * what they are sent.
 */
import { assert, assertMatch } from "@std/assert";
import { PATIENCE_MS, within } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import type { Server } from "../e2e/server.ts";
import { V2 } from "../e2e/v2_member.ts";
import { event } from "./stranger.ts";

const ENCODER = new TextEncoder();

/** A text of so many code points, the longest as UTF-8, with a number at its end. */
function longText(length: number, n: number): string {
  const number = `${n}`;
  return "\u{1F9EA}".repeat(length - number.length) + number;
}

const NAME_LENGTH = 40;
const TICKET_ID_LENGTH = 64;
const TITLE_LENGTH = 200;
/** Nobody can reveal more: a session would be as good as unlimited. */
const BALLOTS_MAX = 200;
/** Members on their way in at a time. */
const ARRIVING = 10;

class Attendee implements AsyncDisposable {
  /** The largest frame of each type, in bytes. */
  readonly largest = new Map<string, number>();
  /** The code that the server closed with, or "end". */
  readonly closed: Promise<number | "end">;
  readonly #socket: RawSocket;
  readonly #waiting = new Set<(text: string | null) => void>();
  #lastId = 0;
  #over = false;

  private constructor(socket: RawSocket) {
    this.#socket = socket;
    this.closed = this.#read();
  }

  static async joins(
    { port }: Server,
    { n, ...query }: { readonly n: number } & Readonly<Record<string, string | number>>,
  ): Promise<Attendee> {
    const words = { ...query, name: longText(NAME_LENGTH, n) };
    const path = `/ws?${new URLSearchParams(words)}`;
    const socket = await RawSocket.open(port, { path, protocols: [V2] });
    return new Attendee(socket);
  }

  /** Sends a command that nobody waits for. */
  async sends(type: string, data: unknown): Promise<void> {
    await this.#socket.text(event(type, data));
  }

  /** Sends a command and gives the reply as it came; null where the connection ended instead. */
  async asks(type: string, data: unknown): Promise<string | null> {
    const id = `${++this.#lastId}`;
    const reply = this.#next((text) => text.endsWith(`"re":"${id}"}`), `reply to ${type}`);
    // where the line ends meanwhile the reply says so
    await this.#socket.text(JSON.stringify({ type, data, id })).catch(() => {});
    return await reply;
  }

  /** Waits for a frame with all of these in it, among those that come from now on. */
  async sees(...parts: readonly string[]): Promise<string> {
    const text = await this.#next((text) => parts.every((part) => text.includes(part)), parts[0]);
    assert(text !== null, `the connection ended before ${parts}`);
    return text;
  }

  /** Fetches all results, page by page; gives how many ballots came until the end, or the close. */
  async fetches(): Promise<number> {
    let ballots = 0;
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await this.asks("GET_RESULTS", { after });
      if (page === null) break;
      ballots += page.split('"attempt":').length - 1;
      const next = /"next":(\d+)\}/.exec(page.slice(-100))?.[1];
      after = next === undefined ? undefined : Number(next);
    }
    return ballots;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket.cut();
    await this.closed;
  }

  #next(fits: (text: string) => boolean, what = "frame"): Promise<string | null> {
    if (this.#over) return Promise.resolve(null);
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const waiter = (text: string | null) => {
      if (text !== null && !fits(text)) return;
      this.#waiting.delete(waiter);
      resolve(text);
    };
    this.#waiting.add(waiter);
    return within(promise, what, PATIENCE_MS);
  }

  async #read(): Promise<number | "end"> {
    for (;;) {
      const frame = await this.#socket.message(Infinity);
      if (frame.kind !== "text") {
        this.#over = true;
        for (const waiter of [...this.#waiting]) waiter(null);
        return frame.kind === "close" ? frame.code : "end";
      }
      const type = /^\{"type":"(\w+)"/.exec(frame.text)?.[1] ?? "none";
      const bytes = ENCODER.encode(frame.text).length;
      this.largest.set(type, Math.max(bytes, this.largest.get(type) ?? 0));
      for (const waiter of [...this.#waiting]) waiter(frame.text);
    }
  }
}

export class Crowd implements AsyncDisposable {
  readonly roomId: string;
  readonly admin: Attendee;
  readonly everybody: readonly Attendee[];
  /** Ballots that were revealed. */
  ballots = 0;

  private constructor(roomId: string, everybody: readonly [Attendee, ...Attendee[]]) {
    this.roomId = roomId;
    this.everybody = everybody;
    [this.admin] = everybody;
  }

  /** Opens a room for so many, and fills it. */
  static async gathers(server: Server, members: number): Promise<Crowd> {
    const admin = await Attendee.joins(server, {
      n: 0,
      action: "CREATE_ROOM",
      max_room_capacity: members,
    });
    // the room's state may come together with the reply
    const seen = admin.sees('"room_id"');
    const reply = await admin.asks("SET_SETTINGS", { auto_reveal: true });
    assertMatch(reply ?? "", /^\{"type":"OK"/);
    const roomId = /"room_id":"(\w+)"/.exec(await seen)?.[1] ?? "";
    const everybody: [Attendee, ...Attendee[]] = [admin];
    while (everybody.length < members) {
      const count = Math.min(ARRIVING, members - everybody.length);
      everybody.push(
        ...await Promise.all(Array.from({ length: count }, async (_, i) => {
          const n = everybody.length + i;
          const one = await Attendee.joins(server, { n, action: "JOIN_ROOM", room_id: roomId });
          assertMatch(await one.asks("PING", {}) ?? "", /^\{"type":"OK"/);
          return one;
        })),
      );
    }
    return new Crowd(roomId, everybody);
  }

  /** Reveals ballots that are as large as they can be, until the session takes no more; gives its answer. */
  async fillsTheSession(): Promise<string> {
    while (this.ballots < BALLOTS_MAX) {
      const ticketId = longText(TICKET_ID_LENGTH, this.ballots);
      const title = longText(TITLE_LENGTH, this.ballots);
      const reply = await this.admin.asks("BEGIN_VOTING", { ticket_id: ticketId, title }) ?? "";
      if (!reply.startsWith('{"type":"OK"')) return reply;
      const revealed = this.admin.sees(ticketId, '"phase":"revealed"');
      await Promise.all(
        this.everybody.map((one) => one.sends("MEMBER_VOTED", { ticket_id: ticketId, vote: "13" })),
      );
      await revealed;
      this.ballots++;
    }
    throw new Error(`${this.ballots} ballots were revealed, and the session takes more`);
  }

  /** The largest frame that anybody got, by type, in bytes. */
  largest(): ReadonlyMap<string, number> {
    const largest = new Map<string, number>();
    for (const one of this.everybody) {
      for (const [type, bytes] of one.largest) {
        largest.set(type, Math.max(bytes, largest.get(type) ?? 0));
      }
    }
    return largest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.everybody.map((one) => one[Symbol.asyncDispose]()));
  }
}
