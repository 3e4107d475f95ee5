// What is taken for an envelope of another node: every kind that there is, with what its handling needs, and no more.
import { assert, assertEquals } from "@std/assert";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { isEnvelope } from "../../src/cluster/is_envelope.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { FIBONACCI } from "../../src/room/deck.ts";

const source = { address: "2001:db8::1", slot: 65_535 };

/** One of each kind at least. */
const GOOD: { readonly [K in Envelope["kind"]]: readonly Extract<Envelope, { kind: K }>[] } = {
  join: [
    {
      kind: "join",
      conn: 1,
      request: { action: "join", protocol: "v1", name: "Ana", role: "voter", room_id: "ABCDEFGH" },
      source,
    },
    {
      kind: "join",
      conn: 1,
      request: { action: "look", protocol: "v2", room_id: "ABCDEFGH" },
      source,
    },
    {
      kind: "join",
      conn: 1,
      request: { action: "resume", protocol: "v2", room_id: "ABCDEFGH", resume_token: "a" },
      source,
    },
  ],
  create: [{
    kind: "create",
    conn: 2,
    request: {
      ...{ action: "create", protocol: "v2", name: "Ana", role: "voter", capacity: 3 },
      ...{ deck: FIBONACCI, on_admin_leave: "close" },
    },
    source,
  }],
  program: [
    {
      kind: "program",
      conn: 3,
      request: {
        ...{ action: "open", capacity: 3, deck: FIBONACCI, name: null, passcode: null },
        settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
        ...{ tickets: [{ ticket_id: "T-1" }], admin_secret: "secret", once: null },
      },
      source,
    },
    { kind: "program", conn: 3, request: { action: "show", room_id: "ABCDEFGH" }, source },
    {
      kind: "program",
      conn: 3,
      request: {
        ...{ action: "queue", room_id: "ABCDEFGH", tickets: [], replace: true },
        once: { key: "key", digest: "digest" },
      },
      source,
    },
  ],
  message: [
    { kind: "message", conn: 1, at: 1.5, message: { type: "announce", room_id: "ABCDEFGH" } },
    {
      kind: "message",
      conn: 1,
      at: 1,
      message: { type: "unusable", answers: "vote", message: "no" },
    },
    ...[
      '{"type":"LEAVE"}',
      '{"type":"RENAME","data":{"name":"Bob"}}',
      '{"type":"GET_RESULTS"}',
      '{"type":"SEARCH_TRACKER","data":{"tracker":"JIRA","query":""}}',
      '{"type":"WRITE_ESTIMATES","data":{"ticket_ids":["T-1"]}}',
    ].map((text): Extract<Envelope, { kind: "message" }> => {
      const decoded = decodeV2(text);
      assert(decoded.ok && decoded.value.type === "request");
      return { kind: "message", conn: 1, at: 1, message: decoded.value };
    }),
    {
      kind: "message",
      conn: 1,
      at: 1,
      message: { type: "request", id: null, request: { type: "set_room", changes: {} } },
    },
  ],
  reattach: [{
    kind: "reattach",
    conn: 1,
    seat: { room_id: "R", member_id: "M", reveals: 0 },
    prompt: { question: "vote", ticket_id: "T", attempt: 1 },
    source,
  }],
  gone: [{ kind: "gone", conn: 1, welcomed: true }],
  seated: [{ kind: "seated", conn: 0 }],
  refused: [{
    kind: "refused",
    conn: 1,
    refusal: { close: "no_such_room", message: "no", guess: true },
  }],
  elsewhere: [{ kind: "elsewhere", conn: 1 }],
  frame: [{ kind: "frame", conns: [], frame: "", cause: 12 }],
  state: [{ kind: "state", conns: [1, 2], frame: "{}", cause: null }],
  close: [{ kind: "close", conns: [1], close: "session_over", message: null }],
};

const all = Object.values(GOOD).flat();

Deno.test("[C18] every kind of envelope is taken, also after a journey as JSON", () => {
  for (const envelope of all) {
    assert(isEnvelope(envelope), JSON.stringify(envelope));
    assert(isEnvelope(JSON.parse(JSON.stringify(envelope))), JSON.stringify(envelope));
  }
});

Deno.test("[C18] an envelope that lacks a field, or has another one in its place, is none", () => {
  for (const envelope of all) {
    for (const name of Object.keys(envelope)) {
      const { [name]: _, ...rest }: Record<string, unknown> = { ...envelope };
      assertEquals(isEnvelope(rest), false, `${envelope.kind} without ${name}`);
      for (const value of [undefined, {}, true === Reflect.get(envelope, name) ? 1 : true, -1]) {
        if (name === "at" && value === -1 || name === "cause" && value === -1) continue;
        const changed = { ...envelope, [name]: value };
        assertEquals(isEnvelope(changed), false, `${envelope.kind} with ${name} ${value}`);
      }
    }
  }
});

Deno.test("[C18] what a newer version may ask is none of ours", () => {
  const message = (message: unknown) => isEnvelope({ kind: "message", conn: 1, at: 1, message });
  const request = (request: unknown) => message({ type: "request", id: null, request });
  assert(request({ type: "leave" }));
  for (
    const wrong of [
      isEnvelope({ kind: "teleport", conn: 1 }),
      isEnvelope(null),
      isEnvelope("seated"),
      isEnvelope([]),
      isEnvelope(Object.create({ kind: "seated", conn: 1 })),
      isEnvelope({ kind: "close", conns: [1], close: "toString", message: null }),
      isEnvelope({ kind: "close", conns: [1], close: "restarting", message: null, moved: [-1] }),
      isEnvelope({ kind: "seated", conn: 1, seat: { room_id: "R" } }),
      isEnvelope({ kind: "frame", conns: [], frame: "", cause: null, notes: { re: 1 } }),
      isEnvelope({ kind: "frame", conns: [], frame: "", cause: null, notes: { prompt: {} } }),
      isEnvelope({ kind: "join", conn: 1, request: { action: "create" }, source }),
      isEnvelope({ kind: "create", conn: 1, request: { action: "join" }, source }),
      message({ type: "shout" }),
      request({ type: "dance" }),
      request({ type: "command", command: { type: "dance" } }),
      request({ type: "command" }),
      request({ type: "set_room" }),
      request(undefined),
    ]
  ) assertEquals(wrong, false);
});
