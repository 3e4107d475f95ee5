/** What breaks in a cluster of three nodes, a, b and c, and is mended again. */
import { pass } from "../../e2e/patience.ts";
import type { NatsServers } from "../nats_servers.ts";
import { leaderOf } from "./bench.ts";
import type { Gate } from "./gate.ts";
import type { Nodes } from "./nodes.ts";

/** Where the records of rooms are kept. */
const ROOMS_STREAM = "estimatex-estimatex-rooms-0";

interface Stage {
  readonly nodes: Nodes;
  readonly servers: NatsServers;
  /** The way from c to NATS. */
  readonly gate: Gate;
}

interface Fault {
  readonly name: string;
  /** Whether the small form has it, too. */
  readonly isTelling?: boolean;
  happens(stage: Stage): Promise<void>;
}

export const FAULTS: readonly Fault[] = [
  { name: "nothing", happens: () => pass(500) },
  {
    name: "a node is killed, and started again",
    isTelling: true,
    async happens({ nodes }) {
      await nodes.kill("a");
      await pass(6_000);
      await nodes.start("a");
    },
  },
  {
    name: "a node stands still for 10 s",
    isTelling: true,
    happens: ({ nodes }) => nodes.pause("b", 10_000),
  },
  {
    name: "two of three NATS servers are down for 8 s",
    isTelling: true,
    async happens({ servers }) {
      const down = servers.all.slice(0, 2);
      for (const server of down) await server.kill();
      await pass(8_000);
      for (const server of down) server.start();
    },
  },
  {
    name: "a node is cut from NATS for 12 s, and what was on its way arrives late",
    async happens({ gate }) {
      gate.close();
      await pass(12_000);
      gate.open();
    },
  },
  {
    name: "the main thread of a node is cut from NATS for 10 s, and its worker is not",
    happens: ({ gate }) => mainIsCut(gate),
  },
  {
    name: "the worker of a node is cut from NATS for 25 s, and its main thread is not",
    happens: ({ gate }) => workerIsCut(gate),
  },
  {
    name: "the leader of the rooms' stream is killed, and started again",
    async happens({ servers }) {
      const leader = await leaderOf(servers, ROOMS_STREAM);
      await leader.kill();
      await pass(8_000);
      leader.start();
    },
  },
  {
    name: "the leader of the rooms' stream stands still for 10 s",
    async happens({ servers }) {
      const leader = await leaderOf(servers, ROOMS_STREAM);
      await leader.pause();
      await pass(10_000);
      leader.resume();
    },
  },
  {
    name: "all NATS servers are down for 3 s",
    async happens({ servers }) {
      for (const server of servers.all) await server.kill();
      await pass(3_000);
      for (const server of servers.all) server.start();
    },
  },
  {
    name: "all nodes are restarted with SIGTERM, one after the other",
    async happens({ nodes }) {
      for (const name of ["a", "b", "c"]) {
        await nodes.stop(name);
        await nodes.start(name);
        await pass(2_000);
      }
    },
  },
  {
    name: "a node is added, and taken away",
    async happens({ nodes }) {
      await nodes.start("d");
      await pass(5_000);
      await nodes.stop("d");
    },
  },
];

/** c's session is ended by the others, and its worker learns that late. */
export async function mainIsCut(gate: Gate): Promise<void> {
  gate.close(/^c$/);
  await pass(10_000);
  gate.open();
}

/** The node lives, and others have to take what its worker can't serve [C20]. */
async function workerIsCut(gate: Gate): Promise<void> {
  gate.close(/^c-/);
  await pass(25_000);
  gate.open();
}
