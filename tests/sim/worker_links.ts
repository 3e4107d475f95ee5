/**
 * The link of one incarnation of a worker: rings in shared memory, as between threads, or the reliable link over a bus,
 * as between machines [S2, S3]. Bells of rings have the same faults as posts of the bus.
 */
import type { Clock } from "../../src/base/clock.ts";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { RingLink } from "../../src/bus/ring_link.ts";
import type { Codec, PeerRings } from "../../src/bus/ring_peer.ts";
import type { LinkCallbacks, WorkerLink } from "../../src/bus/worker_link.ts";
import { plainCopy } from "../base/plain_copy.ts";
import { busOf, type FakeEnd } from "../bus/fake_bus.ts";
import { fakeBell } from "../bus/ring_cluster.ts";
import { epochOf, numberOf, SlotLink } from "../bus/slot_link.ts";
import type { Auditor } from "./auditor.ts";
import type { Coverage } from "./coverage.ts";
import { fail } from "./violation.ts";

/** The kind of link. */
export type LinkKind = "rings" | "bus";

interface WorkerLinkOptions {
  readonly kind: LinkKind;
  readonly self: number;
  readonly workers: number;
  readonly epoch: number;
  readonly end: FakeEnd<Envelope>;
  readonly clock: Clock;
  readonly auditor: Auditor;
  readonly texts: Texts;
  readonly receive: (from: number, envelope: Envelope) => void;
  readonly reset: (peer: number) => void;
}

/** A link, with what main and the run need from it. */
export interface SimLink {
  readonly link: WorkerLink<Envelope>;
  /** Called when another worker serves. */
  readonly workerLinked: (id: number, epoch: number, rings: PeerRings) => void;
  /** Counts its work. */
  count(coverage: Coverage): void;
}

export function openLink(options: WorkerLinkOptions): SimLink {
  return options.kind === "rings" ? overRings(options) : overBus(options);
}

function overRings(
  { self, workers, epoch, end, clock, auditor, texts, receive, reset }: WorkerLinkOptions,
): SimLink {
  const link = new RingLink<Envelope>({
    ...{ self, workers, clock, receive, reset },
    codec: texts.codec(epoch, (from) => auditor.senderEpoch = from),
    bell: fakeBell(end),
    ...callbacksOf(self),
  });
  return {
    link,
    workerLinked: (id, peerEpoch, rings) => {
      link.workerLinked(id, peerEpoch, rings);
      auditor.knows(id, peerEpoch);
    },
    count(coverage) {
      coverage.count("bells rung again", link.stats.bells_again);
      coverage.count("rings full", link.stats.full);
    },
  };
}

function overBus(
  { self, workers, epoch, end, clock, auditor, receive, reset }: WorkerLinkOptions,
): SimLink {
  const bus = busOf(end, numberOf(self, epoch));
  const link = new SlotLink<Envelope>({
    ...{ self, workers, clock, receive, reset },
    bus: {
      ...bus,
      listen: (receive) =>
        bus.listen((from, post) => {
          auditor.senderEpoch = epochOf(from);
          receive(from, post);
        }),
    },
    ...callbacksOf(self),
  });
  return {
    link,
    workerLinked: (id, peerEpoch) => {
      link.workerLinked(id, peerEpoch);
      auditor.knows(id, peerEpoch);
    },
    count(coverage) {
      coverage.count("posts sent again", link.stats.resends);
    },
  };
}

function callbacksOf(self: number): Pick<LinkCallbacks<Envelope>, "weigh" | "stuck"> {
  return {
    weigh: alike,
    stuck: (peer) => fail(`[S5] ${self} calls ${peer} stuck`),
  };
}

/** The same weight for all frames, so that cards do not influence how the link splits posts [R7]. */
function alike(envelope: Envelope): number {
  return envelope.kind === "frame" || envelope.kind === "state" ? 2_048 : 256;
}

/**
 * The contents of texts in rings, by short placeholders, and which incarnation wrote them. The placeholders' lengths do
 * not depend on cards, so that cards do not influence how full a ring is [R7].
 */
export class Texts {
  readonly #written = new Map<number, readonly [epoch: number, envelopes: readonly Envelope[]]>();
  #last = 0;

  /** The codec of an incarnation. `readFrom` is called with the epoch of the writer of each text that is read. */
  codec(epoch: number, readFrom: (epoch: number) => void): Codec<Envelope> {
    return {
      pack: (envelopes) => {
        const number = ++this.#last;
        this.#written.set(number, [epoch, plainCopy(envelopes)]);
        const weight = envelopes.reduce((sum, envelope) => sum + alike(envelope), 0);
        return `${number}`.padEnd(weight / WEIGHT_OF_A_UNIT);
      },
      unpack: (text) => {
        const [from, envelopes] = this.#written.get(Number(text)) ?? fail(`[S2] torn: "${text}"`);
        this.#written.delete(Number(text)); // it can't be read twice
        readFrom(from);
        return envelopes;
      },
    };
  }
}

const WEIGHT_OF_A_UNIT = 16;
