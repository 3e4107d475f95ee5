/** A thread with one link over the real bus. It checks the order of what arrives, and does as told. */
/// <reference lib="deno.worker" />
import { BroadcastBus } from "../../src/store/broadcast_bus.ts";
import { systemClock } from "../../src/store/clock.ts";
import { Link, type LinkStats } from "../../src/store/link.ts";
import { jsonCodec } from "./json_codec.ts";

/** The nth message from one thread to another. */
export interface Numbered {
  readonly n: number;
  readonly text: string;
}

/** What a test asks for; each is answered with a `LinkReport` when it is done. */
export type LinkRequest =
  | {
    readonly type: "open";
    readonly name: string;
    readonly self: number;
    readonly workers: number;
  }
  /** So many messages to every peer, in one tick. */
  | { readonly type: "burst"; readonly count: number; readonly text: string }
  /** A message to every peer each tick, until `stop`; each tick counts one on `ticks`. */
  | { readonly type: "stream"; readonly ticks: Int32Array<SharedArrayBuffer> }
  | { readonly type: "stop" }
  /** Blocks this thread for a second, and on until `ticks` has come to `count`. */
  | {
    readonly type: "block";
    readonly ticks: Int32Array<SharedArrayBuffer>;
    readonly count: number;
  }
  | { readonly type: "report" };

export interface LinkReport {
  /** By peer. */
  readonly sent: readonly number[];
  readonly arrived: readonly number[];
  /** Messages that were not the next of their sender. */
  readonly wrong: number;
  readonly idle: boolean;
  readonly stats: LinkStats;
}

const BLOCK_MS = 1_000;

class Thread {
  readonly #link: Link<Numbered>;
  readonly #self: number;
  readonly #sent: number[];
  readonly #arrived: number[];
  #wrong = 0;
  #streaming = false;

  constructor({ name, self, workers }: LinkRequest & { readonly type: "open" }) {
    this.#self = self;
    this.#sent = Array.from({ length: workers }, () => 0);
    this.#arrived = Array.from({ length: workers }, () => 0);
    this.#link = new Link<Numbered>({
      self,
      workers,
      epoch: 1,
      bus: new BroadcastBus(name, jsonCodec()),
      clock: systemClock,
      receive: (from, { n }) => {
        if (n !== this.#arrived[from]) this.#wrong++;
        this.#arrived[from] = n + 1;
      },
      reset: () => this.#wrong++,
    });
  }

  do(request: LinkRequest): void {
    switch (request.type) {
      case "burst":
        for (let left = request.count; left > 0; left--) this.#sendAll(request.text);
        break;
      case "stream":
        this.#streaming = true;
        this.#tick(request.ticks);
        break;
      case "stop":
        this.#streaming = false;
        break;
      case "block": {
        const never = new Int32Array(new SharedArrayBuffer(4));
        do Atomics.wait(never, 0, 0, BLOCK_MS); while (
          Atomics.load(request.ticks, 0) < request.count
        );
        break;
      }
      case "open":
      case "report":
        break;
    }
  }

  report(): LinkReport {
    return {
      sent: this.#sent,
      arrived: this.#arrived,
      wrong: this.#wrong,
      idle: this.#link.idle,
      stats: this.#link.stats,
    };
  }

  #tick(ticks: Int32Array<SharedArrayBuffer>): void {
    if (!this.#streaming) return;
    this.#sendAll("tick");
    Atomics.add(ticks, 0, 1);
    setTimeout(() => this.#tick(ticks), 0);
  }

  #sendAll(text: string): void {
    this.#sent.forEach((n, to) => {
      if (to === this.#self) return;
      this.#sent[to] = n + 1;
      this.#link.send(to, { n, text });
    });
  }
}

let thread: Thread | undefined;

self.onmessage = ({ data }: MessageEvent<LinkRequest>) => {
  if (data.type === "open") thread = new Thread(data);
  thread?.do(data);
  self.postMessage(thread?.report());
};
