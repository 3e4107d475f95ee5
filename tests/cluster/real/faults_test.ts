// [C6 to C14, C19 to C21] Nothing that anybody was sent is lost with a node, a NATS server or the way between them.
import { assertGreater } from "@std/assert";
import { print } from "../../print.ts";
import { Random } from "../../sim/random.ts";
import { NATS_SERVER, type NatsServers, startServers } from "../nats_servers.ts";
import { Audit } from "./audit.ts";
import { Nodes } from "./nodes.ts";

const ROOMS = Number(Deno.env.get("CLUSTER_ROOMS") ?? 4);

const ms = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));

/** Something that breaks, and is mended again. */
interface Fault {
  readonly name: string;
  readonly happens: (nodes: Nodes, servers: NatsServers) => Promise<void>;
}

const FAULTS: readonly Fault[] = [
  { name: "nothing", happens: () => ms(500) },
  {
    name: "a node is killed, and started again",
    async happens(nodes) {
      await nodes.kill("a");
      await ms(6_000);
      await nodes.start("a");
    },
  },
  { name: "a node stands still for 10 s", happens: (nodes) => nodes.pause("b", 10_000) },
  {
    name: "a node is stopped with SIGTERM, and started again",
    async happens(nodes) {
      await nodes.stop("c");
      await nodes.start("c");
    },
  },
  {
    name: "a node is added, and taken away",
    async happens(nodes) {
      await nodes.start("d");
      await ms(3_000);
      await nodes.stop("d");
    },
  },
  {
    name: "two of three NATS servers are down for 8 s",
    async happens(_, servers) {
      const down = servers.all.slice(0, 2);
      for (const server of down) await server.kill();
      await ms(8_000);
      for (const server of down) server.start();
    },
  },
  {
    name: "all NATS servers are down for 3 s",
    async happens(_, servers) {
      for (const server of servers.all) await server.kill();
      await ms(3_000);
      for (const server of servers.all) server.start();
    },
  },
  {
    name: "a NATS server stands still for 5 s",
    async happens(_, servers) {
      for (const server of servers.all) {
        server.pause();
        await ms(5_000);
        server.resume();
      }
    },
  },
];

Deno.test({
  name: "[C6] three nodes on three NATS servers: nothing acknowledged is lost, whatever breaks",
  ignore: NATS_SERVER === undefined,
  async fn() {
    const random = new Random(1);
    const servers = await startServers(3);
    try {
      await using nodes = new Nodes(servers);
      await nodes.start("a", "b", "c");
      const audit = await Audit.open(nodes, ROOMS, random);
      for (const { name, happens } of FAULTS) {
        const { acked, backWithinMs } = await audit.during(() => happens(nodes, servers));
        print(
          `${name}: ${acked} acknowledged, everybody back ${
            Math.round(backWithinMs)
          } ms after it began`,
        );
        assertGreater(acked, 0, name);
      }
      await audit.close();
    } finally {
      await servers.stop();
    }
  },
});
