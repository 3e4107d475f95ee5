// The executable as a node of a cluster: it has the client of NATS in it, and its fixed permissions suffice. Faults of
// clusters are tested in tests/cluster/real.
import { assert, assertEquals } from "@std/assert";
import { Nodes } from "../cluster/real/nodes.ts";
import { NATS_SERVER, startServers } from "../cluster/nats_servers.ts";
import { comesBackAtLast } from "../crash/comes_back.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { isExecutable } from "../program.ts";
import { printError } from "../print.ts";

const isAsked = Deno.permissions.querySync({ name: "env" }).state === "granted" && isExecutable();

if (isAsked && NATS_SERVER === undefined) {
  printError(
    "THE EXECUTABLE WAS NOT TESTED AS A NODE OF A CLUSTER: THE VARIABLE NATS_SERVER NAMES NO nats-server, 2.10.23 OR LATER",
  );
}

permittedTest(
  "[C23] two executables are a cluster, and one is enough to come back to",
  async () => {
    await using servers = await startServers(1);
    await using one = new Nodes(servers);
    await using other = new Nodes(servers, { workers: 2 });
    await one.start("ana");
    await other.start("ben");
    const [ana, ben] = [one.node("ana"), other.node("ben")];
    await using here = new V2Table(ana);
    await using there = new V2Table(ben);
    const cleo = await here.creates("cleo", 4);
    there.v1.roomId = here.roomId;
    const dora = await there.joins("dora");
    await cleo.sees("both", ({ members }) => members.length === 2);
    await cleo.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
    await dora.sees("a ballot", ({ ballot }) => ballot?.ticket_id === "T-ONE");
    await dora.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
    const { version } = await cleo.seesMember("dora", { voted: true });

    await one.kill("ana");
    await using cleoBack = await comesBackAtLast(ben.port, cleo, version);
    await using doraBack = await comesBackAtLast(ben.port, dora, version);
    await doraBack.seesMember("cleo", { presence: "online" });
    assertEquals(doraBack.welcome.you.vote, "5", "acknowledged, and kept");
    await doraBack.seesMember("dora", { voted: true });
    await cleoBack.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "8" });
    await cleoBack.does("REVEAL_VOTES", { ticket_id: "T-ONE" });
    await doraBack.sees("the card", ({ ballot }) => ballot?.phase === "revealed");

    for (const node of [ana, ben]) {
      assert(!/NotCapable|Requires \S+ access/.test(`${node}`), `${node}`);
    }
    const broken = ["worker_crashed", "room_not_restored"];
    assert(!ben.log.some(({ event }) => broken.includes(event)), `${ben}`);
  },
  { where: isAsked && NATS_SERVER !== undefined },
);
