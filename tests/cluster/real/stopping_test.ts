// [C20, C21, S6] A node that is to stop, or can't go on: rooms go on without it, and with those who are connected to it
// until they are sent away. While NATS is away it can give up nothing, and ends in time all the same.
import { assertEquals, assertGreater } from "@std/assert";
import { untilCut } from "../../crash/lost.ts";
import { eventually } from "../../e2e/patience.ts";
import { V2Table } from "../../e2e/v2_table.ts";
import { startServers } from "../nats_servers.ts";
import { natsTest, withManager } from "./bench.ts";
import { Nodes } from "./nodes.ts";

for (const workers of [1, 2]) {
  natsTest(
    `[C20, C21] without NATS /readyz is 503, and SIGTERM ends it with 0: ${workers} workers`,
    async () => {
      await using servers = await startServers(1);
      await using nodes = new Nodes(servers, { workers });
      await nodes.start("a");
      const ready = () => readyz(nodes.node("a"));
      await eventually("it is ready", async () => (await ready())[0] === 200);
      await servers.all[0]?.kill();
      await eventually("it is not ready", async () => (await ready())[0] === 503);
      assertEquals(await ready(), [503, "cluster_out_of_reach"]);
      await nodes.stop("a");
    },
  );
}

for (const stream of ["rooms-0", "results", "control"]) {
  natsTest(
    `[C20] a stream that somebody deletes is named in the log, and /readyz is 503: ${stream}`,
    async () => {
      await using servers = await startServers(1);
      await using nodes = new Nodes(servers, { flags: ["--cluster-patience", "2s"] });
      await nodes.start("a");
      await nodes.settled();
      const node = nodes.node("a");
      const name = `estimatex-estimatex-${stream}`;
      await withManager(servers.urls, ({ streams }) => streams.delete(name));
      const line = await eventually(
        "the stream in the log",
        () => node.log.find(({ event }) => event === "stream_out_of_reach"),
      );
      assertEquals([line["stream"], line["problem"]], [name, "NATS refused: stream not found"]);
      const reason = stream === "control" ? "cluster_out_of_reach" : "stream_out_of_reach";
      assertEquals(await readyz(node), [503, reason]);
    },
  );
}

natsTest(
  "[C20] a stream that takes no writes stops its rooms: the log says why, and /readyz is 503",
  async () => {
    await using servers = await startServers(1);
    await using nodes = new Nodes(servers, { flags: ["--cluster-patience", "2s"] });
    await nodes.start("a");
    await nodes.settled();
    const node = nodes.node("a");
    await using table = new V2Table(node);
    const ana = await table.creates("ana", 2);
    const name = "estimatex-estimatex-rooms-0";
    const limit = async (max_bytes: (used: number) => number) => {
      await withManager(servers.urls, async ({ streams }) => {
        const { config, state } = await streams.info(name);
        await streams.update(name, { ...config, max_bytes: max_bytes(state.bytes) });
      });
    };
    await limit((used) => used + 1);
    await ana.sends(JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id: "T-1" } }));
    const { problem } = await node.logged("rooms_stopped");
    assertEquals(problem, "NATS refused: maximum bytes exceeded");
    await ana.isClosed(1013);
    assertEquals(await readyz(node), [503, "stream_out_of_reach"]);
    await limit(() => -1);
    await node.logged("rooms_go_on");
    assertEquals(await readyz(node), [200, undefined]);
    const back = await table.returns(ana);
    assertEquals((await back.welcomed()).room.ballot?.ticket_id, "T-1");
  },
);

/** They are sent away for more than a second, one after the other. */
const MEMBERS = 30;

natsTest(
  "[C21, S6] whoever is connected to a node that stops goes on voting until it is their turn to be sent away",
  async () => {
    await using servers = await startServers(1);
    await using nodes = new Nodes(servers);
    await nodes.start("a", "b");
    await nodes.settled();
    await using table = new V2Table(nodes.node("a"));
    const ana = await table.creates("ana", MEMBERS);
    const members = [ana];
    while (members.length < MEMBERS) members.push(await table.joins(`m${members.length}`));
    await ana.does("BEGIN_VOTING", { ticket_id: "T-1" });
    let votes = 0;
    const isGone = () => members.some(({ exit }) => exit !== undefined);
    const vote = async (member: typeof ana) => {
      while (member.exit === undefined) {
        await member.does("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" });
        if (isGone()) votes++;
      }
    };
    const stopped = nodes.stop("a");
    await Promise.all(
      members.slice(-3).map((one) => untilCut(() => vote(one), () => one.exit !== undefined)),
    );
    await stopped;
    assertGreater(votes, 0, "votes that were done after the first had been sent away");
  },
);

/** The status of /readyz, and the reason why a node is not ready. */
async function readyz({ port }: { readonly port: number }): Promise<[number, unknown]> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  return [answer.status, (await answer.json()).reason];
}
