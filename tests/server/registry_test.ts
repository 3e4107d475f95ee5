import { assert, assertEquals } from "@std/assert";
import type { SocketConnection } from "../../src/server/connection.ts";
import { Counts } from "../../src/server/counts.ts";
import { Registry, UNCOUNTED_MAX } from "../../src/server/registry.ts";
import { ConnectionStory } from "./connection_story.ts";

const HERE = "192.0.2.1";

function registryOf(totalMax = 0) {
  const counts = new Counts(Counts.allocate(1, "seed 1"), 0);
  return { counts, registry: new Registry(counts, { totalMax, perAddressMax: 0 }) };
}

/** A connection, admitted and added. */
function connected(registry: Registry, address = HERE): SocketConnection {
  assertEquals(registry.admit(address), "ok");
  const { connection } = new ConnectionStory();
  registry.add(connection, address);
  return connection;
}

Deno.test("[W10] a count is given back once, however often a connection is removed", () => {
  const { counts, registry } = registryOf();
  const [ana, ben] = [connected(registry), connected(registry)];
  assertEquals([counts.connections(), registry.size], [2, 2]);
  for (let n = 0; n < 3; n++) registry.remove(ana);
  assertEquals([counts.connections(), registry.size], [1, 1]);
  registry.remove(ben);
  registry.remove(new ConnectionStory().connection);
  assertEquals([counts.connections(), registry.size], [0, 0]);
});

Deno.test("[W10] what came to no connection is given back", () => {
  const { counts, registry } = registryOf(1);
  assertEquals([registry.admit(HERE), registry.admit(HERE)], ["ok", "too_many"]);
  registry.release(HERE);
  assertEquals([registry.admit(HERE), counts.connections()], ["ok", 1]);
});

Deno.test("[W10] those past the limits are here, but count for no address; there is a limit to them too", () => {
  const { counts, registry } = registryOf(1);
  connected(registry);
  const refused = Array.from({ length: UNCOUNTED_MAX }, () => new ConnectionStory().connection);
  for (const connection of refused) {
    assert(registry.mayRefuse(UNCOUNTED_MAX));
    registry.add(connection, null);
  }
  assert(!registry.mayRefuse(UNCOUNTED_MAX));
  assertEquals([registry.size, counts.connections()], [UNCOUNTED_MAX + 1, 1]);
  for (const connection of refused.slice(0, 2)) {
    registry.remove(connection);
    registry.remove(connection);
  }
  assert(registry.mayRefuse(UNCOUNTED_MAX));
  assertEquals([registry.size, counts.connections()], [UNCOUNTED_MAX - 1, 1]);
});

Deno.test("[S6] all are closed with a reason, those that were refused or are opening too, and are here until they are gone", () => {
  const { registry } = registryOf();
  const seated = ConnectionStory.seated();
  const opening = new ConnectionStory();
  registry.add(seated.connection, null);
  registry.add(opening.connection, null);
  for (let n = 0; n < 2; n++) registry.closeAll("restarting", "stopping");
  assertEquals(seated.socket.story, ["stopping", "close 1000"]);
  assertEquals([registry.size, opening.gone], [2, 0]);
});

Deno.test("[S6] empty: at once where nobody is, else when the last is gone", async () => {
  const { registry } = registryOf();
  await registry.empty();
  const [ana, ben] = [connected(registry), connected(registry)];
  let empty = false;
  const waiting = registry.empty().then(() => empty = true);
  registry.remove(ana);
  registry.remove(ana);
  await Promise.resolve();
  assertEquals(empty, false);
  registry.remove(ben);
  await waiting;
  await registry.empty();
});

Deno.test("[S6] whoever waits for it to be empty gets to know, also where the last one never opened", async () => {
  for (const goes of ["remove", "writeOff"] as const) {
    const { registry } = registryOf();
    const ana = connected(registry);
    let resolved = 0;
    const waiting = [1, 2].map(() => registry.empty().then(() => resolved++));
    registry[goes](ana);
    // a promise that is never settled would hold the test up for good
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    assertEquals(resolved, waiting.length, goes);
  }
});

Deno.test("[W10, S6] one that never opened is counted on, and waited for no longer", async () => {
  const { counts, registry } = registryOf();
  const ana = connected(registry);
  registry.writeOff(ana);
  await registry.empty();
  assertEquals([registry.size, counts.connections()], [0, 1]);
  registry.remove(ana);
  registry.remove(ana);
  assertEquals([registry.size, counts.connections()], [0, 0]);
});
