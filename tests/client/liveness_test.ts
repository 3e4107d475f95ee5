// What a member is sent, and that it notices when nothing comes any more [P2.3, W8].
import { assert, assertEquals } from "@std/assert";
import { CHECK_WITHIN_MS, PING_EVERY_MS, SILENCE_MS } from "../../src/client/connection.ts";
import { type FakeSocket, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

const pings = (socket: FakeSocket) => socket.sent.filter(({ type }) => type === "PING").length;

Deno.test("[P2.3] states come in growing versions only", async () => {
  using world = new World();
  const socket = await world.joined({ version: 5 });
  for (const version of [5, 4, 6, 6, 1, 9, 8, 10]) socket.state({ version });
  assertEquals(world.states.map(({ version }) => version), [5, 6, 9, 10]);
  assertEquals(world.client.room?.version, 10);
  socket.end(1006);
  world.clock.advance(250);
  world.socket.welcome({ version: 10 });
  assertEquals(world.states.length, 4, "nothing has changed meanwhile");
  world.socket.state({ version: 10 });
  world.socket.state({ version: 11 });
  assertEquals(world.states.map(({ version }) => version), [5, 6, 9, 10, 11]);
});

Deno.test("frames that are none, or of a newer server, change nothing", async () => {
  using world = new World();
  const socket = await world.joined();
  const begin = world.client.begin({ ticket_id: "T-1" });
  for (
    const frame of [
      "text",
      "null",
      "[]",
      '{"type":"ROOM_STATE"}',
      '{"type":"ROOM_STATE","data":{"room":{"room_id":"X","version":"9","members":[],"ballot":null}}}',
      '{"type":"ROOM_STATE","data":{"room":{"room_id":"X","version":9,"members":[1],"ballot":null}}}',
      '{"type":"CONFETTI","data":{}}',
      '{"type":"OK","data":{"version":"2"},"re":"1"}',
      '{"type":"OK","data":{"version":2},"re":"99"}',
      '{"type":"OK","data":{"version":2}}',
      '{"type":"ERROR","data":{"code":"x","message":"for nobody"}}',
      '{"type":"SESSION_ENDED","data":{"reason":"idle","results":null}}',
    ]
  ) socket.receive(frame);
  socket.welcome({ version: 50 });
  assertEquals(world.states.length, 1);
  assertEquals(world.client.status.state, "online");
  socket.ok(2);
  assertEquals(await begin, 2);
});

Deno.test("until: the room as it is, or as it comes to be", async () => {
  using world = new World();
  const socket = await world.joined({ version: 1 });
  assertEquals((await world.client.until(({ version }) => version === 1)).version, 1);
  const third = world.client.until(({ version }) => version >= 3);
  const second = world.client.until(({ version }) => version >= 2);
  socket.state({ version: 2 });
  assertEquals((await second).version, 2);
  socket.state({ version: 4 });
  assertEquals((await third).version, 4);
});

Deno.test("[W8] PING every 20 s; a connection that is answered is kept", async () => {
  using world = new World();
  const socket = await world.joined();
  for (let count = 1; count <= 10; count++) {
    world.clock.advance(PING_EVERY_MS - 1);
    assertEquals(pings(socket), count - 1);
    world.clock.advance(1);
    assertEquals(pings(socket), count);
    socket.receive({ type: "OK", data: {}, re: socket.last.id });
  }
  assertEquals(world.client.status.state, "online");
});

Deno.test("[W8] 45 s without a word: the connection is dropped and tried again", async () => {
  using world = new World();
  const socket = await world.joined();
  world.clock.advance(10_000);
  socket.state({ version: 2 });
  world.clock.advance(SILENCE_MS - 1);
  assert(!socket.hungUp);
  world.clock.advance(1);
  assert(socket.hungUp);
  assertEquals(world.client.status, { state: "offline", retry_in_ms: 250, attempt: 1 });
});

Deno.test("[W8] a machine that slept drops the connection when it wakes, however late its timers", async () => {
  using world = new World();
  const socket = await world.joined();
  world.clock.set(3_600_000);
  world.clock.advance(PING_EVERY_MS);
  assert(socket.hungUp);
  assertEquals(pings(socket), 0);
  world.clock.advance(250);
  world.socket.welcome({ version: 2 });
  assertEquals(world.client.status.state, "online");
  // a nap is no reason to drop it
  world.clock.set(20_000);
  world.clock.advance(PING_EVERY_MS);
  assertEquals([pings(world.socket), world.socket.hungUp], [1, false]);
});

Deno.test("[W8] where the connection may be dead the server is asked, and has 3 s to answer", async () => {
  using world = new World();
  const socket = await world.joined();
  world.clock.advance(PING_EVERY_MS);
  const regular = socket.last;
  // a page gets several events of it at once
  for (let times = 0; times < 3; times++) world.client.checkConnection();
  assertEquals(pings(socket), 2);
  // what the network still had, or the machine, proves nothing
  socket.state({ version: 2 });
  socket.ok(2, regular);
  world.clock.advance(CHECK_WITHIN_MS - 1);
  assertEquals(world.client.status.state, "online");
  world.clock.advance(1);
  assert(socket.hungUp);
  assertEquals(world.client.status, { state: "offline", retry_in_ms: 250, attempt: 1 });
});

Deno.test("[W8] a connection that answers stays, and may be checked again", async () => {
  using world = new World();
  const socket = await world.joined();
  for (let checks = 1; checks <= 5; checks++) {
    world.client.checkConnection();
    assertEquals(pings(socket), checks);
    world.clock.advance(CHECK_WITHIN_MS - 1);
    socket.receive({ type: "OK", data: {}, re: socket.last.id });
    world.clock.advance(1);
  }
  // a refusal is an answer, too: somebody is there
  world.client.checkConnection();
  socket.error("bad_message");
  world.clock.advance(CHECK_WITHIN_MS);
  assertEquals(world.client.status.state, "online");
});

Deno.test("[P2.9] without a connection it tries at once; on the way back it waits no longer than 3 s", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  world.client.checkConnection();
  assertEquals(world.sockets.length, 2);
  // this attempt may have begun on the network before
  world.clock.advance(10_000);
  world.client.checkConnection();
  world.client.checkConnection();
  world.clock.advance(CHECK_WITHIN_MS - 1);
  assertEquals(world.client.status.state, "connecting");
  world.clock.advance(1);
  assertEquals(world.client.status.state, "offline");
  world.client.checkConnection();
  world.client.checkConnection();
  world.socket.welcome();
  world.clock.advance(CHECK_WITHIN_MS);
  assertEquals([world.client.status.state, world.sockets.length], ["online", 3]);
});

Deno.test("a first way in is tried once, and gets its time; who is not in or is out is not asked", async () => {
  using world = new World();
  world.client.checkConnection();
  const joining = world.client.join({ name: "ana", room_id: "7K2M9QXD" });
  world.client.checkConnection();
  world.clock.advance(14_999);
  assertEquals(world.client.status.state, "connecting");
  world.socket.welcome();
  await joining;
  world.client.close();
  world.client.checkConnection();
  assertEquals([world.sockets.length, pings(world.socket)], [1, 0]);
});

Deno.test("[W8] against the server: asked a hundred times, it answers, and minds no more than any PING", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  for (let times = 0; times < 100; times++) {
    ana.checkConnection();
    world.clock.advance(100);
  }
  assertEquals(ana.status.state, "online");
});

Deno.test("[W8] a clock that is set back neither stops the pings nor hides the silence", async () => {
  using world = new World();
  const socket = await world.joined();
  world.clock.set(-86_400_000);
  world.clock.advance(PING_EVERY_MS);
  world.clock.advance(PING_EVERY_MS);
  assertEquals(pings(socket), 1);
  world.clock.advance(2 * SILENCE_MS);
  assert(socket.hungUp);
});

Deno.test("[W8] against the server: an hour of nothing, and both still there", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  world.clock.advance(3_000_000);
  assertEquals([ana.status.state, bob.status.state], ["online", "online"]);
  assertEquals(ana.room?.members.map(({ presence }) => presence), ["online", "online"]);
});
