// The upgrade of v2 clients: what is agreed, what they may ask for, and how they are refused.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { JOINS_AT_ONCE, RESUMES_WAITING_MAX } from "../../src/server/join_queue.ts";
import { UNCOUNTED_MAX } from "../../src/server/registry.ts";
import { CREATE, HandlerStory, UPGRADED, V2 } from "./handler_story.ts";

Deno.test("[W3, W8] a client that offers estimatex.v2, among others too, speaks it, and times itself", async () => {
  const story = new HandlerStory();
  const offers = [
    "estimatex.v2",
    "chat, estimatex.v2",
    "estimatex.v2,chat",
    "a,\testimatex.v2 , b",
  ];
  for (const offered of offers) {
    const headers = { "sec-websocket-protocol": offered };
    assertEquals((await story.request(CREATE, { headers })).body, UPGRADED);
    assertEquals([story.accepted.at(-1)?.protocol, story.refusal], ["v2", null], offered);
  }
  await story.request(CREATE);
  assertEquals(story.accepted.at(-1)?.protocol, "v1");
  assertEquals(story.agreed, [...offers.map(() => "estimatex.v2"), null]);
  assertEquals(story.idleTimeouts, [...offers.map(() => 0), 1_800]);
});

Deno.test("[P2.1] what v2 clients may ask for besides, and v1 clients not", async () => {
  const story = new HandlerStory();
  const create = `${CREATE}&role=observer&deck=1,2&on_admin_leave=promote`;
  const resume = `/ws?action=RESUME&room_id=01ABCDEF&resume_token=${"0f".repeat(16)}`;
  for (const path of [create, resume]) await story.request(path, { headers: V2 });
  for (const path of [create, resume]) await story.request(path);
  const common = { action: "create", name: "ana", capacity: 3 } as const;
  assertEquals(
    story.accepted.map(({ handshake }) => handshake.ok ? handshake.value : null),
    [
      {
        ...common,
        protocol: "v2",
        role: "observer",
        deck: { name: "custom", cards: ["1", "2"] },
        on_admin_leave: "promote",
      },
      { action: "resume", protocol: "v2", room_id: "01ABCDEF", resume_token: "0f".repeat(16) },
      { ...common, protocol: "v1", role: "voter", deck: FIBONACCI, on_admin_leave: "close" },
      null,
    ],
  );
  assertMatch(story.refusal?.message ?? "", /^action must be CREATE_ROOM or JOIN_ROOM/);
});

Deno.test("[W14] a token that is offered is taken; a bad offer is upgraded, and refused", async () => {
  const story = new HandlerStory();
  const path = "/ws?action=RESUME&room_id=01ABCDEF";
  const token = "0f".repeat(16);
  const ask = (more: string) =>
    story.request(path, { headers: { "sec-websocket-protocol": `estimatex.v2, ${more}` } });
  assertEquals((await ask(`estimatex.token.${token}`)).body, UPGRADED);
  const handshake = story.accepted.at(-1)?.handshake;
  assertEquals(handshake, {
    ok: true,
    value: { action: "resume", protocol: "v2", room_id: "01ABCDEF", resume_token: token },
  });
  const table: [string, string][] = [
    ["estimatex.token.x", "resume_token"],
    [`estimatex.token.${token}, estimatex.token.${token}`, "resume_token"],
    ["x, ".repeat(16), "sec-websocket-protocol"],
    ["x".repeat(513), "sec-websocket-protocol"],
  ];
  for (const [offered, field] of table) {
    assertEquals((await ask(offered)).body, UPGRADED, offered);
    assertEquals([story.refusal?.close, story.refusal?.field], ["bad_request", field], offered);
    assert(!story.refusal?.message.includes(token));
  }
  assertEquals(new Set(story.agreed), new Set(["estimatex.v2"]));
  // [W3] a secret alone is no protocol
  const alone = { "sec-websocket-protocol": `estimatex.token.${token}` };
  const { status, body } = await story.request(path, { headers: alone });
  assertEquals(status, 400);
  assert(!body.includes(token));
});

Deno.test("[W4] a v2 request we can't grant is upgraded, and sent which field must be what", async () => {
  const story = new HandlerStory({ max_room_capacity: 7 });
  const create = "?action=CREATE_ROOM&name=ana&max_room_capacity=3";
  const table: [string, string][] = [
    ["", "action"],
    ["?action=JOIN_ROOM&name=%07&room_id=01ABCDEF", "name"],
    // without a name it asks whether there is the room, which has to be one's id
    ["?action=JOIN_ROOM&room_id=1", "room_id"],
    ["?action=CREATE_ROOM&name=ana&max_room_capacity=8", "max_room_capacity"],
    [`${create}&deck=1`, "deck"],
    ["?action=RESUME&room_id=01ABCDEF&resume_token=x", "resume_token"],
  ];
  for (const [query, field] of table) {
    assertEquals((await story.request(`/ws${query}`, { headers: V2 })).body, UPGRADED);
    assertEquals([story.refusal?.close, story.refusal?.field], ["bad_request", field], query);
    const socket = story.sockets.at(-1);
    socket?.open();
    const error = JSON.parse(socket?.story[0] ?? "");
    assertEquals([error.type, error.data.code, error.data.field], ["ERROR", "bad_request", field]);
    assertEquals(socket?.closedWith, "close 4000");
    socket?.end();
  }
  assertEquals(story.counts.connections(), 0);
});

Deno.test("[S6, W10] stopping or full: a v2 client is refused with 1012 and 1013", async () => {
  const table = [[{}, true, "close 1012"], [{ max_connections: 1 }, false, "close 1013"]] as const;
  for (const [settings, draining, closed] of table) {
    const story = new HandlerStory(settings);
    await story.request(CREATE, { headers: V2 });
    story.draining = draining;
    await story.request(CREATE, { headers: V2 });
    const socket = story.sockets.at(-1);
    socket?.open();
    assertEquals([socket?.story.length, socket?.closedWith], [2, closed]);
  }
});

Deno.test("[A1, W14] only who offers a good key opens rooms; the key is in no query, refusal or log", async () => {
  const key = "okapi-and-tapir-0";
  const story = new HandlerStory({ create_key_file: "keys" });
  story.keys = [key];
  const offered = (text: string) => ({
    "sec-websocket-protocol": `estimatex.v2, estimatex.key.${btoa(text).replaceAll("=", "")}`,
  });
  const refused = async (path: string, headers: Readonly<Record<string, string>>) => {
    assertEquals((await story.request(path, { headers })).body, UPGRADED);
    const handshake = story.accepted.at(-1)?.handshake;
    if (handshake?.ok) return null;
    assert(!handshake?.error.message.includes(key));
    return [handshake?.error.close, handshake?.error.guess];
  };
  assertEquals(await refused(CREATE, offered(key)), null);
  assertEquals(await refused(`${CREATE}&key=${key}`, V2), ["wrong_key", false]);
  assertEquals(await refused(CREATE, offered(`${key}x`)), ["wrong_key", true]);
  assertEquals(await refused(`${CREATE}&key=${key}`, {}), ["wrong_key", false]);
  // to join takes none, and whoever asks for nonsense guesses nothing
  assertEquals(await refused("/ws?action=JOIN_ROOM&name=ben&room_id=01ABCDEF", V2), null);
  assertEquals(await refused("/ws?action=CREATE_ROOM&name=ben", V2), ["bad_request", undefined]);
  assertEquals(
    story.log.of("creation_refused").map(({ fields }) => fields),
    [{ key: "missing" }, { key: "wrong" }, { key: "missing" }],
  );
});

Deno.test("[P2.9, W10] where too many wait already, whoever comes back is given a time, and counts", async () => {
  const story = new HandlerStory();
  const resume = `/ws?action=RESUME&room_id=01ABCDEF&resume_token=${"0f".repeat(16)}`;
  for (let n = 0; n < JOINS_AT_ONCE + RESUMES_WAITING_MAX; n++) {
    story.joinQueue.wait({ action: "resume" }, () => {});
  }
  const times: number[] = [];
  for (let n = 0; n < 10; n++) {
    assertEquals((await story.request(resume, { headers: V2 })).body, UPGRADED);
    assertEquals(story.refusal?.close, "try_later");
    times.push(story.refusal?.retry_after_ms ?? 0);
  }
  assert(times.every((ms) => ms > 0) && new Set(times).size > 5, `${times}`);
  assertEquals(story.counts.connections(), 10);
  // newcomers don't come again by themselves
  for (const path of [CREATE, "/ws?action=JOIN_ROOM&room_id=01ABCDEF&name=ben"]) {
    await story.request(path, { headers: V2 });
    assertEquals(story.refusal, null, path);
  }
});

Deno.test("[P2.9, W10] a full server gives each that it sends away another time, 10 to 20 s from now", async () => {
  const story = new HandlerStory({ max_connections: 1 });
  await story.request(CREATE, { headers: V2 });
  const times: number[] = [];
  for (let n = 0; n < UNCOUNTED_MAX; n++) {
    await story.request(CREATE, { headers: V2 });
    times.push(story.refusal?.retry_after_ms ?? 0);
  }
  const { headers } = await story.request(CREATE, { headers: V2 });
  times.push(Number(headers.get("retry-after")) * 1_000);
  for (const ms of times) assert(ms >= 10_000 && ms <= 20_000, `${ms}`);
  const sorted = times.toSorted((a, b) => a - b);
  const steps = sorted.slice(1).map((ms, at) => ms - (sorted[at] ?? 0));
  assert(Math.max(...steps) < 500, `${sorted}`);
});
