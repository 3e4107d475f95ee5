// The way in: what is asked for, and how a refusal reaches a person [W3, W4, W7, P2.1, P2.2].
import { assert, assertEquals, assertRejects } from "@std/assert";
import { joinUrl, protocolsOf } from "../../src/client/join_request.ts";
import { type Advice, ClientError, RoomClient } from "../../src/client/mod.ts";
import { endingOf } from "../../src/client/status.ts";
import { CLOSE } from "../../src/protocol/close_codes.ts";
import * as offer from "../../src/protocol/offer.ts";
import { V2_SILENCE_MS } from "../../src/server/silence.ts";
import { SILENCE_MS } from "../../src/client/connection.ts";
import { failure, SEAT, SERVER_URL, TOKEN, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

Deno.test("[P2.1] the address has what is asked for, and nothing else", () => {
  using world = new World();
  world.client.create({
    name: "Ana & Bob",
    capacity: 5,
    role: "observer",
    deck: ["1", "½", "☕"],
    on_admin_leave: "promote",
  }).catch(() => {});
  assertEquals(world.socket.protocols, ["estimatex.v2"]);
  assertEquals(world.socket.query, {
    action: "CREATE_ROOM",
    name: "Ana & Bob",
    max_room_capacity: "5",
    role: "observer",
    deck: "1,½,☕",
    on_admin_leave: "promote",
    replies: "in_state",
  });
  const join = { action: "join", options: { name: "bob", room_id: "7K2M9QXD" } } as const;
  const query = "action=JOIN_ROOM&name=bob&room_id=7K2M9QXD&replies=in_state";
  for (
    const [base, url] of [
      ["ws://host:8080/ws", `ws://host:8080/ws?${query}`],
      ["http://host/ws", `ws://host/ws?${query}`],
      ["https://host/team/ws#top", `wss://host/team/ws?${query}`],
      ["wss://host/ws?proxy=1", `wss://host/ws?proxy=1&${query}`],
    ] as const
  ) {
    assertEquals(joinUrl(base, join), url);
  }
});

Deno.test("[A1, W14] the key is offered as a sub-protocol, and stands in no address", () => {
  const options = { name: "Ana", capacity: 5, key: "okapi?and/tapir~" };
  const create = { action: "create", options } as const;
  const offered = "estimatex.key.b2thcGk_YW5kL3RhcGlyfg";
  assertEquals(protocolsOf(create), ["estimatex.v2", offered]);
  assert(!/okapi|b2th/.test(joinUrl("ws://host/ws", create)));
  assertEquals(offer.readOffer(protocolsOf(create).join(", "))?.key, options.key);
});

Deno.test("[W14] the token is offered as a sub-protocol, and stands in no address", () => {
  using world = new World();
  world.client.resume(SEAT).catch(() => {});
  assertEquals(world.socket.url, `${SERVER_URL}?action=RESUME&room_id=7K2M9QXD&replies=in_state`);
  assertEquals(world.socket.protocols, ["estimatex.v2", `estimatex.token.${TOKEN}`]);
  // every later attempt is a new address
  world.socket.end(1006);
  world.client.retryNow();
  assert(!world.socket.url.includes(TOKEN));
  assertEquals(world.socket.protocols.length, 2);
  // what a damaged storage gives is none of the names that a WebSocket takes
  for (const broken of ["", "a b", "x,y", '"', "tökén", "a\n"]) {
    const names = protocolsOf({ action: "resume", options: { ...SEAT, resume_token: broken } });
    assertEquals(names, ["estimatex.v2", "estimatex.token."], broken);
  }
});

Deno.test("[A3, W14] an admin link's secret is offered as a sub-protocol, and the server reads it", () => {
  const admin_secret = "0123456789abcdef0123456789abcdef";
  const request = {
    action: "join",
    options: { name: "Ana", room_id: "7K2M9QXD", admin_secret },
  } as const;
  assert(!joinUrl(SERVER_URL, request).includes(admin_secret));
  assertEquals(
    offer.readOffer(protocolsOf(request).join(", "))?.admin_secret,
    admin_secret,
  );
});

Deno.test("[P2.1] a deck without cards is refused, and is not the default deck", async () => {
  for (const deck of [[], [""]]) {
    using world = new Loopback();
    const client = new RoomClient({ url: SERVER_URL, environment: world.environment });
    const { code, field } = await failure(
      world.passes(client.create({ name: "Ana", capacity: 2, deck })),
    );
    assertEquals([code, field], ["bad_request", "deck"]);
  }
});

Deno.test("what client and server must agree on is the same", () => {
  const offered = protocolsOf({ action: "resume", options: SEAT });
  assertEquals(offered, [offer.V2_NAME, `${offer.TOKEN_PREFIX}${TOKEN}`]);
  assertEquals(SILENCE_MS, V2_SILENCE_MS);
});

Deno.test("[P2.2] WELCOME lets in: the room, who one is, and what to come back with", async () => {
  using world = new World();
  assertEquals(world.client.status, { state: "new" });
  assertEquals([world.client.room, world.client.memberId, world.client.ownVote], [
    null,
    null,
    null,
  ]);
  const creating = world.client.create({ name: "ana", capacity: 2 });
  world.socket.welcome({ version: 7 });
  assertEquals((await creating).version, 7);
  assertEquals(world.client.memberId, "ANA");
  assertEquals(world.states.map(({ version }) => version), [7]);
  assertEquals(world.seats, [SEAT]);
  assertEquals(world.statuses, [{ state: "connecting" }, { state: "online" }]);
});

Deno.test("[W4] a refusal rejects with code, sentence and field, and is not tried again", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const roomId = ana.room?.room_id ?? "";
  await world.passes(ana.setSettings({}));
  const table: [(client: RoomClient) => Promise<unknown>, string, Advice][] = [
    [(it) => it.create({ name: " ", capacity: 2 }), "bad_request name never", "correct"],
    [
      (it) => it.create({ name: "x", capacity: 0 }),
      "bad_request max_room_capacity never",
      "correct",
    ],
    [
      (it) => it.create({ name: "x", capacity: 2, deck: ["1"] }),
      "bad_request deck never",
      "correct",
    ],
    [
      (it) => it.join({ name: "x", room_id: "nonsense!" }),
      "bad_request room_id never",
      "correct",
    ],
    [
      (it) => it.join({ name: "x", room_id: "ZZZZZZZZ" }),
      "no_such_room room_id never",
      "correct",
    ],
    [
      (it) => it.resume({ room_id: roomId, resume_token: "0".repeat(32) }),
      "resume_refused resume_token never",
      "join",
    ],
    [
      (it) => it.resume({ room_id: roomId, resume_token: "short" }),
      "bad_request resume_token never",
      "correct",
    ],
  ];
  for (const [enter, expected, advice] of table) {
    const client = world.client();
    const { code, field, retry, message } = await failure(world.passes(enter(client)));
    assertEquals(`${code} ${field} ${retry}`, expected);
    assert(field !== undefined);
    assertEquals(client.status, { state: "closed", code, message, field, advice });
  }
});

Deno.test("[W7] whoever would be refused again is not advised to try later", () => {
  for (const [name, { code, reason, retry }] of Object.entries(CLOSE)) {
    const refusal = new ClientError(name, "");
    const known = { reason, refusal, seated: false, leaving: false, certificate: null };
    const ending = endingOf(code, known);
    const isForLater = ending.state === "closed" && ending.advice === "try_later";
    assertEquals(isForLater, retry !== "never", name);
  }
});

Deno.test("[R2] a full room is refused as full, and may have a seat later", async () => {
  using world = new Loopback();
  const ana = world.client();
  const { room_id } = await world.passes(ana.create({ name: "ana", capacity: 1 }));
  const bob = world.client();
  const { code, retry } = await failure(world.passes(bob.join({ name: "bob", room_id })));
  assertEquals([code, retry], ["room_full", "later"]);
  assertEquals(bob.status.state === "closed" && bob.status.advice, "try_later");
});

Deno.test("[P2.7] a seat that is no more: the session is over, and the seat to be forgotten", async () => {
  using world = new World();
  const resuming = failure(world.client.resume(SEAT));
  world.socket.error("no_such_room", null);
  world.socket.end(4004);
  assertEquals((await resuming).code, "session_over");
  assertEquals(world.client.status, { state: "ended", reason: "unknown", results: null });
  assertEquals(world.seats, [null]);
});

Deno.test("[W7] a first connection that fails is not tried again, whatever the reason", async () => {
  const table: [number, string, string][] = [
    [1006, "connection_failed", "later"],
    [1005, "connection_failed", "later"],
    [0, "connection_failed", "later"],
    [1001, "going_away", "later"],
    [1008, "policy", "later"],
    [1011, "internal_error", "later"],
    [1012, "restarting", "later"],
    [1013, "try_later", "later"],
    [1015, "connection_failed", "later"],
  ];
  for (const [code, expected, retry] of table) {
    using world = new World();
    const creating = failure(world.client.create({ name: "ana", capacity: 2 }));
    world.socket.end(code);
    const error = await creating;
    assertEquals([error.code, error.retry], [expected, retry], `${code}`);
    world.clock.advance(60_000);
    assertEquals([world.sockets.length, world.seats], [1, []]);
  }
});

Deno.test("a server that never answers, and one that speaks something else", async () => {
  using silent = new World();
  const waiting = failure(silent.client.create({ name: "ana", capacity: 2 }));
  silent.clock.advance(15_000);
  assertEquals((await waiting).code, "connection_failed");

  for (const frame of ["hello", "{}", '{"type":"WELCOME","data":{}}', '{"type":"OK","data":{}}']) {
    using world = new World();
    const creating = failure(world.client.create({ name: "ana", capacity: 2 }));
    world.socket.receive(frame);
    assertEquals((await creating).code, "bad_server", frame);
  }
});

Deno.test("an address that is none is reported without what was to be sent there", async () => {
  using world = new World();
  const client = new RoomClient({ url: "nowhere", environment: world.environment });
  const error = await failure(client.resume(SEAT));
  assertEquals(error.code, "connection_failed");
  assert(!error.message.includes(TOKEN));
  assertEquals(world.sockets.length, 0);
});

Deno.test("a client joins one room, once; closed before it is in, it is rejected as closed", async () => {
  using world = new World();
  const creating = failure(world.client.create({ name: "ana", capacity: 2 }));
  assertEquals((await failure(world.client.join({ name: "ana", room_id: "X" }))).code, "closed");
  world.client.close();
  world.client.close();
  assertEquals((await creating).code, "closed");
  assertEquals(world.statuses.length, 2);
  await assertRejects(() => world.client.resume(SEAT), ClientError);
  await assertRejects(() => world.client.until(() => true), ClientError);
});

Deno.test("closed by who is called with its seat, it reports nothing more", async () => {
  using world = new World();
  const reported: string[] = [];
  const client: RoomClient = new RoomClient({
    url: "ws://server.test/ws",
    environment: world.environment,
    onSeat: () => client.close(),
    onState: () => reported.push("state"),
    onStatus: ({ state }) => reported.push(state),
  });
  const joining = failure(client.join({ name: "ana", room_id: "X" }));
  world.socket.welcome();
  assertEquals((await joining).code, "closed");
  assertEquals(reported, ["connecting", "closed"]);
});
