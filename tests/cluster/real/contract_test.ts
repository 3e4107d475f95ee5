// The engine over NATS keeps the contract: on one server, and on three with every record on each.
import { engineContract } from "../engine_contract.ts";
import { startServers } from "../nats_servers.ts";
import { benchOn, natsTest, newCluster, wholeTest } from "./bench.ts";

for (const [count, streams] of [[1, 2], [3, 1]] as const) {
  const kind = `over ${count} NATS server(s), ${streams} stream(s)`;
  const cases: [string, () => Promise<void>][] = [];
  let open: () => ReturnType<typeof benchOn> = () => {
    throw new Error("no server yet");
  };
  engineContract(kind, () => Promise.resolve(open()), (name, run) => cases.push([name, run]));
  const test = count === 1 ? natsTest : wholeTest;
  test(`the engine's contract, ${kind}`, async (t) => {
    await using servers = await startServers(count);
    const cluster = newCluster();
    open = () => benchOn(servers, cluster, { streams });
    for (const [name, run] of cases) await t.step(name, run);
  });
}
