// What prevents a cluster is reported at the start, in one line with what to do [C15, C23].
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DiscardPolicy } from "@nats-io/jetstream";
import {
  connectNats,
  connectToChecked,
  type NatsEngine,
  type NatsOptions,
} from "../../../src/cluster/nats_engine.ts";
import { startServers } from "../nats_servers.ts";
import { connected, namesOf, natsTest, optionsFor, withManager } from "./bench.ts";
import { eventually } from "../../e2e/patience.ts";
import { dial } from "../../../src/cluster/nats_dial.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { RecordingLog } from "../../base/recording_log.ts";

/** Why there is no engine. */
async function refusal(
  servers: readonly string[],
  options: Partial<NatsOptions> = {},
): Promise<string> {
  const result = await connectNats(optionsFor(servers, options));
  if (!result.ok) return result.error;
  result.value.close();
  await result.value.closed;
  return "connected";
}

natsTest(
  "[C23] streams with other settings, and replicas without servers for them, are refused",
  async () => {
    await using servers = await startServers(1);
    const { urls } = servers;
    const first = await connected(optionsFor(urls, { streams: 2 }));
    assertEquals(first.replicas, 1, "one server keeps one replica [C15]");
    first.close();
    await first.closed;
    await withManager(urls, async ({ streams }) => {
      assertEquals([...await namesOf(streams)].sort(), [
        "estimatex-c-control",
        "estimatex-c-results",
        "estimatex-c-rooms-0",
        "estimatex-c-rooms-1",
      ]);
      const { config } = await streams.info("estimatex-c-rooms-1");
      assertEquals(config.max_msgs_per_subject, 32);
      assertEquals(config.discard, DiscardPolicy.New);
      assertEquals(config.allow_direct, false);
    });
    assertEquals(await refusal(urls, { streams: 2 }), "connected");
    assertEquals(await refusal(urls, { streams: 2, replicas: 1 }), "connected");
    for (const streams of [1, 3, 4]) {
      assertMatch(
        await refusal(urls, { streams }),
        new RegExp(`^the cluster c was made with --cluster-streams 2, not ${streams}: give the`),
      );
    }
    assertMatch(await refusal(urls, { streams: 2, replicas: 3 }), /num_replicas 1, not 3/);
    await withManager(
      urls,
      ({ streams }) => streams.update("estimatex-c-results", { max_age: 600_000_000_000 }),
    );
    assertEquals(
      await refusal(urls, { streams: 2 }),
      "connected",
      "results may be dropped [C17]",
    );
    await withManager(
      urls,
      ({ streams }) => streams.update("estimatex-c-control", { max_age: 600_000_000_000 }),
    );
    assertMatch(
      await refusal(urls, { streams: 2 }),
      /^the NATS stream estimatex-c-control .* max_age 600000000000, not 0/,
    );
    assertMatch(
      await refusal(urls, { cluster: "other", replicas: 3 }),
      /^NATS has not enough servers with JetStream for so many replicas .*--cluster-replicas 1$/,
    );
  },
);

natsTest("[C23] a server without JetStream, and one that lets nobody in, are refused", async () => {
  await using servers = await startServers(1, {
    jetStream: false,
    config: "authorization { user: u, password: p }",
  });
  const [url = ""] = servers.urls;
  assertMatch(
    await refusal([url]),
    /^NATS at nats:\/\/127\S+ doesn't let this server in \(.*\): give --cluster-creds$/,
  );
  assertMatch(
    await refusal([url], { creds: "no creds" }),
    /doesn't let this server in .*see what is in/,
  );
  await using open = await startServers(1, { jetStream: false });
  assertMatch(
    await refusal(open.urls),
    /^NATS has no JetStream here .*start nats-server with -js/,
  );
  await open.all[0]?.kill();
  assertMatch(
    await refusal(open.urls),
    /^NATS can't be reached at .*\(connection refused.*\): start it/i,
  );
});

natsTest("what main has checked a worker neither checks nor makes", async () => {
  await using servers = await startServers(1);
  const engine = await connectToChecked({ ...optionsFor(servers.urls), replicas: 1 });
  assert(engine.ok);
  await withManager(servers.urls, async ({ streams }) => {
    assertEquals(await namesOf(streams), []);
  });
  engine.value.close();
  await engine.value.closed;
});

natsTest("a node begins with any server that is there, and finds the others", async () => {
  await using servers = await startServers(3);
  const [down, up] = servers.all;
  assert(down !== undefined && up !== undefined);
  const end = async (engine: NatsEngine) => {
    engine.close();
    await engine.closed;
  };
  await end(await connected(optionsFor(servers.urls))); // streams are made where all servers are up
  await down.kill();
  await end(await connected(optionsFor([down.url, up.url])));
});

natsTest(
  "[C20] while its stream is gone a watch tries again and again, and is one line in the log",
  async () => {
    await using servers = await startServers(1);
    const log = new RecordingLog();
    const engine = await connected(optionsFor(servers.urls, { log }));
    engine.watch(subjectsOf("c").shards, { each: () => {} });
    await withManager(servers.urls, ({ streams }) => streams.delete("estimatex-c-control"));
    const tries = () => {
      const lines = log.of("nats_watch_failed");
      return lines.reduce((sum, { fields }) => sum + Number(fields["times"]), 0);
    };
    await eventually("it has failed", () => tries() > 0);
    // its consumers have numbers: what is asked for next is seen from outside
    const nats = await dial({ servers: servers.urls, name: "tests", inbox: "_INBOX" });
    const asked = nats.subscribe("$JS.API.CONSUMER.CREATE.>", { max: 3 });
    for await (const _ of asked);
    await nats.close();
    assertEquals(log.of("nats_watch_failed").length, 1);
    engine.close();
    await engine.closed;
    assert(tries() > 2, "the rest of them is counted at the end");
  },
);
