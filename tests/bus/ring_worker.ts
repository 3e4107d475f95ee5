/** A thread with one link over rings and the real bell. It checks the order of what arrives, and does as commanded. */
/// <reference lib="deno.worker" />
import { type Bell, BroadcastBell } from "../../src/bus/bell.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { LinkStats } from "../../src/base/metrics.ts";
import { RingLink } from "../../src/bus/ring_link.ts";
import type { PeerRings } from "../../src/bus/ring_peer.ts";
import { seededRandom } from "./fake_bus.ts";
import { jsonCodec } from "./json_codec.ts";

/** The nth message from one incarnation of a thread to another thread. */
interface Numbered {
  readonly epoch: number;
  readonly n: number;
  readonly text: string;
}

/** What a test asks for; each is answered with a `RingReport` when it is done. */
export type RingRequest =
  | {
    readonly type: "open";
    readonly name: string;
    readonly self: number;
    readonly workers: number;
    readonly epoch: number;
    /** Chance, 0 to 1, that a bell of this thread rings nobody. */
    readonly drop: number;
  }
  | {
    readonly type: "link";
    readonly peer: number;
    readonly epoch: number;
    readonly rings: PeerRings;
  }
  /** So many messages to every peer, in one tick. */
  | { readonly type: "burst"; readonly count: number; readonly text: string }
  /** A message to every peer each tick, until `stop`; each tick counts one on `ticks`. */
  | {
    readonly type: "stream";
    readonly ticks: Int32Array<SharedArrayBuffer>;
    readonly text: string;
  }
  | { readonly type: "stop" }
  /** Blocks this thread for so long, and on until `ticks` has come to `count`. */
  | {
    readonly type: "block";
    readonly ms: number;
    readonly ticks: Int32Array<SharedArrayBuffer>;
    readonly count: number;
  }
  | { readonly type: "report" };

export interface RingReport {
  /** By peer. */
  readonly sent: readonly number[];
  readonly arrived: readonly number[];
  readonly resets: readonly number[];
  /** What was not the next message of its sender, or not its text. */
  readonly wrong: readonly string[];
  readonly idle: boolean;
  readonly stats: LinkStats;
}

class Thread {
  readonly #link: RingLink<Numbered>;
  readonly #self: number;
  readonly #epoch: number;
  readonly #sent: number[];
  readonly #arrived: number[];
  readonly #resets: number[];
  readonly #epochs: number[] = [];
  readonly #wrong: string[] = [];
  #streaming = false;

  constructor({ name, self, workers, epoch, drop }: RingRequest & { readonly type: "open" }) {
    this.#self = self;
    this.#epoch = epoch;
    const zeros = () => Array.from({ length: workers }, () => 0);
    [this.#sent, this.#arrived, this.#resets] = [zeros(), zeros(), zeros()];
    this.#link = new RingLink<Numbered>({
      self,
      workers,
      bell: lossy(new BroadcastBell(name), drop, self),
      clock: systemClock,
      codec: jsonCodec(),
      receive: (from, message) => this.#receive(from, message),
      reset: (peer) => {
        this.#resets[peer] = (this.#resets[peer] ?? 0) + 1;
        this.#sent[peer] = 0;
        this.#arrived[peer] = 0;
      },
    });
  }

  do(request: RingRequest): void {
    switch (request.type) {
      case "link":
        this.#epochs[request.peer] = request.epoch;
        return this.#link.workerLinked(request.peer, request.epoch, request.rings);
      case "burst":
        for (let left = request.count; left > 0; left--) this.#sendAll(request.text);
        return;
      case "stream":
        this.#streaming = true;
        return this.#tick(request.ticks, request.text);
      case "stop":
        this.#streaming = false;
        return;
      case "block": {
        const never = new Int32Array(new SharedArrayBuffer(4));
        do Atomics.wait(never, 0, 0, request.ms); while (
          Atomics.load(request.ticks, 0) < request.count
        );
        return;
      }
      case "open":
      case "report":
        return;
    }
  }

  report(): RingReport {
    return {
      sent: this.#sent,
      arrived: this.#arrived,
      resets: this.#resets,
      wrong: this.#wrong.slice(0, 5),
      idle: this.#link.idle,
      stats: this.#link.stats,
    };
  }

  #receive(from: number, { epoch, n, text }: Numbered): void {
    const next = this.#arrived[from] ?? 0;
    const isText = text === "" || text.endsWith(`|${text.length}`);
    if (n !== next || epoch !== this.#epochs[from] || !isText) {
      this.#wrong.push(`${from}.${epoch}: ${n}, not ${next}, ${text.length} units`);
    }
    this.#arrived[from] = n + 1;
  }

  #tick(ticks: Int32Array<SharedArrayBuffer>, text: string): void {
    if (!this.#streaming) return;
    this.#sendAll(text);
    Atomics.add(ticks, 0, 1);
    setTimeout(() => this.#tick(ticks, text), 0);
  }

  #sendAll(text: string): void {
    this.#sent.forEach((n, to) => {
      if (to === this.#self) return;
      this.#sent[to] = n + 1;
      this.#link.send(to, { epoch: this.#epoch, n, text });
    });
  }
}

/** A bell of which some strokes are lost before they are on the channel. */
function lossy(bell: Bell, drop: number, seed: number): Bell {
  const random = seededRandom(seed);
  return {
    ring: () => {
      if (random() >= drop) bell.ring();
    },
    listen: (answer) => bell.listen(answer),
    close: () => bell.close(),
  };
}

let thread: Thread | undefined;

self.onmessage = ({ data }: MessageEvent<RingRequest>) => {
  if (data.type === "open") thread = new Thread(data);
  thread?.do(data);
  self.postMessage(thread?.report());
};
