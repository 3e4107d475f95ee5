/**
 * Envelopes as the bus between threads carries them: one piece of UTF-8 for all that go in one post. A byte
 * received costs about 25 ns there, whatever it stands for, so field names and two bytes a letter, which a
 * clone has, cost more than making and reading this.
 */
import type { Codec } from "./broadcast_bus.ts";
import type { Cause, Envelope } from "./messages.ts";

/** A frame or state: how long its text is, in UTF-16 units, and who gets it. Its text is behind all heads. */
type TextHead = readonly [
  kind: "f" | "s",
  length: number,
  cause: Cause,
  ...conns: readonly number[],
];
type Head = TextHead | Exclude<Envelope, { readonly kind: "frame" | "state" }>;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

export const ENVELOPES: Codec<Envelope> = {
  pack(envelopes) {
    const heads: Head[] = [];
    let texts = "";
    for (const envelope of envelopes) {
      if (envelope.kind === "frame" || envelope.kind === "state") {
        const { kind, conns, frame, cause } = envelope;
        heads.push([kind === "frame" ? "f" : "s", frame.length, cause, ...conns]);
        texts += frame;
      } else heads.push(envelope);
    }
    // JSON has no line break of its own in it
    return ENCODER.encode(`${JSON.stringify(heads)}\n${texts}`);
  },

  unpack(bytes) {
    const text = DECODER.decode(bytes);
    const end = text.indexOf("\n");
    const heads: readonly Head[] = JSON.parse(text.slice(0, end));
    let at = end + 1;
    return heads.map((head) => {
      if ("kind" in head) return head;
      const [kind, length, cause, ...conns] = head;
      const frame = text.slice(at, at + length);
      at += length;
      return { kind: kind === "f" ? "frame" : "state", conns, frame, cause };
    });
  },
};
