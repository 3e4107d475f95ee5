/**
 * Options, counters and limits of the link over a bus.
 */
import type { Bus } from "./bus.ts";
import type { Clock } from "../base/clock.ts";
import { LINK_QUEUE_WEIGHT_MAX, type LinkCallbacks } from "./worker_link.ts";

/**
 * Unacknowledged posts to one peer: about 2 MiB of text. A NATS server disconnects a client that has 64 MiB unread,
 * from all its senders together.
 */
export const WINDOW_POSTS = 32;
/** Time-outs in a row, over 2.3 s, after which a peer counts as silent: even a busy one answers sooner. */
export const SILENT_TIMEOUTS = 8;
/** How long to wait for an acknowledgement before the oldest post is sent again; doubled each time up to the last. */
export const RESEND_FIRST_MS = 50;
export const RESEND_LAST_MS = 400;
/** How long messages are gathered after a post, so that under load posts get larger, not more. */
export const GATHER_MS = 2;
/** How long an acknowledgement waits for a post that it can be sent with. */
export const ACK_DELAY_MS = 10;
/** After so many posts it is sent at once: in a flood of posts Deno's timers fire late. */
export const ACK_POSTS = 8;

/** How much waits for one peer, including unacknowledged posts. */
export interface Queue {
  readonly weight: number;
  readonly messages: number;
}

/** A silent peer with more than this, of either, is stuck. */
export const SILENT_QUEUE: Queue = { weight: LINK_QUEUE_WEIGHT_MAX, messages: 256 * 1024 };
/** How many times as much may wait for a peer that is not silent: a takeover can cause a burst. */
export const BUSY_QUEUE_FACTOR = 4;

/** Counters since the link was made. */
export interface LinkStats {
  /** Posts with messages, counted once; posts sent again; posts that only acknowledge; hellos. */
  posts: number;
  resends: number;
  acks: number;
  hellos: number;
  /** Posts dropped on arrival: seen before; too early; from a peer that is dead or was never met. */
  duplicates: number;
  gaps: number;
  stale: number;
}

/** What a link over a bus needs. */
export interface LinkOptions<Message> extends LinkCallbacks<Message> {
  readonly bus: Bus<Message>;
  readonly clock: Clock;
  /** SILENT_QUEUE where absent; simulations have a smaller one. */
  readonly silentQueue?: Queue;
}
