/**
 * What the link between workers is made of and counts, and its limits. No behaviour in here.
 */
import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";

/** Weight that may wait for a peer that is silent; past it the peer is reported as stuck. */
export const LINK_QUEUE_WEIGHT_MAX = 64 * 1024 * 1024;
/** Time-outs in a row that make a peer silent, 2.3 s in all: a busy one has far to go, but it answers. */
export const SILENT_TIMEOUTS = 8;
/** Weight of a message where nobody weighs, about its bytes. */
export const MESSAGE_WEIGHT = 256;
/** Silence after which the oldest post is sent again; doubled each time, up to the last. */
export const RESEND_FIRST_MS = 50;
export const RESEND_LAST_MS = 400;
/** After a post the next ones wait so long for company, so that load makes posts bigger, not more. */
export const GATHER_MS = 2;
/** An acknowledgement waits so long for data to ride on: each post wakes every thread. */
export const ACK_DELAY_MS = 2;
/** So many posts are acknowledged without delay: in a flood of posts Deno's timers come late. */
export const ACK_POSTS = 4;

/** What a link needs; the callbacks may call the link again, and may throw. */
export interface LinkOptions<Message> {
  /** This worker, one of 0 to `workers` - 1, and which life of it. */
  readonly self: number;
  readonly workers: number;
  readonly epoch: number;
  readonly bus: Bus<Message>;
  readonly clock: Clock;
  /** A message has arrived. */
  receive(from: number, message: Message): void;
  /** A life of the peer is over: what was on its way to or from it is dropped. What is sent now is for the next. */
  reset(peer: number): void;
  /** More than LINK_QUEUE_WEIGHT_MAX waits for a silent peer; told once in each life of it. Nothing is dropped. */
  stuck?(peer: number): void;
  /** About the bytes of a message; MESSAGE_WEIGHT for each if absent. */
  weigh?(message: Message): number;
}

/** Counters since the link was made. */
export interface LinkStats {
  /** Data posts, first sendings only; posts sent again; posts that only acknowledge; hellos. */
  posts: number;
  resends: number;
  acks: number;
  hellos: number;
  /** Posts dropped on arrival: data seen before; data too early; anything of or for a dead life. */
  duplicates: number;
  gaps: number;
  stale: number;
}
