/**
 * Envelopes as a ring carries them: one text for all that go in a turn. A frame is in it as it is, not as JSON in
 * JSON: it is the most of what is sent, and every quote in it would be two.
 */
import type { Cause, Envelope, FrameNotes } from "./envelopes.ts";
import type { Codec } from "./ring_peer.ts";

/** A frame or state: how long its text is, in UTF-16 units, and who gets it. Its text is behind all heads. */
type TextHead = readonly [
  kind: "f" | "s",
  length: number,
  cause: Cause,
  ...conns: readonly number[],
];
/** A state with replies, which are few: it is the same with them in front of those who get it. */
type StateHead = readonly [
  kind: "r",
  length: number,
  cause: Cause,
  replies: NonNullable<Extract<Envelope, { readonly kind: "state" }>["replies"]>,
  ...conns: readonly number[],
];
/** A frame with notes. */
type NotedHead = readonly [
  kind: "n",
  length: number,
  cause: Cause,
  notes: FrameNotes,
  ...conns: readonly number[],
];
type Head =
  | TextHead
  | StateHead
  | NotedHead
  | Exclude<Envelope, { readonly kind: "frame" | "state" }>;

export const ENVELOPES: Codec<Envelope> = {
  pack(envelopes) {
    const heads: Head[] = [];
    let texts = "";
    for (const envelope of envelopes) {
      if (envelope.kind === "frame" || envelope.kind === "state") {
        const { kind, conns, frame, cause } = envelope;
        if (kind === "state" && envelope.replies !== undefined) {
          heads.push(["r", frame.length, cause, envelope.replies, ...conns]);
        } else if (kind === "frame" && envelope.notes !== undefined) {
          heads.push(["n", frame.length, cause, envelope.notes, ...conns]);
        } else heads.push([kind === "frame" ? "f" : "s", frame.length, cause, ...conns]);
        texts += frame;
      } else heads.push(envelope);
    }
    // JSON has no line break of its own in it
    return `${JSON.stringify(heads)}\n${texts}`;
  },

  unpack(text) {
    const end = text.indexOf("\n");
    const heads: readonly Head[] = JSON.parse(text.slice(0, end));
    let at = end + 1;
    return heads.map((head) => {
      if ("kind" in head) return head;
      const frame = text.slice(at, at + head[1]);
      at += head[1];
      if (head[0] === "r") {
        const [, , cause, replies, ...conns] = head;
        return { kind: "state", conns, frame, cause, replies };
      }
      if (head[0] === "n") {
        const [, , cause, notes, ...conns] = head;
        return { kind: "frame", conns, frame, cause, notes };
      }
      const [kind, , cause, ...conns] = head;
      const sent = { conns, frame, cause };
      return kind === "f" ? { kind: "frame", ...sent } : { kind: "state", ...sent };
    });
  },
};
