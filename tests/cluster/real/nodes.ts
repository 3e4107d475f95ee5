/** Nodes of the real program, on loopback or on hosts of a test's own, on one NATS cluster, behind a balancer. */
import { eventually, pass } from "../../e2e/patience.ts";
import { Server } from "../../e2e/server.ts";
import { type Host, LOOPBACK } from "../hosts.ts";
import type { NatsServers } from "../nats_servers.ts";
import { RoundRobin } from "./round_robin.ts";

interface NodesOptions {
  readonly workers?: number;
  readonly flags?: readonly string[];
  /** The NATS servers that a node is given (default: all). */
  readonly urls?: (name: string) => readonly string[];
  /** A module that runs before each node does: for bugs on purpose. */
  readonly preload?: string;
  /** Where nodes run that are not on loopback. */
  readonly hosts?: ReadonlyMap<string, Host | undefined>;
}

export class Nodes implements AsyncDisposable {
  readonly #options: Required<Omit<NodesOptions, "preload">> & Pick<NodesOptions, "preload">;
  readonly #nodes = new Map<string, Server>();
  /** Those that have ended, too. */
  readonly #all: Server[] = [];
  readonly balancer = new RoundRobin(() => [...this.#nodes.values()]);

  constructor(
    servers: NatsServers,
    { workers = 1, flags = [], urls = () => servers.urls, hosts = new Map(), ...more }:
      NodesOptions = {},
  ) {
    this.#options = { workers, flags, urls, hosts, ...more };
  }

  get names(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  /** Starts these at the same time: each then has its share of shards from the start, about. */
  async start(...names: readonly string[]): Promise<void> {
    const { urls, workers, flags: more, hosts, preload } = this.#options;
    const starts = await Promise.allSettled(names.map(async (name) => {
      const flags = ["--cluster", urls(name).join(","), ...more, "--node", name];
      const limits = ["--message-rate", "0", "--trust-proxy", "--log-level", "debug"];
      const { address: host, launcher } = hosts.get(name) ?? LOOPBACK;
      const server = await Server.start({
        ...{ workers, host, launcher, flags: [...flags, ...limits] },
        ...preload !== undefined && { preload },
      });
      this.#nodes.set(name, server);
      this.#all.push(server);
    }));
    for (const start of starts) if (start.status === "rejected") throw start.reason;
  }

  /** Waits until each node is ready, and has the shards that it is to have. */
  async settled(): Promise<void> {
    await settled(() => [...this.#nodes.values()]);
  }

  node(name: string): Server {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`no node is called ${name}`);
    return node;
  }

  /** SIGKILL; it is not behind the balancer any more. */
  async kill(name: string): Promise<void> {
    await this.node(name).kill("SIGKILL");
    this.#nodes.delete(name);
  }

  /** SIGTERM, and exit code 0. */
  async stop(name: string): Promise<void> {
    await this.node(name).stop();
    this.#nodes.delete(name);
  }

  /** It does nothing any more, for so many milliseconds; its sockets stay open. */
  async pause(name: string, ms: number): Promise<void> {
    const { pid } = this.node(name);
    Deno.kill(pid, "SIGSTOP");
    await pass(ms);
    Deno.kill(pid, "SIGCONT");
  }

  /** How often nodes have logged this event, those that have ended, too. */
  logged(event: string): number {
    return this.#all.flatMap(({ log }) => log).filter((line) => line.event === event).length;
  }

  /** Shards that each node has taken from one that had not given them up, by the process of the node [C24]. */
  async takeovers(): Promise<ReadonlyMap<number, number>> {
    const counted = await Promise.all([...this.#nodes.values()].map(async (node) => {
      const taken = valueOf(await metricsOf(node), "estimatex_cluster_takeovers_total");
      return [node.pid, taken] as const;
    }));
    return new Map(counted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.balancer[Symbol.asyncDispose]();
    const ends = await Promise.allSettled(
      [...this.#nodes.values()].map(async (server) => await server.kill("SIGKILL")),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}

/** Where a node listens. */
interface Listening {
  readonly host: string;
  readonly port: number;
}

/** Waits until each of these nodes is ready, and has the shards that it is to have. */
export async function settled(nodes: () => readonly Listening[]): Promise<void> {
  await eventually("every node is ready, and has its shards", async () => {
    // one that was cut off believes that all is as it was, until it learns that its session was ended
    const ready = await Promise.all(nodes().map(isReady));
    if (ready.includes(false)) return false;
    const metrics = await Promise.all(nodes().map(metricsOf));
    return metrics.every((text) => {
      const [owned, wanted] = ["owned", "wanted"].map((state) =>
        valueOf(text, `estimatex_cluster_shards{state="${state}"}`)
      );
      return owned === wanted && owned !== 0;
    });
  }, { everyMs: 200 });
}

async function isReady({ host, port }: Listening): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}:${port}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // its worker begins again
  }
}

/** What a node has to show of itself, as text. */
export async function metricsOf({ host, port }: Listening): Promise<string> {
  const response = await fetch(`http://${host}:${port}/metrics`);
  return await response.text();
}

/** The value of the metric of this name and labels. */
export function valueOf(metrics: string, name: string): number {
  const line = metrics.split("\n").find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`a node has no ${name}`);
  return Number(line.slice(name.length));
}
