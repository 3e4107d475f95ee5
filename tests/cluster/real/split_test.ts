// [C6, C7, C9, C20] The network is split: nodes see different NATS servers, and nothing is lost, nothing is sent twice.
import { assertGreater } from "@std/assert";
import { pass } from "../../e2e/patience.ts";
import { print, printError } from "../../print.ts";
import { Random } from "../../sim/random.ts";
import { canSeparate, SeparateHosts } from "../hosts.ts";
import { NATS_SERVER, startServers } from "../nats_servers.ts";
import { audit } from "./audit.ts";
import { IS_WHOLE, wholeTest } from "./bench.ts";
import { Nodes } from "./nodes.ts";
import { outcomeText } from "./outcome_text.ts";

const isDue = IS_WHOLE && NATS_SERVER !== undefined;
const where = isDue && canSeparate();
if (isDue && !where) {
  printError(
    "SPLITS OF THE NETWORK WERE NOT TESTED: THAT TAKES LINUX, ip OF iproute2 AND THE RIGHT TO MAKE NETWORK NAMESPACES, AS root HAS",
  );
}

const ROOMS = 12;

/** Pairs of hosts that don't see each other, and for how long. On each host there is a node and a NATS server. */
const SPLITS = [
  { name: "one host is cut from the two others for 15 s", cut: [[0, 1], [0, 2]], ms: 15_000 },
  { name: "no host sees another for 8 s", cut: [[0, 1], [0, 2], [1, 2]], ms: 8_000 },
  {
    name: "two hosts don't see each other, a third sees both, for 12 s",
    cut: [[0, 1]],
    ms: 12_000,
  },
] as const;

wholeTest(
  "[C6] three hosts, each with a node and a NATS server: nothing acknowledged is lost when the network is split",
  async () => {
    const random = new Random(1);
    await using hosts = await SeparateHosts.make(3);
    await using servers = await startServers(3, { hosts: hosts.all });
    await using nodes = new Nodes(servers, {
      hosts: new Map(["a", "b", "c"].map((name, at) => [name, hosts.all[at]])),
    });
    await nodes.start("a", "b", "c");
    for (const { name, cut, ms } of SPLITS) {
      await servers.ready().catch((error) => print(`BEFORE THIS FAULT: ${error}`));
      await nodes.settled();
      const outcome = await audit(nodes, async () => {
        for (const [one, other] of cut) await hosts.cut(one, other);
        await pass(ms);
        for (const [one, other] of cut) await hosts.mend(one, other);
      }, { rooms: ROOMS, random });
      print(`${name}: ${outcomeText(outcome)}`);
      assertGreater(outcome.acked, 0, name);
    }
  },
  { where },
);
