/** A post as the text that nodes send each other: a line of JSON, then all its messages, as they are. */
import { ownProperty } from "../protocol/own_property.ts";
import type { Post } from "../bus/bus.ts";

/** The epoch that a link begins with. */
export const FIRST_EPOCH = 1;

interface SentPost {
  /** The id of the worker that sends it. */
  readonly from: string;
  /** The epoch of the link between the two, as its sender knows it. */
  readonly epoch: number;
  readonly post: Post<string>;
}

/** A post as text: a line about it, then its messages, one behind the other. */
export function encodePost({ from, epoch, post }: SentPost): string {
  const { seq, ack, gap, hello, messages } = post;
  const lengths = messages.map((message) => message.length);
  return `${JSON.stringify({ from, epoch, seq, ack, gap, hello, lengths })}\n${messages.join("")}`;
}

/** null: it is none. Never throws. */
export function decodePost(text: string): SentPost | null {
  const end = text.indexOf("\n");
  const head = parsed(text.slice(0, Math.max(end, 0)));
  const names = ["from", "epoch", "seq", "ack", "gap", "hello", "lengths"];
  // nodes of version 1.0.0 know of no epoch but the first
  const [from, epoch = FIRST_EPOCH, seq, ack, gap, hello, lengths] = names.map((name) =>
    ownProperty(head, name)
  );
  if (typeof from !== "string" || typeof gap !== "boolean" || typeof hello !== "boolean") {
    return null;
  }
  if (!isCount(epoch) || !isCount(seq) || !isCount(ack)) return null;
  if (!Array.isArray(lengths) || !lengths.every(isCount)) {
    return null;
  }
  const messages: string[] = [];
  let at = end + 1;
  for (const length of lengths) {
    messages.push(text.slice(at, at + length));
    at += length;
  }
  return at === text.length ? { from, epoch, post: { seq, ack, gap, hello, messages } } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
