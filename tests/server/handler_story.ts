/** A handler without a listener, and what it did. */
import { assert } from "@std/assert";
import { SocketConnection } from "../../src/server/connection.ts";
import type { Accepted } from "../../src/server/connection_deps.ts";
import { Counts } from "../../src/server/counts.ts";
import { createHandler, type Handler } from "../../src/server/handler.ts";
import { JoinQueue } from "../../src/server/join_queue.ts";
import { MessageBudget } from "../../src/server/rate.ts";
import { createPages } from "../../src/server/pages.ts";
import { createWireDocument } from "../../src/server/wire_document.ts";
import { Registry } from "../../src/server/registry.ts";
import type { Operation } from "../../src/server/operations.ts";
import { type Config, defaults } from "../../src/cli/flags.ts";
import type { Socket } from "../../src/server/socket.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { FakeSocket } from "./fake_socket.ts";

export const SETTINGS: Config = {
  ...defaults(1),
  host: "127.0.0.1",
  port: 0,
  max_rooms: 0,
  max_rooms_per_ip: 0,
  max_connections: 0,
  max_connections_per_ip: 0,
  max_memory: 0,
  message_rate: 0,
};

/** The body of a response that stands for an upgrade: a test can make none with status 101. */
export const UPGRADED = "upgraded";
/** What a client that speaks v2 sends with its request. */
export const V2 = { "sec-websocket-protocol": "estimatex.v2" };
/** The headers of a handshake that the runtime would take. */
const HANDSHAKE = {
  upgrade: "websocket",
  connection: "upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};
/** A good request. */
export const CREATE = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=3";

export class HandlerStory {
  draining = false;
  /** There is no memory for anybody new. */
  shortOfMemory = false;
  /** The upgrade fails as Deno's does on a handshake without a key. */
  broken = false;
  /** Keys that open rooms, where that takes one [A1]. */
  keys: readonly string[] = [];
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  readonly counts = new Counts(Counts.allocate(1, "seed 1"), 0);
  readonly registry: Registry;
  readonly accepted: Omit<Accepted, "budget">[] = [];
  readonly sockets: FakeSocket[] = [];
  readonly idleTimeouts: number[] = [];
  /** What main was asked for; it is in every answer. */
  readonly asked: Operation[] = [];
  readonly #upgraded: { readonly protocol: string | undefined; readonly response: Response }[] = [];
  readonly clock = new FakeClock();
  readonly joinQueue = new JoinQueue({ clock: this.clock, log: this.log, metrics: this.metrics });
  readonly #handler: Handler;

  constructor(settings: Partial<Config> = {}) {
    const { max_connections: totalMax, max_connections_per_ip: perAddressMax } = {
      ...SETTINGS,
      ...settings,
    };
    this.registry = new Registry(this.counts, {
      totalMax,
      perAddressMax,
    });
    this.#handler = createHandler({
      settings: { ...SETTINGS, ...settings },
      registry: this.registry,
      joinQueue: this.joinQueue,
      createKeys: { has: (key) => this.keys.includes(key) },
      memory: this.#memory(),
      log: this.log,
      pages: createPages(null),
      wireDocument: createWireDocument("1.2.3"),
      api: null,
      isDraining: () => this.draining,
      ask: (operation) => {
        this.asked.push(operation);
        return Promise.resolve({ status: 299, contentType: "text/x-story", body: operation });
      },
      upgrade: (_request, { idleTimeout, protocol }) => {
        if (this.broken) throw new TypeError("Invalid Header: 'sec-websocket-key'");
        this.idleTimeouts.push(idleTimeout);
        const socket = new FakeSocket();
        this.sockets.push(socket);
        const response = new Response(UPGRADED);
        this.#upgraded.push({ protocol, response });
        return { socket, response };
      },
      connect: (socket, accepted) => {
        this.accepted.push(accepted);
        return this.#connection(socket, accepted);
      },
    });
  }

  /** A request; a GET for `/ws` is an upgrade unless `upgrade` is false. */
  async request(
    path: string,
    { method = "GET", headers = {}, remote = "192.0.2.1", upgrade = true }: {
      method?: string;
      headers?: Readonly<Record<string, string>>;
      remote?: string;
      upgrade?: boolean;
    } = {},
  ): Promise<{ status: number; body: string; headers: Headers }> {
    const request = new Request(`http://server${path}`, {
      method,
      headers: { ...(upgrade ? HANDSHAKE : {}), ...headers },
    });
    const response = await this.#handler(request, remote);
    return { status: response.status, body: await response.text(), headers: response.headers };
  }

  /** The sub-protocol that each upgrade agreed to, by way of the runtime or in the response itself. */
  get agreed(): readonly (string | null)[] {
    return this.#upgraded.map(({ protocol, response }) =>
      protocol ?? response.headers.get("sec-websocket-protocol")
    );
  }

  /** The refusal that the last connection is upgraded for; null: it is there for a seat. */
  get refusal() {
    const handshake = this.accepted.at(-1)?.handshake;
    assert(handshake !== undefined, "nobody was upgraded");
    return handshake.ok ? null : handshake.error;
  }

  #memory() {
    const isHigh = () => this.shortOfMemory;
    return {
      get isHigh() {
        return isHigh();
      },
    };
  }

  #connection(
    socket: Socket,
    accepted: Omit<Accepted, "budget">,
  ): SocketConnection {
    return new SocketConnection(socket, { ...accepted, budget: new MessageBudget(0, 0) }, {
      clock: this.clock,
      log: this.log,
      metrics: this.metrics,
      join: () => {},
      namesAreFixed: false,
      roomCapacityMax: 100,
      needsKey: false,
      brake: { hold: () => "free", count: () => {} },
      joinQueue: this.joinQueue,
      onGone: (connection) => this.registry.remove(connection),
      onLost: (connection) => this.registry.writeOff(connection),
    });
  }
}
