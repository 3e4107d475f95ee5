/** A member under load: its connection, what it sends, and what it has received in this round, in either protocol. */
import { V2_NAME } from "../../src/protocol/offer.ts";
import { assertNever, type Protocol } from "../../src/room/state.ts";
import { kindOf, ticketOf, versionOf, voterOf } from "./frames.ts";
import { type Listener, LoadSocket, type Target } from "./socket.ts";
import type { Tally } from "./tally.ts";

/** What a member reports to its room. */
export interface MemberRoom {
  /** [v1] The frame has come that `voter` has voted. */
  voted(member: Member, voter: number, ticket: number): void;
  /** [v1] It is asked for its vote. */
  asked(member: Member): void;
  /** It is asked to reveal. */
  revealAsked(member: Member): void;
  /** [v1] The last frame of a round has come. */
  finished(member: Member): void;
  /** [v2] A state of this version has come; `text` returns its JSON. */
  stated(member: Member, version: number, text: () => string): void;
  /** Its connection ended, or it can't go on. */
  lost(member: Member): void;
}

/** How a member connects. */
export type Entrance =
  | { readonly action: "CREATE_ROOM"; readonly capacity: number }
  | { readonly action: "JOIN_ROOM" | "RESUME"; readonly room_id: string };

export class Member implements Listener {
  readonly #room: MemberRoom;
  readonly #tally: Tally;
  #socket: LoadSocket | null = null;
  #seated = Promise.withResolvers<void>();
  #commands = 0;
  #token = "";
  roomId = "";
  /** Whether it leaves or its room ends, so that its connection may close. */
  leaving = false;

  // of this round
  voted = false;
  /** Votes of others and its own that it has received. */
  votesReceived = 0;
  completed = false;
  revealed = false;
  done = false;
  /** Commands that the server has yet to answer. */
  unanswered = 0;

  constructor(
    readonly number: number,
    readonly protocol: Protocol,
    io: { readonly room: MemberRoom; readonly tally: Tally },
  ) {
    this.#room = io.room;
    this.#tally = io.tally;
  }

  /** Connects and takes its seat. Rejects if it gets none. */
  async enter(target: Target, entrance: Entrance): Promise<void> {
    this.leaving = false;
    this.unanswered = 0;
    this.#seated = Promise.withResolvers();
    this.#seated.promise.catch(() => {});
    const v2 = this.protocol === "v2";
    const query = new URLSearchParams({ action: entrance.action, name: `m${this.number}` });
    if (entrance.action === "CREATE_ROOM") query.set("max_room_capacity", `${entrance.capacity}`);
    else query.set("room_id", entrance.room_id);
    if (entrance.action === "RESUME") query.set("resume_token", this.#token);
    const socket = await LoadSocket.open(target, {
      query: query.toString(),
      protocol: v2 ? V2_NAME : null,
    });
    this.#socket = socket;
    socket.listen(this);
    if (!v2 && entrance.action === "JOIN_ROOM") {
      this.roomId = entrance.room_id;
      this.say("JOIN_ROOM", { room_id: entrance.room_id });
    }
    await this.#seated.promise;
  }

  /** Resets what it has received. */
  beginRound(): void {
    this.voted =
      this.completed =
      this.revealed =
      this.done =
        false;
    this.votesReceived = 0;
  }

  say(type: string, data: Readonly<Record<string, unknown>>): void {
    if (this.protocol === "v1") return this.#socket?.send(JSON.stringify({ type, data }));
    this.unanswered++;
    this.#socket?.send(JSON.stringify({ type, data, id: `c${++this.#commands}` }));
  }

  /** [W8] Sends a PING, as a v2 client must every 20 s; without an id, it is not answered. */
  ping(): void {
    if (this.protocol === "v2") this.#socket?.send('{"type":"PING","data":{}}');
  }

  /** Goes for good. */
  leave(): void {
    this.leaving = true;
    if (this.protocol === "v2") this.say("LEAVE", {});
    else this.#socket?.close();
  }

  /** Drops its connection without a close frame; it may resume. */
  drop(): void {
    this.unanswered = 0;
    this.#socket?.cut();
  }

  /** Closes the connection. Never throws. */
  hangUp(): void {
    this.leaving = true;
    this.#socket?.close();
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#tally.deliveries++;
    this.#tally.bytes += end - start;
    const kind = kindOf(bytes, start, end);
    const text = () => new TextDecoder().decode(bytes.subarray(start, end));
    switch (kind) {
      case "voted":
        return this.#room.voted(this, voterOf(bytes, start, end), ticketOf(bytes, start, end));
      case "withdrawn":
        return;
      case "ask":
        return this.#room.asked(this);
      case "completed":
        this.completed = true;
        return;
      case "reveal_prompt":
        return this.#room.revealAsked(this);
      case "revealed":
        this.revealed = true;
        return;
      case "awaiting":
      case "begin_prompt":
        return this.#room.finished(this);
      case "news":
        return this.#seated.resolve();
      case "created":
        this.roomId = found(ROOM_ID, text());
        return this.say("JOIN_ROOM", { room_id: this.roomId });
      case "welcome":
        this.roomId = found(ROOM_ID, text());
        this.#token = found(TOKEN, text());
        return this.#seated.resolve();
      case "state":
        return this.#room.stated(this, versionOf(bytes, start, end), text);
      case "ok":
        this.unanswered--;
        return;
      case "error":
        return this.#fail("server error", text());
      case "ended":
      case "unknown":
        if (!this.leaving) this.#fail("unexpected frame", text());
        return;
      default:
        return assertNever(kind);
    }
  }

  over(why: string): void {
    this.#socket = null;
    this.#seated.reject(new Error(why));
    if (!this.leaving) this.#fail("unexpected close", why);
  }

  #fail(kind: "server error" | "unexpected frame" | "unexpected close", detail: string): void {
    this.#tally.errors.add(
      kind,
      `m${this.number} (${this.protocol}) of ${this.roomId}: ${detail}`,
    );
    this.#room.lost(this);
  }
}

/** The original server gives its rooms ids of six characters. */
const ROOM_ID = /"room_id":"(\w+)"/;
const TOKEN = /"resume_token":"(\w{32})"/;

function found(pattern: RegExp, text: string): string {
  return pattern.exec(text)?.[1] ?? "";
}
