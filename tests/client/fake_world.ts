/** Everything a client needs, in the hands of a test: sockets that a test drives, time and chance. */
import { assert, assertEquals } from "@std/assert";
import type { Environment, Socket, SocketEvents } from "../../src/client/environment.ts";
import {
  ClientError,
  type OwnVote,
  type RevealedBallot,
  RoomClient,
  type RoomState,
  type SavedSeat,
  type Status,
  type You,
} from "../../src/client/mod.ts";
import { FakeClock } from "../base/fake_clock.ts";

export const SERVER_URL = "ws://server.test/ws";
export const TOKEN = "0123456789abcdef0123456789abcdef";
export const SEAT: SavedSeat = { room_id: "7K2M9QXD", resume_token: TOKEN };

/** Of a ballot that nobody looks into. */
export const NO_SUMMARY: RevealedBallot["summary"] = {
  counts: [],
  counted_apart: [],
  mean: null,
  median: null,
  min: null,
  max: null,
  consensus: false,
  suggestion: null,
};

/** What a client sent. */
interface Sent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly id: string;
}

export class FakeSocket implements Socket {
  readonly url: string;
  /** The sub-protocols that were offered. */
  readonly protocols: readonly string[];
  readonly sent: Sent[] = [];
  hungUp = false;
  readonly #events: SocketEvents;

  constructor(url: string, protocols: readonly string[], events: SocketEvents) {
    this.url = url;
    this.protocols = protocols;
    this.#events = events;
  }

  send(text: string): void {
    assert(!this.hungUp, "sent on a socket that was closed");
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.hungUp = true;
  }

  get query(): Record<string, string> {
    return Object.fromEntries(new URL(this.url).searchParams);
  }

  /** The last thing it was sent. */
  get last(): Sent {
    const last = this.sent.at(-1);
    assert(last !== undefined, "nothing was sent");
    return last;
  }

  receive(message: unknown): void {
    this.#events.received(typeof message === "string" ? message : JSON.stringify(message));
  }

  welcome(room: Partial<RoomState> = {}, you: Partial<You> = {}, { now = 0 } = {}): void {
    const whole = { member_id: "ANA", resume_token: TOKEN, ...you };
    const server = { name: "estimatex-server", version: "1.2.3" };
    this.receive({ type: "WELCOME", data: { room: roomWith(room), you: whole, server, now } });
  }

  state(room: Partial<RoomState>, { now }: { now?: number } = {}): void {
    const data = { room: roomWith(room), ...now !== undefined && { now } };
    this.receive({ type: "ROOM_STATE", data });
  }

  /** Replies to the last command, or the one given. */
  ok(version: number, to: Sent = this.last): void {
    this.receive({ type: "OK", data: { version }, re: to.id });
  }

  error(code: string, to: Sent | null = this.last): void {
    const data = { code, message: `In words: ${code}.` };
    this.receive({ type: "ERROR", data, ...to !== null && { re: to.id } });
  }

  /** `why`: as the runtime says it, or nothing. */
  end(code: number, why?: string): void {
    this.#events.closed(code, why);
  }
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.then(() => null, (error: unknown) => error);
  assert(error instanceof ClientError, `it came to ${error}`);
  return error;
}

/** The code of that. */
export async function code(promise: Promise<unknown>): Promise<string> {
  return (await failure(promise)).code;
}

/** Lets what was promised go on. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

/** A room of two, in which nothing has happened yet. */
export function roomWith(room: Partial<RoomState>): RoomState {
  return {
    room_id: SEAT.room_id,
    version: 1,
    created_at: 0,
    capacity: 2,
    deck: { name: "fibonacci", cards: ["1", "2", "3", "5", "8"] },
    locked: false,
    passcode: false,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
    admin_id: "ANA",
    members: [
      { member_id: "ANA", name: "ana", role: "voter", presence: "online", voted: false },
      { member_id: "BOB", name: "bob", role: "voter", presence: "online", voted: false },
    ],
    ballot: null,
    queue: [],
    timer: null,
    results_count: 0,
    ...room,
  };
}

export class World implements Disposable {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  /** What chance draws. */
  draw = 0.5;
  readonly environment: Environment = {
    clock: this.clock,
    openSocket: (url, protocols, events) => {
      const socket = new FakeSocket(url, protocols, events);
      this.sockets.push(socket);
      return socket;
    },
    random: () => this.draw,
    report: (error) => this.reported.push(error),
  };
  /** What callbacks threw. */
  readonly reported: unknown[] = [];
  readonly statuses: Status[] = [];
  readonly states: RoomState[] = [];
  readonly votes: (OwnVote | null)[] = [];
  readonly seats: (SavedSeat | null)[] = [];
  readonly client = new RoomClient({
    url: SERVER_URL,
    environment: this.environment,
    onStatus: (status) => this.statuses.push(status),
    onState: (room) => this.states.push(room),
    onVote: (vote) => this.votes.push(vote),
    onSeat: (seat) => this.seats.push(seat),
  });

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    assert(socket !== undefined, "nothing was connected");
    return socket;
  }

  /** In the room, its first version seen. */
  async joined(room: Partial<RoomState> = {}): Promise<FakeSocket> {
    const joining = this.client.join({ name: "ana", room_id: SEAT.room_id });
    this.socket.welcome(room);
    await joining;
    return this.socket;
  }

  /** Whatever the story was, the client leaves no timer and no socket behind. */
  [Symbol.dispose](): void {
    this.client.close();
    assertEquals(this.clock.pending, 0, "timers left");
    for (const socket of this.sockets) assert(socket.hungUp, "a socket was left open");
  }
}
