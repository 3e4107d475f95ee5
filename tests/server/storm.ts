/**
 * Thousands who lose their server in one moment and come to others [P2.9]: real clients, real handlers, connections and
 * join queues, and between them a network without sockets. A server's thread does one thing after the other, and each
 * takes its time, so that it shows how long those wait who are in a room. One seed decides all; time is simulated.
 */
import { fail } from "@std/assert";
import type { Clock } from "../../src/base/clock.ts";
import type { Environment, SocketEvents } from "../../src/client/environment.ts";
import { RoomClient } from "../../src/client/mod.ts";
import { SocketConnection } from "../../src/server/connection.ts";
import { Counts } from "../../src/server/counts.ts";
import { createHandler, type Handler } from "../../src/server/handler.ts";
import { JoinQueue } from "../../src/server/join_queue.ts";
import { createPages } from "../../src/server/pages.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import { Registry } from "../../src/server/registry.ts";
import type { Socket } from "../../src/server/socket.ts";
import { createWireDocument } from "../../src/server/wire_document.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { roomWith, SEAT, SERVER_URL, TOKEN } from "../client/fake_world.ts";
import { Random } from "../sim/random.ts";
import { SETTINGS } from "./handler_story.ts";
import { ListenedSocket } from "./listened_socket.ts";

/** What a thread takes for a handshake, for a seat given back, and for the message of a member, in milliseconds. */
const HANDSHAKE_MS = 0.15;
const RESUME_MS = 0.3;
const MESSAGE_MS = 0.05;
/** How often a member who was there before sends one, to each server. */
const MESSAGE_EVERY_MS = 20;
const LATENCY_MS = 10;

const WELCOME = JSON.stringify({
  type: "WELCOME",
  data: {
    room: roomWith({}),
    you: { member_id: "ANA", resume_token: TOKEN },
    server: { name: "estimatex-server", version: "1.2.3" },
    now: 0,
  },
});

/** A thread: what it is to do waits until all before it is done. */
class Thread {
  readonly #clock: FakeClock;
  readonly #tasks: (() => void)[] = [];
  #done = 0;
  #spentMs = 0;
  #busy = false;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** The same clock, but that what it wakes waits for its turn. */
  get clock(): Clock {
    return {
      now: () => this.#clock.now(),
      wall: () => this.#clock.wall(),
      soon: (run) => this.run(run),
      after: (ms, run) => {
        let isOver = false;
        const cancel = this.#clock.after(ms, () => this.run(() => isOver || run()));
        return () => {
          isOver = true;
          cancel();
        };
      },
    };
  }

  run(task: () => void): void {
    this.#tasks.push(task);
    if (!this.#busy) this.#next();
  }

  /** What runs now takes so long. */
  spend(ms: number): void {
    this.#spentMs += ms;
  }

  #next(): void {
    const task = this.#tasks[this.#done];
    this.#busy = task !== undefined;
    if (task === undefined) {
      this.#tasks.length = this.#done = 0;
      return;
    }
    this.#done++;
    task();
    const spent = this.#spentMs;
    this.#spentMs = 0;
    this.#clock.after(spent, () => this.#next());
  }
}

/** The server's end of a connection. */
class Wire extends ListenedSocket implements Socket {
  readyState: number = WebSocket.OPEN;
  readonly bufferedAmount = 0;
  readonly #send: (text: string) => void;
  readonly #closed: (code: number) => void;

  constructor(send: (text: string) => void, closed: (code: number) => void) {
    super();
    this.#send = send;
    this.#closed = closed;
  }

  send(text: string): void {
    this.#send(text);
  }

  close(code: number): void {
    this.readyState = WebSocket.CLOSING;
    this.#closed(code);
  }
}

/** One server with one worker. */
class Node {
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  /** When each seat was asked for. */
  readonly asked: number[] = [];
  /** How long messages of those waited who were there before. */
  readonly waited: number[] = [];
  /** Most that ever waited for their turn. */
  waiting = 0;
  readonly #clock: FakeClock;
  readonly #thread: Thread;
  readonly #handler: Handler;
  #next: Wire | null = null;

  constructor(clock: FakeClock, isPaced: boolean) {
    this.#clock = clock;
    const thread = this.#thread = new Thread(clock);
    const { log, metrics } = this;
    const queue = new JoinQueue({ clock: thread.clock, log, metrics });
    const joinQueue = isPaced ? queue : {
      wait: () => "free" as const,
      isFull: () => false,
      refuse: () => fail("nobody is refused"),
    };
    const registry = new Registry(new Counts(Counts.allocate(1, "seed 1"), 0), {
      totalMax: 0,
      perAddressMax: 0,
    });
    this.#handler = createHandler({
      settings: SETTINGS,
      ...{ registry, log, joinQueue },
      createKeys: { has: () => false },
      memory: { isHigh: false },
      pages: createPages(null),
      wireDocument: createWireDocument("1.2.3"),
      api: null,
      isDraining: () => false,
      ask: () => Promise.reject(new Error("nobody asks")),
      upgrade: () => {
        if (this.#next === null) throw new Error("an upgrade out of turn");
        return { socket: this.#next, response: new Response(null) };
      },
      connect: (socket, accepted) =>
        new SocketConnection(socket, { ...accepted, budget: new MessageBudget(0, 0) }, {
          clock: thread.clock,
          ...{ log, metrics, joinQueue },
          join: (connection) => {
            this.asked.push(clock.now());
            this.waiting = Math.max(this.waiting, queue.size);
            thread.spend(RESUME_MS);
            connection.joining({ message: () => {}, gone: () => {} });
            connection.seated();
            connection.send(WELCOME);
          },
          namesAreFixed: false,
          roomCapacityMax: 100,
          needsKey: false,
          brake: { hold: () => "free", count: () => {} },
          onGone: (connection) => registry.remove(connection),
          onLost: () => {},
        }),
    });
    this.#ask();
  }

  connect(url: string, protocols: readonly string[], events: SocketEvents): void {
    const wire = new Wire(
      (text) => void this.#clock.after(LATENCY_MS, () => events.received(text)),
      (code) => {
        this.#clock.after(LATENCY_MS, () => events.closed(code));
        const gone = () => wire.dispatch(new CloseEvent("close", { code }));
        this.#clock.after(2 * LATENCY_MS, () => this.#thread.run(gone));
      },
    );
    const request = new Request(url.replace("ws:", "http:"), {
      headers: {
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": protocols.join(", "),
      },
    });
    this.#thread.run(() => {
      this.#thread.spend(HANDSHAKE_MS);
      this.#next = wire;
      const response = this.#handler(request, "192.0.2.1");
      if (!(response instanceof Response)) throw new Error("/ws is answered at once");
      if (response.ok) this.#thread.run(() => wire.dispatch(new Event("open")));
      else this.#clock.after(LATENCY_MS, () => events.closed(1006)); // no page can see more of it
    });
  }

  /** A member who was there before asks something, and so on. */
  #ask(): void {
    const at = this.#clock.now();
    this.#thread.run(() => {
      this.waited.push(this.#clock.now() - at);
      this.#thread.spend(MESSAGE_MS);
    });
    this.#clock.after(MESSAGE_EVERY_MS, () => this.#ask());
  }
}

export interface Storm {
  /** How long it took until all were back, in milliseconds. */
  readonly lastMs: number;
  readonly tries: number;
  /** How many did not come back, for whatever reason. */
  readonly lost: number;
  readonly nodes: readonly Node[];
}

/** So many members lose their server at once; the others are these. `isPaced`: with a join queue. */
export function storm(
  members: number,
  { nodes: count, seed, isPaced = true }: {
    readonly nodes: number;
    readonly seed: number;
    readonly isPaced?: boolean;
  },
): Storm {
  const clock = new FakeClock(0);
  const random = new Random(seed);
  const nodes = Array.from({ length: count }, () => new Node(clock, isPaced));
  const before: SocketEvents[] = [];
  let tries = 0;
  let isDead = false;
  const environment: Environment = {
    clock,
    random: () => random.next(),
    report: (error) => {
      throw error;
    },
    openSocket: (url, protocols, events) => {
      const node = nodes[tries % count];
      if (isDead && node !== undefined) {
        tries++;
        clock.after(LATENCY_MS, () => node.connect(url, protocols, events));
      } else {
        before.push(events);
        clock.after(0, () => events.received(WELCOME));
      }
      return { send: () => {}, close: () => {} };
    },
  };
  let [seated, back, lost] = [0, 0, 0];
  const began: number[] = [];
  const clients = Array.from({ length: members }, () => {
    const client = new RoomClient({
      url: SERVER_URL,
      environment,
      onStatus: ({ state }) => {
        if (state === "closed" || state === "ended") lost++;
        else if (state === "online" && isDead) began[back++] = clock.now();
        else if (state === "online") seated++;
      },
    });
    client.join({ name: "ana", room_id: SEAT.room_id }).catch(() => {});
    return client;
  });
  while (seated < members) clock.next();
  isDead = true;
  const diedAt = clock.now();
  for (const events of before) events.closed(1006);
  while (back + lost < members && clock.now() - diedAt < 120_000) clock.next();
  const result = {
    lastMs: (began.at(-1) ?? 0) - diedAt,
    tries,
    lost: members - back,
    nodes,
  };
  for (const client of clients) client.close();
  return result;
}
