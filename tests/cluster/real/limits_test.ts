// --max-rooms holds over all nodes, whatever each node runs on and whether anybody reads its metrics [C22].
import { assert, assertEquals } from "@std/assert";
import { eventually } from "../../e2e/patience.ts";
import { V2Table } from "../../e2e/v2_table.ts";
import { startServers } from "../nats_servers.ts";
import { natsTest } from "./bench.ts";
import { metricsOf, Nodes, valueOf } from "./nodes.ts";

const create = { action: "CREATE_ROOM", name: "ben", max_room_capacity: "2" };

for (const workers of [1, 2]) {
  natsTest(
    `[C22] a node counts the rooms of another, whose metrics nobody reads, ${workers} worker(s)`,
    async () => {
      await using servers = await startServers(1);
      await using nodes = new Nodes(servers, { workers, flags: ["--max-rooms", "1"] });
      await nodes.start("a", "b");
      await nodes.settled();
      await using table = new V2Table(nodes.node("a"));
      await table.creates("ana", 2);
      await using other = new V2Table(nodes.node("b"));
      // workers are sent the totals every second
      await eventually("b refuses another room", async () => {
        const ben = await other.connects(create);
        const seated = ben.welcomed().then(() => null);
        const refused = ben.receives("ERROR").then(({ data: { code } }) => code);
        const code = await Promise.any([seated, refused]);
        if (code === null) await ben.does("LEAVE");
        return code === "try_later";
      });
      for (let n = 0; n < 4 * workers; n++) {
        await (await other.connects(create)).receives("ERROR");
      }
      const refused = nodes.node("b").log.filter(({ event }) => event === "room_refused");
      assert(refused.length <= workers, "each worker logs it once a minute");
      assertEquals(valueOf(await metricsOf(nodes.node("b")), "estimatex_cluster_rooms"), 1);
    },
  );
}
