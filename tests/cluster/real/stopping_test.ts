// [C20, C21, S6] A node that is to stop while NATS is away: it can give up nothing, and ends in time all the same.
import { assertEquals } from "@std/assert";
import { startServers } from "../nats_servers.ts";
import { natsTest } from "./bench.ts";
import { Nodes } from "./nodes.ts";
import { until } from "./until.ts";

for (const workers of [1, 2]) {
  natsTest(
    `[C20, C21] without NATS /readyz is 503, and SIGTERM ends it with 0: ${workers} workers`,
    async () => {
      const servers = await startServers(1);
      try {
        await using nodes = new Nodes(servers, { workers });
        await nodes.start("a");
        const ready = async () => {
          const answer = await fetch(`http://127.0.0.1:${nodes.node("a").port}/readyz`);
          return [answer.status, (await answer.json()).reason];
        };
        await until("it is ready", async () => (await ready())[0] === 200);
        await servers.all[0]?.kill();
        await until("it is not ready", async () => (await ready())[0] === 503);
        assertEquals(await ready(), [503, "cluster_out_of_reach"]);
        await nodes.stop("a");
      } finally {
        await servers.stop();
      }
    },
  );
}
