import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { UNCOUNTED_MAX, UNCOUNTED_WITHOUT_MEMORY_MAX } from "../../src/server/registry.ts";
import type { Config } from "../../src/cli/flags.ts";
import { CREATE, HandlerStory, UPGRADED } from "./handler_story.ts";

Deno.test("[W1] what is no upgrade: status, headers and one line", async () => {
  const story = new HandlerStory();
  const table: [string, string, boolean, number, RegExp, string | null][] = [
    // method, path, upgrade, status, body, Allow
    ["GET", "/", false, 404, /\/ws/, null],
    ["GET", "/wss", true, 404, /\/ws/, null],
    ["POST", "/ws/", false, 404, /\/ws/, null],
    ["GET", "/ws", false, 426, /WebSocket/, null],
    ["POST", "/ws", true, 405, /GET/, "GET"],
    ["HEAD", "/ws", false, 405, /GET/, "GET"],
    ["PUT", CREATE, true, 405, /GET/, "GET"],
    ["POST", "/healthz", false, 405, /GET/, "GET, HEAD"],
    ["POST", "/who", false, 405, /GET/, "GET, HEAD"],
    ["DELETE", "/addresses", false, 405, /GET/, "GET, HEAD"],
  ];
  for (const [method, path, upgrade, status, body, allow] of table) {
    const response = await story.request(path, { method, upgrade });
    assertEquals([response.status, response.headers.get("allow")], [status, allow], path);
    assertMatch(response.body, body);
    assertMatch(response.body, /^[^\n]+\n$/);
    assertStringIncludes(response.headers.get("content-type") ?? "", "text/plain");
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  }
  const upgradeRequired = await story.request("/ws", { upgrade: false });
  assertEquals(upgradeRequired.headers.get("upgrade"), "websocket");
  assertEquals([story.accepted, story.counts.connections()], [[], 0]);
});

Deno.test("metrics and health are main's to answer, and kept by nobody", async () => {
  const story = new HandlerStory();
  for (const path of ["/metrics", "/healthz", "/readyz"]) {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body } = await story.request(path, { method, upgrade: false });
      assertEquals([status, headers.get("content-type")], [299, "text/x-story"]);
      assertEquals(headers.get("cache-control"), "no-store");
      if (method === "GET") assertEquals(body, path);
    }
  }
  assertEquals(story.asked.length, 6);
});

Deno.test("with a port for them metrics are not public; health is, for load balancers", async () => {
  const story = new HandlerStory({ admin_port: 9_100 });
  assertEquals((await story.request("/metrics", { upgrade: false })).status, 404);
  await story.request("/healthz", { upgrade: false });
  await story.request("/readyz", { upgrade: false });
  assertEquals(story.asked, ["/healthz", "/readyz"]);
});

Deno.test("[W1, W2] a good request is upgraded for its seat", async () => {
  const story = new HandlerStory();
  const { body } = await story.request(
    "/ws?action=%20create_room%20&name=ana&max_room_capacity=3",
    {
      headers: { upgrade: "WebSocket" },
    },
  );
  assertEquals([body, story.refusal], [UPGRADED, null]);
  await story.request("/ws?action=join_room&name=ben&room_id=%20oLabcdef", {
    headers: { upgrade: "h2c, websocket" },
  });
  const common = { protocol: "v1", role: "voter" } as const;
  assertEquals(story.accepted.map(({ handshake }) => handshake), [
    {
      ok: true,
      value: {
        action: "create",
        ...common,
        name: "ana",
        capacity: 3,
        deck: FIBONACCI,
        on_admin_leave: "close",
      },
    },
    { ok: true, value: { action: "join", ...common, name: "ben", room_id: "01ABCDEF" } },
  ]);
  assertEquals([story.counts.connections(), story.registry.size], [2, 2]);
});

Deno.test("[W8] the runtime's idle limit is ours, in seconds", async () => {
  const story = new HandlerStory({ v1_idle_timeout_ms: 900_000 });
  await story.request(CREATE);
  assertEquals(story.idleTimeouts, [900]);
});

Deno.test("[W3] a client that offers only sub-protocols we don't know gets 400 and no connection", async () => {
  const story = new HandlerStory();
  for (const offered of ["chat", "chat, superchat", "estimatex.v3", "ESTIMATEX.V2", "v2"]) {
    const { status, body } = await story.request(CREATE, {
      headers: { "sec-websocket-protocol": offered },
    });
    assertEquals(status, 400);
    assertMatch(body, /^Sec-WebSocket-Protocol [^\n]+\n$/);
  }
  assertEquals([story.accepted, story.counts.connections()], [[], 0]);
});

Deno.test("[W3] an Origin that is not allowed gets 403, one line and no connection", async () => {
  const own = { origin: "https://poker.example", host: "poker.example:443" };
  const foreign = { origin: "https://evil.example", host: "poker.example" };
  const table: [Readonly<Record<string, string>>, Partial<Config>, boolean][] = [
    [{}, {}, true],
    [own, {}, true],
    [foreign, {}, false],
    [foreign, { allowed_origins: ["https://evil.example"] }, true],
    [foreign, { allowed_origins: ["*"] }, true],
    [own, { public_url: "https://points.example.com/" }, false],
  ];
  for (const [headers, settings, passes] of table) {
    const one = new HandlerStory(settings);
    const { status, body } = await one.request(CREATE, { headers });
    assertEquals(status, passes ? 200 : 403, JSON.stringify({ headers, settings }));
    assertEquals([one.accepted.length, one.counts.connections()], passes ? [1, 1] : [0, 0]);
    if (!passes) assertMatch(body, /^Origin must be .* got "https:[^\n]+"\.\n$/);
  }
});

Deno.test("[W4] a request we can't grant is upgraded, and sent which parameter must be what", async () => {
  const story = new HandlerStory({ max_room_capacity: 7 });
  const table: [string, RegExp][] = [
    ["", /^action must be CREATE_ROOM or JOIN_ROOM/],
    ["?action=CREATE_ROOM&max_room_capacity=3", /^name must .*1 to 40/],
    ["?action=CREATE_ROOM&name=ana", /^max_room_capacity must .*1 to 7/],
    ["?action=CREATE_ROOM&name=ana&max_room_capacity=8", /^max_room_capacity .*"8"/],
    ["?action=JOIN_ROOM&name=ana&room_id=UUUUUUUU", /^room_id .*UUUUUUUU/],
  ];
  for (const [query, message] of table) {
    assertEquals((await story.request(`/ws${query}`)).body, UPGRADED);
    assertEquals(story.refusal?.close, "bad_request");
    assertMatch(story.refusal?.message ?? "", message);
    story.sockets.at(-1)?.end();
  }
  assertEquals(story.counts.connections(), 0);
});

Deno.test("[S6] while the server stops, newcomers are upgraded only to be refused", async () => {
  const story = new HandlerStory();
  story.draining = true;
  for (const path of [CREATE, "/ws?action=DANCE"]) {
    assertEquals((await story.request(path)).body, UPGRADED);
    assertEquals(story.refusal?.close, "restarting");
  }
});

Deno.test("[W10] too many connections, of one address or in all: upgraded to be sent why, until one is gone", async () => {
  const limits = [{ max_connections: 2 }, { max_connections_per_ip: 2 }];
  for (const limit of limits) {
    const story = new HandlerStory(limit);
    for (let n = 0; n < 2; n++) await story.request(CREATE);
    assertEquals(story.refusal, null);
    await story.request(CREATE);
    assertEquals(story.refusal?.close, "try_later");
    const [line] = story.log.of("connection_refused");
    const reason = "max_connections" in limit ? "too_many" : "too_many_from_address";
    assertEquals(line?.fields["reason"], reason);
    // the limit of an address is nobody else's
    await story.request(CREATE, { remote: "192.0.2.2" });
    assertEquals(story.refusal === null, reason === "too_many_from_address");
    // one that is closing counts until it is gone
    story.registry.closeAll("going_away", "bye");
    await story.request(CREATE);
    assertEquals(story.refusal?.close, "try_later");
    story.sockets[0]?.end();
    await story.request(CREATE);
    assertEquals(story.refusal, null);
  }
});

Deno.test("[W10] refusals that nobody counts are limited too: past it, 503", async () => {
  const story = new HandlerStory({ max_connections: 1 });
  await story.request(CREATE);
  for (let n = 0; n < UNCOUNTED_MAX; n++) {
    assertEquals((await story.request(CREATE, { remote: `10.0.0.${n}` })).body, UPGRADED);
  }
  const turnedAway = await story.request(CREATE);
  assertEquals(turnedAway.status, 503);
  assertMatch(turnedAway.body, /^[^\n]+\n$/);
  assert(turnedAway.headers.has("retry-after"));
  assertEquals(story.accepted.length, 1 + UNCOUNTED_MAX);
  story.sockets.at(-1)?.end();
  assertEquals((await story.request(CREATE)).body, UPGRADED);
  assertEquals([story.refusal?.close, story.counts.connections()], ["try_later", 1]);
});

Deno.test("[W10] without memory for anybody new: few are upgraded to be refused, then 503, and none is counted", async () => {
  const story = new HandlerStory();
  await story.request(CREATE);
  story.shortOfMemory = true;
  for (let n = 0; n < UNCOUNTED_WITHOUT_MEMORY_MAX; n++) {
    assertEquals((await story.request(CREATE)).body, UPGRADED);
    assertEquals(story.refusal?.close, "try_later");
    assertMatch(story.refusal?.message ?? "", /no memory/);
  }
  const turnedAway = await story.request(CREATE);
  assertEquals(turnedAway.status, 503);
  assertMatch(turnedAway.body, /^[^\n]*no memory[^\n]*\n$/);
  // it is logged once when it begins, not here
  assertEquals([story.counts.connections(), story.log.of("connection_refused")], [1, []]);
  story.shortOfMemory = false;
  await story.request(CREATE);
  assertEquals([story.refusal, story.counts.connections()], [null, 2]);
});

Deno.test("[W10] whose connection it is: the peer's, or what a trusted proxy says", async () => {
  const headers = { "x-forwarded-for": "198.51.100.7, 203.0.113.9" };
  for (const [trustProxy, address] of [[false, "192.0.2.1"], [true, "203.0.113.9"]] as const) {
    const story = new HandlerStory({ trust_proxy: trustProxy, max_connections_per_ip: 1 });
    await story.request(CREATE, { headers });
    await story.request(CREATE, { headers, remote: "192.0.2.2" });
    assertEquals(story.accepted[0]?.address, address);
    // behind one proxy two people are one only if they are one
    assertEquals(story.refusal === null, !trustProxy);
  }
});

Deno.test("[W10] a handshake that is none gets 400, and gives back what was counted", async () => {
  const story = new HandlerStory({ max_connections: 1 });
  story.broken = true;
  for (let n = 0; n < 3; n++) {
    const { status, body } = await story.request(CREATE);
    assertEquals(status, 400);
    // nothing of the runtime's own words
    assert(!body.includes("Invalid Header"), body);
  }
  assertEquals([story.counts.connections(), story.registry.size], [0, 0]);
  story.broken = false;
  await story.request(CREATE);
  story.broken = true;
  // one past the limit was never counted, so nothing of another's is given back
  assertEquals((await story.request(CREATE)).status, 400);
  assertEquals([story.counts.connections(), story.registry.size], [1, 1]);
});

Deno.test("[W13] a proxy may leave the path of --public-url in front, or take it away", async () => {
  const story = new HandlerStory({ public_url: "https://points.example.com/poker/" });
  const built = /build it with `deno task page`/; // what the page says here
  for (const path of ["/", "/poker/", "/r/7K2M9QXD", "/poker/r/7K2M9QXD"]) {
    assertMatch((await story.request(path)).body, built, path);
  }
  assertEquals((await story.request(`/poker${CREATE}`)).body, UPGRADED);
  const bare = await story.request("/poker");
  assertEquals([bare.status, bare.headers.get("location")], [308, "/poker/"]);
  for (const path of ["/pokerr/", "/poker/poker/", "/other/"]) {
    assertEquals((await story.request(path)).status, 404, path);
    assert(!built.test((await story.request(path)).body), path);
  }
  // health is asked for from outside, too; metrics have one address, which a proxy can hide
  for (const path of ["/poker/healthz", "/poker/readyz", "/poker/metrics"]) {
    await story.request(path);
  }
  assertEquals(story.asked, ["/healthz", "/readyz"]);
});
