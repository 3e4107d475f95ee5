/**
 * What the link over a bus is made of and counts, and its limits. No behaviour in here.
 */
import type { Bus } from "./bus.ts";
import type { Clock } from "../base/clock.ts";
import { LINK_QUEUE_WEIGHT_MAX, type LinkCallbacks } from "./worker_link.ts";

/**
 * Posts that one peer may have unacknowledged: at most 2 MiB in most scripts. A NATS server cuts off whoever has 64 MiB
 * unread, of all who send to it.
 */
export const WINDOW_POSTS = 32;
/** Time-outs in a row that make a peer silent, 2.3 s in all: a busy one has far to go, but it answers. */
export const SILENT_TIMEOUTS = 8;
/** Silence after which the oldest post is sent again; doubled each time, up to the last. */
export const RESEND_FIRST_MS = 50;
export const RESEND_LAST_MS = 400;
/** After a post the next ones wait so long for company, so that load makes posts bigger, not more. */
export const GATHER_MS = 2;
/** An acknowledgement waits so long for data to ride on. */
export const ACK_DELAY_MS = 10;
/** So many posts are acknowledged without delay: in a flood of posts Deno's timers come late. */
export const ACK_POSTS = 8;

/** How much waits for one peer, what is unacknowledged among it. */
export interface Queue {
  readonly weight: number;
  readonly messages: number;
}

/** More than this for a silent peer, of either, and it is stuck. */
export const SILENT_QUEUE: Queue = { weight: LINK_QUEUE_WEIGHT_MAX, messages: 256 * 1024 };
/** So many times as much may wait for a peer that gets on: after a takeover that can be much at once. */
export const BUSY_QUEUE_FACTOR = 4;

/** Counters since the link was made. */
export interface LinkStats {
  /** Data posts, first sendings only; posts sent again; posts that only acknowledge; hellos. */
  posts: number;
  resends: number;
  acks: number;
  hellos: number;
  /** Posts dropped on arrival: data seen before; data too early; anything of who is over or was never met. */
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
