// Envelopes between threads: whatever they hold, they arrive as they were, in few bytes [S2, S3].
import { assertEquals, assertLess } from "@std/assert";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { ENVELOPES } from "../../src/bus/wire.ts";
import { drawsOf } from "../base/draws.ts";

const TEXTS = [
  "",
  "a",
  "\n",
  'line\nline "quoted" \\',
  "🗳️ 健太 voted for T1",
  "½ ☕",
  "]\n[",
  "\u0000",
];

/** Each kind, with the fields that it may have. */
const OTHERS: readonly Envelope[] = [
  { kind: "seated", conn: 7 },
  { kind: "gone", conn: 8, welcomed: true },
  { kind: "close", conns: [], close: "session_over", message: null },
  { kind: "close", conns: [1, 2], close: "bad_request", message: "two\nlines ☕" },
  {
    kind: "refused",
    conn: 9,
    refusal: { close: "no_such_room", message: "no", guess: true, field: "room_id" },
  },
  {
    kind: "join",
    conn: 10,
    request: {
      action: "join",
      protocol: "v2",
      name: "健太",
      role: "observer",
      room_id: "ABCDEFGH",
    },
    source: { address: "2001:db8::1", slot: 65_535 },
  },
  {
    kind: "message",
    conn: 11,
    at: 1_763_892_000_123,
    // what a client calls its commands is its own business
    message: { type: "request", id: "\ud800 \udfff", request: { type: "leave" } },
  },
];

Deno.test("[S3] what goes in one post arrives as it was, in its order", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const draw = drawsOf(seed);
    const envelopes = Array.from({ length: draw(12) }, (): Envelope => {
      const kind = (["frame", "state", null] as const)[draw(3)] ?? null;
      if (kind === null) return OTHERS[draw(OTHERS.length)] ?? { kind: "seated", conn: 0 };
      const conns = Array.from({ length: draw(4) }, () => draw(100_000));
      const cause = draw(2) === 0 ? null : 1_763_892_000_000 + draw(1_000);
      const text = { conns, frame: TEXTS[draw(TEXTS.length)] ?? "", cause };
      if (draw(2) === 0) return { kind, ...text };
      if (kind === "frame") return { kind, ...text, notes: { re: `"${draw(9)}\n` } };
      return { kind, ...text, replies: [[draw(100), [{ re: `"${draw(9)}\n`, version: draw(9) }]]] };
    });
    assertEquals(ENVELOPES.unpack(ENVELOPES.pack(envelopes)), envelopes, `seed ${seed}`);
  }
});

Deno.test("[S2] a state takes little more than its text in UTF-8", () => {
  const frame = `{"deck":["☕"],"text":"${"x".repeat(1_000)}"}`;
  const bytes = new TextEncoder().encode(frame).length;
  const packed = ENVELOPES.pack([{ kind: "state", conns: [1, 2, 3], frame, cause: null }]);
  assertLess(packed.length, bytes + 40);
});
