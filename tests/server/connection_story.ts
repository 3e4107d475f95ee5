/** One connection on a fake socket, with a store that does what the test says. */
import { assertEquals } from "@std/assert";
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import type { JoinRequest } from "../../src/protocol/request.ts";
import { SocketConnection } from "../../src/server/connection.ts";
import type { HandshakeResult } from "../../src/server/connection_deps.ts";
import { LINGER_QUIET_MS } from "../../src/server/linger.ts";
import { LAG_BYTES } from "../../src/server/outbox.ts";
import { GUESS_DELAY_MS } from "../../src/server/guesses.ts";
import { SILENCE_PERIOD_MS } from "../../src/server/silence.ts";
import type { Protocol } from "../../src/room/state.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import type { Connection } from "../../src/bus/envelopes.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { FakeSocket } from "./fake_socket.ts";

export const JOIN_REQUEST: Extract<JoinRequest, { action: "join" }> = {
  action: "join",
  protocol: "v1",
  name: "ana",
  role: "voter",
  room_id: "ABCDEFGH",
};

export interface StoryOptions {
  /** Default: v1. */
  readonly protocol?: Protocol;
  readonly handshake?: HandshakeResult;
  /** What the store does with the connection while it is asked for a seat; by default gives it one. */
  readonly joins?: (connection: Connection) => void;
  /** Messages a second. */
  readonly rate?: number;
  /** What the brake on guessing does with it [W9]. Default: nothing. */
  readonly held?: "free" | "full" | "late";
  /**
   * When it has its turn to ask for a seat: at once, after so many milliseconds, or too many wait. Default: at once.
   */
  readonly turn?: "free" | "full" | number;
  /** Whether rooms are opened with a key [A1]. Default: they are not. */
  readonly needsKey?: boolean;
  /** Whether a proxy says who people are [A2]. Default: they do. */
  readonly namesAreFixed?: boolean;
}

/** What a queue refuses with. */
const LATER = { close: "try_later", message: "try again in 4 s", retry_after_ms: 3_217 } as const;

export class ConnectionStory {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  readonly socket = new FakeSocket();
  readonly connection: SocketConnection;
  /** What the store was sent. */
  readonly store: string[] = [];
  readonly messages: ClientMessage[] = [];
  /** How often the connection was reported as really gone. */
  gone = 0;
  /** How often it was given up as one that never opens. */
  lost = 0;
  /** How often a guess was reported. */
  guesses = 0;

  constructor(options: StoryOptions = {}) {
    const { protocol = "v1", rate = 0, held = "free", needsKey = false, namesAreFixed = false } =
      options;
    const { handshake = { ok: true, value: { ...JOIN_REQUEST, protocol } } } = options;
    const { joins = (connection) => connection.seated(), turn = "free" } = options;
    const budget = new MessageBudget(rate, this.clock.now());
    const accepted = { protocol, address: "192.0.2.1", handshake, budget };
    this.connection = new SocketConnection(this.socket, accepted, {
      clock: this.clock,
      log: this.log,
      metrics: this.metrics,
      join: (connection, request) => {
        this.store.push(`join ${"name" in request ? request.name : request.room_id}`);
        connection.joining({
          message: (message) => {
            this.store.push(message.type);
            this.messages.push(message);
          },
          gone: () => void this.store.push("gone"),
        });
        joins(connection);
      },
      namesAreFixed,
      roomCapacityMax: 40,
      needsKey,
      brake: {
        hold: (_address, onwards) =>
          held === "late" ? this.clock.after(GUESS_DELAY_MS, onwards) : held,
        count: () => void this.guesses++,
      },
      joinQueue: {
        wait: (_wanted, onwards) =>
          typeof turn === "string" ? turn : this.clock.after(turn, onwards),
        refuse: () => LATER,
      },
      onGone: () => void this.gone++,
      onLost: () => void this.lost++,
    });
  }

  /** One that is open and has its seat, and in v2 its WELCOME; what was sent so far is forgotten. */
  static seated(options: StoryOptions = {}): ConnectionStory {
    const story = new ConnectionStory(options);
    story.socket.open();
    if (options.protocol === "v2") story.connection.send('{"type":"WELCOME"}');
    story.store.splice(0);
    story.socket.story.splice(0);
    return story;
  }

  /** Ends the tick. */
  tick(): void {
    this.clock.advance(0);
  }

  /** It reads too little, and a state has to wait. */
  lags(): void {
    this.socket.bufferedAmount = LAG_BYTES + 1;
    this.connection.sendState("one");
  }

  /** So many periods go by in which silence is looked for. */
  periods(count: number): void {
    for (let n = 0; n < count; n++) {
      this.clock.advance(SILENCE_PERIOD_MS);
      this.connection.periodOver();
    }
  }

  /** The peer says nothing for as long as a farewell waits for its silence. */
  quiet(): void {
    this.clock.advance(LINGER_QUIET_MS);
  }
}

/** A vote, which is a good message. */
export const VOTE = JSON.stringify({ type: "MEMBER_VOTED", data: { ticket_id: "T1", vote: "5" } });

/** A message of exactly so many bytes, padded with `filler`. */
export function padded(message: (padding: string) => string, bytes: number, filler: string) {
  const size = (text: string) => new TextEncoder().encode(text).length;
  const left = bytes - size(message(""));
  const count = Math.floor(left / size(filler));
  const text = message(filler.repeat(count) + "x".repeat(left - count * size(filler)));
  assertEquals(size(text), bytes);
  return text;
}
