/**
 * Clients and the server in one thread, without a network: rooms, connections and their limits are the real
 * ones, a socket is a queue that takes a millisecond each way, and time moves only when a test moves it.
 */
import { assert, assertEquals } from "@std/assert";
import type { Environment, SocketEvents } from "../../src/client/environment.ts";
import { RoomClient, type RoomClientOptions } from "../../src/client/mod.ts";
import { readOffer, withOffered } from "../../src/protocol/offer.ts";
import { parseJoinRequest } from "../../src/protocol/request.ts";
import { SocketConnection } from "../../src/server/connection.ts";
import { JoinQueue } from "../../src/server/join_queue.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import type { Socket } from "../../src/server/socket.ts";
import { randomIds } from "../../src/base/ids.ts";
import { FixedPlacement } from "../../src/hosting/placement.ts";
import { RoomStore } from "../../src/hosting/room_store.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { ListenedSocket } from "../server/listened_socket.ts";
import { turns } from "./fake_world.ts";

/** Messages a second that a connection may send: the server's default [W6]. */
const RATE = 20;
const LATENCY_MS = 1;

/** Both ends of a connection. What is under way when it is cut is lost. */
class Wire extends ListenedSocket implements Socket {
  readyState: number = WebSocket.CONNECTING;
  readonly bufferedAmount = 0;
  readonly #clock: FakeClock;
  readonly #client: SocketEvents;
  readonly #onFrame: (frame: string) => void;
  #cut = false;

  constructor(
    clock: FakeClock,
    client: SocketEvents,
    onFrame: (frame: string) => void,
  ) {
    super();
    this.#clock = clock;
    this.#client = client;
    this.#onFrame = onFrame;
    this.later(() => {
      this.readyState = WebSocket.OPEN;
      this.dispatch(new Event("open"));
    });
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** The server's side. */
  send(text: string): void {
    this.#onFrame(text);
    this.later(() => this.#client.received(text));
  }

  close(code: number, reason = ""): void {
    this.readyState = WebSocket.CLOSING;
    this.later(() => {
      this.#client.closed(code, "", reason);
      this.hangUp();
    });
  }

  /** The client's side. */
  fromClient(text: string): void {
    this.later(() => this.dispatch(new MessageEvent("message", { data: text })));
  }

  /** The client is gone; the server learns of it. */
  hangUp(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.readyState = WebSocket.CLOSED;
    this.dispatch(new CloseEvent("close", { code: 1006 }));
  }

  /** The line is cut: both learn of it. */
  cut(): void {
    this.hangUp();
    this.#client.closed(1006);
  }

  later(run: () => void): void {
    this.#clock.after(LATENCY_MS, () => {
      if (!this.#cut) run();
    });
  }
}

export class Loopback implements Disposable {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  /** Everything the server ever sent to anybody. */
  readonly frames: string[] = [];
  readonly #wires: Wire[] = [];
  readonly #joinQueue = new JoinQueue({ clock: this.clock, log: this.log, metrics: this.metrics });
  readonly #clients: RoomClient[] = [];
  readonly #store = new RoomStore({
    self: 0,
    placement: new FixedPlacement({ self: 0, workers: 1 }),
    clock: this.clock,
    ids: randomIds,
    log: this.log,
    metrics: this.metrics,
    quota: { opened: () => "ok", closed: () => {}, restored: () => {} },
    seatQuota: { reserved: () => true, claimed: () => {} },
    room_idle_ms: 3_600_000,
    roomsPerAddressMax: 0,
    resume_grace_ms: 120_000,
    admin_grace_ms: 30_000,
    server: { name: "estimatex-server", version: "1.2.3" },
    send: () => assert(false, "there is one worker"),
  });
  readonly environment: Environment = {
    clock: this.clock,
    random: () => 0.5,
    report: (error) => assert(false, `a callback threw ${error}`),
    openSocket: (url, protocols, events) => {
      const offer = readOffer(protocols.join(", "));
      assert(offer?.protocol === "v2");
      const wire = new Wire(this.clock, events, (frame) => this.frames.push(frame));
      this.#wires.push(wire);
      this.#serve(wire, withOffered(new URL(url).searchParams, offer));
      return {
        send: (text) => wire.fromClient(text),
        close: () => wire.hangUp(),
      };
    },
  };

  client(options: Partial<RoomClientOptions> = {}): RoomClient {
    const { environment } = this;
    const client = new RoomClient({ url: "ws://server.test/ws", environment, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Clients in one room, the first of them its admin. */
  async room<const Names extends readonly [string, ...string[]]>(
    ...names: Names
  ): Promise<{ -readonly [At in keyof Names]: RoomClient }> {
    const [first, ...others] = names;
    const admin = this.client();
    const { room_id } = await this.passes(admin.create({ name: first, capacity: 5 }));
    const members = [admin];
    for (const name of others) {
      const member = this.client();
      await this.passes(member.join({ name, room_id }));
      members.push(member);
    }
    await this.passes(admin.until((room) => room.members.length === names.length));
    return members as { -readonly [At in keyof Names]: RoomClient };
  }

  /** Cuts the newest connection. */
  cut(): void {
    const wire = this.#wires.findLast(({ isCut }) => !isCut);
    assert(wire !== undefined, "no connection is open");
    wire.cut();
  }

  /** Lets time pass until the promise is settled. */
  async passes<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => void (settled = true);
    promise.then(settle, settle);
    for (let ms = 0; !settled; ms++) {
      assert(ms < 60_000, "nothing came of it within a minute");
      this.clock.advance(1);
      // what was promised goes on before the next millisecond
      await turns();
    }
    return await promise;
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
    this.#store.close();
    this.clock.advance(1_000);
    assertEquals(this.clock.pending, 0, "timers left");
  }

  #serve(wire: Wire, query: URLSearchParams): void {
    const parsed = parseJoinRequest(query, "v2", 100);
    const accepted = {
      protocol: "v2",
      address: "192.0.2.1",
      handshake: parsed,
      budget: new MessageBudget(RATE, this.clock.now()),
    } as const;
    new SocketConnection(wire, accepted, {
      clock: this.clock,
      log: this.log,
      metrics: this.metrics,
      join: (connection, request) =>
        this.#store.join(connection, request, { address: "127.0.0.1", slot: 0 }),
      namesAreFixed: false,
      roomCapacityMax: 100,
      needsKey: false,
      brake: { hold: () => "free", count: () => {} },
      joinQueue: this.#joinQueue,
      onGone: () => {},
      onLost: () => {},
    });
  }
}
