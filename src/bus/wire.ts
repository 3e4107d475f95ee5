/**
 * The encoding of envelopes in a ring: one text for all envelopes of a turn. It is a line of JSON with their heads,
 * then the frames as they are: these are most of the text, and as JSON in JSON each of their quotes would be escaped.
 */
import type { Cause, Envelope, FrameNotes } from "./envelopes.ts";
import type { Codec } from "./ring_peer.ts";

/** A frame or state: the length of its text in UTF-16 units, and its recipients. The text comes after all heads. */
type TextHead = readonly [
  kind: "f" | "s",
  length: number,
  cause: Cause,
  ...conns: readonly number[],
];
/** A state with replies: the same, with the replies before the recipients. */
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

/** Packs the envelopes of a turn into one text. */
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
    // `JSON.stringify` puts no line breaks into its output
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
