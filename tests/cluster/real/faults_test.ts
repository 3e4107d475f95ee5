// [C6 to C14, C19 to C21] Nothing that anybody was sent is lost with a node, a NATS server or the way between them.
import { assertGreater } from "@std/assert";
import { print } from "../../print.ts";
import { Random } from "../../sim/random.ts";
import { startServers } from "../nats_servers.ts";
import { audit } from "./audit.ts";
import { IS_WHOLE, natsTest } from "./bench.ts";
import { FAULTS } from "./faults.ts";
import { Gate } from "./gate.ts";
import { Nodes } from "./nodes.ts";
import { outcomeText } from "./outcome_text.ts";

/** As many as two cores serve about 1,000 commands a second with, and few. */
const ROOMS = IS_WHOLE ? 24 : 4;

natsTest(
  "[C6] three nodes on three NATS servers: nothing acknowledged is lost, whatever breaks",
  async () => {
    const random = new Random(1);
    // one node finds NATS at its gate alone
    await using servers = await startServers(3, { isAdvertised: false });
    await using gate = new Gate(servers.all.map(({ port }) => port));
    await using nodes = new Nodes(servers, {
      urls: (name) => (name === "c" ? gate : servers).urls,
    });
    await nodes.start("a", "b", "c");
    await nodes.settled(); // so that rooms are on every node
    for (const fault of FAULTS.filter(({ isTelling = false }) => IS_WHOLE || isTelling)) {
      // a server that was killed may take minutes until its copy counts as whole; the next fault doesn't wait for ever
      await servers.ready().catch((error) => print(`BEFORE THIS FAULT: ${error}`));
      if (IS_WHOLE) await nodes.settled();
      const happens = () => fault.happens({ nodes, servers, gate });
      const outcome = await audit(nodes, happens, { rooms: ROOMS, random });
      print(`${fault.name}: ${outcomeText(outcome)}`);
      assertGreater(outcome.acked, 0, fault.name);
    }
  },
);
