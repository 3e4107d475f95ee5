// [C19, C21] Members whose own node lives keep their connections when the node that has their room is gone.
import { assertEquals } from "@std/assert";
import { V2Table } from "../../e2e/v2_table.ts";
import { startServers } from "../nats_servers.ts";
import { natsTest } from "./bench.ts";
import { Nodes } from "./nodes.ts";

const TICKET = { ticket_id: "T-1" };

natsTest(
  "[C19] a room whose node is killed, or stops, goes on with those who are connected elsewhere",
  async () => {
    await using servers = await startServers(1);
    await using nodes = new Nodes(servers);
    await nodes.start("a", "b", "c");
    await nodes.settled();
    for (const [home, ends] of [["a", "kill"], ["b", "stop"]] as const) {
      await using there = new V2Table(nodes.node(home));
      await using here = new V2Table(nodes.node("c"));
      const ana = await there.creates("ana", 3); // who opens a room has it on the own node [C5]
      here.v1.roomId = there.roomId;
      const ben = await here.joins("ben");
      const tom = await here.seats("tom");
      await ana.does("BEGIN_VOTING", TICKET);
      await ana.does("MEMBER_VOTED", { ...TICKET, vote: "5" });
      await tom.prompted("vote");
      await ben.seesMember("ana", { voted: true });

      await nodes[ends](home);
      await ben.seesMember("ana", { presence: "away", voted: true });
      await tom.votes("8");
      await ben.seesMember("tom", { presence: "online", voted: true });
      await tom.receives("text", { with: ["tom voted for T-1"] });
      await ben.does("MEMBER_VOTED", { ...TICKET, vote: "13" });
      const again = await here.returns(ana);
      await again.sees("all votes", ({ ballot }) => ballot?.phase === "complete");
      await again.does("REVEAL_VOTES", TICKET);
      await tom.receives("VOTES_REVEALED");
      assertEquals([ben.exit, tom.exit, tom.prompts], [undefined, undefined, ["vote"]], home);
    }
  },
);
