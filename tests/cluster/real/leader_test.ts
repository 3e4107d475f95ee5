// A stream's leader dies, or stands still and wakes up, while several write: nothing that was acknowledged is missing,
// nobody wins a sequence that another one has, and watches and buses go on.
import { assert, assertEquals } from "@std/assert";
import type { AllResult } from "../../../src/cluster/engine.ts";
import type { NatsEngine } from "../../../src/cluster/nats_engine.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { eventually } from "../../e2e/patience.ts";
import { startServers } from "../nats_servers.ts";
import { connected, leaderOf, newCluster, optionsFor, wholeTest } from "./bench.ts";
import { Load } from "./load.ts";

/** So many appends are acknowledged before, between and after what is done to the leader. */
const APPENDS = 200;

wholeTest(
  "[C6, C14] a leader that is killed, and one that is stopped for a while, cost nothing that was acknowledged",
  async () => {
    await using servers = await startServers(3);
    const cluster = newCluster();
    const { results, shard, shards, heartbeats } = subjectsOf(cluster);
    const engines: NatsEngine[] = [];
    try {
      for (const name of ["a", "b"]) {
        engines.push(await connected(optionsFor(servers.urls, { cluster, name })));
      }
      const [a, b] = engines;
      assert(a !== undefined && b !== undefined);
      assertEquals(a.replicas, 3);
      const watched: string[] = [];
      const posts: string[] = [];
      a.watch(shards, { each: ({ text }) => watched.push(text) });
      a.subscribe(heartbeats, (text) => posts.push(text));

      const load = new Load(engines, Array.from({ length: 8 }, (_, at) => results(`ROOM${at}`, 1)));
      const more = (why: string, count = load.acknowledged.length + APPENDS) =>
        eventually(`appends ${why}`, () => load.acknowledged.length > count);
      const goesOn = async (what: string) => {
        await eventually(`${what}: the watch goes on`, () => {
          if (!watched.includes(what)) {
            b.append({ subject: shard(1), text: what, expected: null }, () => {});
          }
          return watched.includes(what);
        }, { everyMs: 200 });
        await eventually(`${what}: posts arrive`, () => {
          b.publish(heartbeats, what);
          return posts.includes(what);
        }, { everyMs: 50 });
      };
      await more("at first");
      await goesOn("before");

      const killed = await leaderOf(servers, `estimatex-${cluster}-results`);
      await killed.kill();
      await more("without the leader that was killed");
      await goesOn("killed");
      killed.start();
      await servers.ready();

      const stopped = await leaderOf(servers, `estimatex-${cluster}-results`);
      await stopped.pause();
      await more("without the leader that stands still");
      await goesOn("stopped");
      stopped.resume();
      await more("after it woke up");
      await servers.ready();
      await goesOn("resumed");

      load.end();
      await eventually("everybody has finished", () => load.isIdle);
      load.audit(await allOf(a, results("ROOM0", 1).replace(/ROOM0\.1$/, ">")));
      assert(load.failures > 0, "the load felt it");
    } finally {
      for (const engine of engines) engine.close();
      await Promise.all(engines.map(({ closed }) => closed));
    }
  },
);

wholeTest(
  "[C14] with all servers gone every call is answered, and when they are back it goes on by itself",
  async () => {
    await using servers = await startServers(1);
    const cluster = newCluster();
    const { room, rooms, shard, shards, heartbeats } = subjectsOf(cluster);
    const engine = await connected(optionsFor(servers.urls, { cluster }));
    const [server] = servers.all;
    assert(server !== undefined);
    try {
      const watched: string[] = [];
      engine.watch(shards, { each: ({ text }) => watched.push(text) });
      const append = (subject: string, text: string) =>
        new Promise<string>((resolve) =>
          engine.append({ subject, text, expected: null }, ({ kind }) => resolve(kind))
        );
      assertEquals(await append(shard(1), "before"), "appended");
      await eventually("the watch has begun", () => watched.length === 1);

      for (const end of ["kill", "pause"] as const) {
        await server[end]();
        const answers: string[] = [];
        const ask = () => {
          engine.append(
            { subject: room(1, "A"), text: "x", expected: null },
            (it) => answers.push(it.kind),
          );
          engine.last(room(1, "A"), (it) => answers.push(it.kind));
          engine.all(rooms(1), (it) => answers.push(it.kind));
        };
        ask();
        await eventually("it notices", () => !engine.isConnected);
        ask();
        for (let n = 0; n < 1_000; n++) engine.publish(heartbeats, "x".repeat(10_000));
        await eventually("six answers", () => answers.length === 6);
        assertEquals(answers.filter((kind) => kind !== "failed"), []);
        if (end === "kill") server.start();
        else server.resume();
        await eventually("it is connected again", () => engine.isConnected);
        await eventually(
          "it serves again",
          async () => await append(shard(1), `after ${end}`) === "appended",
        );
        await eventually("the watch goes on", () => watched.includes(`after ${end}`));
      }
    } finally {
      engine.close();
      await engine.closed;
    }
  },
);

wholeTest(
  "[C14] a server that stops to read is left, however much is on its way to it",
  async () => {
    await using servers = await startServers(3);
    const cluster = newCluster();
    const { room, heartbeats } = subjectsOf(cluster);
    const [first] = servers.all;
    assert(first !== undefined);
    const engine = await connected(optionsFor([first.url], { cluster }));
    try {
      await first.pause();
      const text = "x".repeat(100_000);
      for (let n = 0; n < 1_000; n++) engine.publish(heartbeats, text);
      const refused: string[] = [];
      engine.append({ subject: room(1, "A"), text, expected: null }, (it) => {
        if (it.kind === "failed") refused.push(it.problem);
      });
      await eventually("no more is taken", () => refused.length > 0);
      assertEquals(refused, ["NATS doesn't read what is sent"]);
      await eventually("it is left", () => !engine.isConnected);
      first.resume();
      await eventually("it is connected again", () => engine.isConnected);
      await eventually("it serves again", () =>
        new Promise<boolean>((resolve) =>
          engine.append(
            { subject: room(1, "B"), text, expected: null },
            ({ kind }) => resolve(kind === "appended"),
          )
        ));
    } finally {
      engine.close();
      await engine.closed;
    }
  },
);

/** What is kept, once it can be read. */
function allOf(engine: NatsEngine, filter: string) {
  return eventually(`all of ${filter}`, async () => {
    const result = await new Promise<AllResult>((resolve) => engine.all(filter, resolve));
    return result.kind === "found" && result.records;
  });
}
