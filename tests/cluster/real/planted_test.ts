// A node with a bug on purpose is found, in the real program: nothing else proves that anything would be.
import { assert } from "@std/assert";
import { print } from "../../print.ts";
import { isExecutable } from "../../program.ts";
import { Random } from "../../sim/random.ts";
import { startServers } from "../nats_servers.ts";
import { audit } from "./audit.ts";
import { wholeTest } from "./bench.ts";
import { mainIsCut } from "./faults.ts";
import { Gate } from "./gate.ts";
import { Nodes } from "./nodes.ts";
import { asksStaleHome } from "./stale_home.ts";

const ROOMS = 16;
/** So often at most a main thread is cut from NATS until a bug is found. */
const ATTEMPTS = 4;

/** Three nodes, c behind a gate, with this bug or none. */
async function withNodes(
  bug: string | null,
  story: (nodes: Nodes, gate: Gate) => Promise<void>,
): Promise<void> {
  await using servers = await startServers(1);
  await using gate = new Gate(servers.all.map(({ port }) => port));
  await using nodes = new Nodes(servers, {
    urls: (name) => (name === "c" ? gate : servers).urls,
    flags: ["--cluster-patience", "60s"],
    ...bug !== null && { preload: new URL(`planted/${bug}.ts`, import.meta.url).pathname },
  });
  await nodes.start("a", "b", "c");
  await story(nodes, gate);
}

async function finds(nodes: Nodes, look: () => Promise<unknown>): Promise<void> {
  let found: unknown = null;
  for (let attempt = 1; found === null && attempt <= ATTEMPTS; attempt++) {
    await nodes.settled();
    await look().catch((error) => found = error);
  }
  assert(found instanceof Error, `${ATTEMPTS} attempts find nothing`);
  print(`found: ${found.message.split("\n")[0]}`);
}

const where = !isExecutable();

wholeTest(
  "[C7] a home that was taken over, and doesn't know, answers nobody",
  () =>
    withNodes(null, async (nodes, gate) => {
      await nodes.settled();
      await asksStaleHome(nodes, gate);
    }),
);

wholeTest(
  "a program with a bug is found: the lease is ignored",
  () => withNodes("no_lease", (nodes, gate) => finds(nodes, () => asksStaleHome(nodes, gate))),
  {
    where,
  },
);

wholeTest(
  "a program with a bug is found: no compare-and-set",
  () =>
    withNodes("no_compare", async (nodes, gate) => {
      const random = new Random(1);
      const happens = () => mainIsCut(gate);
      await finds(nodes, () => audit(nodes, happens, { rooms: ROOMS, random }));
    }),
  { where },
);
