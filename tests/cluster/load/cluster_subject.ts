/** A cluster as a subject of the benchmark: nodes of one worker each, and one NATS server, whose CPU counts apart. */
import { startServer, type Subject } from "../../bench/subjects.ts";
import { startServers } from "../nats_servers.ts";
import { metricsOf, settled, valueOf } from "../real/nodes.ts";

/** Starts so many nodes, and waits until each has its share of the shards. */
export async function startCluster(count: number): Promise<Subject> {
  const nats = await startServers(1);
  const names = Array.from({ length: count }, (_, at) => `node-${at + 1}`);
  const starts = await Promise.allSettled(
    names.map((name) => startServer({ flags: ["--cluster", nats.urls.join(), "--node", name] })),
  );
  const nodes = starts.flatMap((start) => start.status === "fulfilled" ? [start.value] : []);
  const listening = nodes.map(({ url }) => new URL(url))
    .map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
  const end = async () => {
    await Promise.all(nodes.map((node) => node.end()));
    await nats[Symbol.asyncDispose]();
  };
  try {
    for (const start of starts) if (start.status === "rejected") throw start.reason;
    await settled(() => listening);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    urls: nodes.map(({ url }) => url),
    pids: nodes.map(({ pid }) => pid),
    besides: nats.all.map(({ pid }) => pid),
    commits: async () => {
      const made = await Promise.all(listening.map(commitsOf));
      return made.reduce((sum, commits) => sum + commits, 0);
    },
    end,
  };
}

async function commitsOf(node: Parameters<typeof metricsOf>[0]): Promise<number> {
  return valueOf(await metricsOf(node), 'estimatex_journal_commits_total{result="ok"}');
}
