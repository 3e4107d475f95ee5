// Frames in which one field is not what it should be: the client ignores them or takes them, and never throws.
import { assertEquals } from "@std/assert";
import { NO_SUMMARY, roomWith, TOKEN, turns, World } from "./fake_world.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const WRONG: readonly Json[] = [null, true, -1, 1e308, "", "x", [], [null], [[]], {}, { x: null }];

const REVEALED = {
  ticket_id: "T-1",
  attempt: 1,
  phase: "revealed",
  opened_at: 0,
  revealed_at: 1,
  votes: [{ member_id: "ANA", name: "ana", card: "5" }],
  summary: NO_SUMMARY,
} as const;
const ROOM = json(roomWith({ version: 1, ballot: REVEALED, results_count: 1 }));
const NEWER = json(roomWith({ version: 2, ballot: REVEALED, results_count: 1 }));

const WELCOME = {
  type: "WELCOME",
  data: {
    room: ROOM,
    you: { member_id: "ANA", resume_token: TOKEN, vote: "5" },
    server: { name: "estimatex-server", version: "1.2.3" },
    now: 0,
  },
};
const LATER: readonly Json[] = [
  { type: "ROOM_STATE", data: { room: NEWER, now: 1 }, re: ["1"] },
  { type: "OK", re: "1", data: { version: 2 } },
  { type: "OK", re: "2", data: { ballots: [json(REVEALED)], next: 1 } },
  { type: "ERROR", re: "1", data: { code: "x", message: "No.", field: "y", retry_after_ms: 1 } },
  { type: "NUDGED", data: { ticket_id: "T-1", by: { member_id: "BOB", name: "bob" } } },
  {
    type: "SESSION_ENDED",
    data: {
      reason: "idle",
      results: { room_id: "7K2M9QXD", ballots: [json(REVEALED)], participants: [] },
      earlier_ballots: 1,
    },
  },
  { type: "OK", re: "results 0", data: { ballots: [json(REVEALED)] } },
];

Deno.test("a WELCOME with a wrong field: in the room, or refused as no server of ours", async () => {
  for (const frame of wronged(WELCOME)) {
    using world = new World();
    world.client.join({ name: "ana", room_id: "7K2M9QXD" }).catch(() => {});
    world.socket.receive(frame);
    await turns();
    const { status } = world.client;
    const outcome = status.state === "closed" ? status.code : status.state;
    assertEquals(["online", "bad_server"].includes(outcome), true, JSON.stringify(frame));
    assertEquals(world.reported, [], JSON.stringify(frame));
  }
});

Deno.test("a wrong field later on: ignored or taken, and the client goes on", async () => {
  for (const [at, right] of LATER.entries()) {
    for (const frame of wronged(right)) {
      using world = new World();
      const socket = await world.joined({ ballot: { ...REVEALED, phase: "voting" } });
      world.client.vote("T-1", "5").catch(() => {});
      world.client.results().catch(() => {});
      for (const [place, message] of LATER.entries()) {
        socket.receive(place === at ? frame : message);
      }
      await turns();
      assertEquals(world.reported, [], JSON.stringify(frame));
    }
  }
});

Deno.test("a page with more ballots than a call takes arguments is taken whole", async () => {
  using world = new World();
  const socket = await world.joined();
  const ballots = Array(200_000).fill({});
  const all = world.client.results();
  socket.receive({ type: "OK", re: "1", data: { ballots } });
  assertEquals((await all).length, ballots.length);
  const end = { reason: "idle", results: { ballots: [] }, earlier_ballots: ballots.length };
  socket.receive({ type: "SESSION_ENDED", data: end });
  socket.receive({ type: "OK", re: "results 0", data: { ballots } });
  const { status } = world.client;
  assertEquals(status.state === "ended" && status.results?.ballots.length, ballots.length);
});

/** The value, with one of its parts, however deep, wrong or missing. */
function* wronged(value: Json): Generator<Json> {
  yield* WRONG;
  if (typeof value !== "object" || value === null) return;
  if (isList(value)) {
    for (const [at, part] of value.entries()) {
      for (const wrong of wronged(part)) yield value.with(at, wrong);
    }
    return;
  }
  for (const [name, part] of Object.entries(value)) {
    const { [name]: _, ...rest } = value;
    yield rest;
    for (const wrong of wronged(part)) yield { ...value, [name]: wrong };
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** As it comes over the wire. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
