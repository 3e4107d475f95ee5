/** A post as the text that nodes send each other: a line of JSON, then all its messages, as they are. */
import { ownProperty } from "../protocol/own_property.ts";
import type { Post } from "../bus/bus.ts";

interface SentPost {
  /** The life that sends it. */
  readonly from: string;
  readonly post: Post<string>;
}

export function encodePost(from: string, post: Post<string>): string {
  const { seq, ack, gap, hello, messages } = post;
  const lengths = messages.map((message) => message.length);
  return `${JSON.stringify({ from, seq, ack, gap, hello, lengths })}\n${messages.join("")}`;
}

/** null: it is none. Never throws. */
export function decodePost(text: string): SentPost | null {
  const end = text.indexOf("\n");
  const head = parsed(text.slice(0, Math.max(end, 0)));
  const [from, seq, ack, gap, hello, lengths] = ["from", "seq", "ack", "gap", "hello", "lengths"]
    .map((name) => ownProperty(head, name));
  if (typeof from !== "string" || typeof gap !== "boolean" || typeof hello !== "boolean") {
    return null;
  }
  if (!isCount(seq) || !isCount(ack) || !Array.isArray(lengths) || !lengths.every(isCount)) {
    return null;
  }
  const messages: string[] = [];
  let at = end + 1;
  for (const length of lengths) {
    messages.push(text.slice(at, at + length));
    at += length;
  }
  return at === text.length ? { from, post: { seq, ack, gap, hello, messages } } : null;
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
