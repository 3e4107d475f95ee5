// The cluster guide's balancers, for real, before two nodes and one that is down: members of a room meet, and it goes on
// while nodes are upgraded one at a time, one is added and one is taken away [C21, C26].
import { assertEquals } from "@std/assert";
import { startServers } from "../cluster/nats_servers.ts";
import { natsTest } from "../cluster/real/bench.ts";
import { Server } from "../e2e/server.ts";
import type { Member } from "../e2e/v2_member.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { balanced, BALANCERS } from "./cluster_recipe.ts";
import { freePort, until } from "./proxy.ts";
import { isHere } from "./recipe.ts";

/** How long a member tries to come back, and how often, in milliseconds. */
const BACK_WITHIN_MS = 60_000;
const BACK_EVERY_MS = 500;

for (const balancer of BALANCERS) {
  const where = await isHere(balancer.program);

  natsTest(
    `[C21, C26] ${balancer.program}, as in the cluster's guide`,
    async () => {
      const servers = await startServers(1);
      await using nodes = new AsyncDisposableStack();
      const start = async (node: string, port: number) => {
        const flags = ["--cluster", servers.urls.join(","), "--node", node, "--trust-proxy"];
        return nodes.use(await Server.start({ port, flags }));
      };
      try {
        const ports = [freePort(), freePort(), freePort()];
        const [first = 0, second = 0, third = 0] = ports;
        const a = await start("a", first);
        const b = await start("b", second);
        await balanced(balancer, ports, async (front) => {
          for (let room = 0; room < 6; room++) {
            await using table = new V2Table(front);
            const ana = await table.creates("ana", 3);
            await table.joins("bob");
            await ana.seesMember("bob", { presence: "online" });
          }
          await using table = new V2Table(front);
          const ana = await table.creates("ana", 3);
          await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
          await ana.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "8" });
          // an upgrade: one after the other is stopped and started again
          await a.stop();
          const again = await start("a", first);
          await b.stop();
          await start("b", second);
          // one more, and one less
          await start("c", third);
          await until("the new node to own shards", () => ownsShards(third));
          await again.stop();
          const back = await returns(table, ana);
          assertEquals(back.welcome.you.vote, "8");
          await back.does("REVEAL_VOTES", { ticket_id: "T-ONE" });
          await table.joins("bob");
        });
      } finally {
        await servers.stop();
      }
    },
    { where },
  );
}

async function ownsShards(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  return /^estimatex_cluster_shards\{state="owned"\} [1-9]/m.test(await response.text());
}

/** Comes back as clients do: again and again, until somebody lets it in. */
async function returns(table: V2Table, member: Member): Promise<Member> {
  for (const until = Date.now() + BACK_WITHIN_MS;;) {
    const back = await table.returns(member).catch(() => null);
    if (back !== null) {
      const welcomed = await back.welcomed().then(() => true, () => false);
      if (welcomed) return back;
    }
    if (Date.now() > until) throw new Error(`${member.name} never came back`);
    await new Promise((resolve) => setTimeout(resolve, BACK_EVERY_MS));
  }
}
