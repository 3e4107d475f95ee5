/** Nodes of the real program on loopback, on one cluster of NATS servers, behind a balancer. */
import { Server } from "../../e2e/server.ts";
import type { NatsServers } from "../nats_servers.ts";
import { RoundRobin } from "./round_robin.ts";

export class Nodes implements AsyncDisposable {
  readonly #servers: NatsServers;
  readonly #workers: number;
  readonly #flags: readonly string[];
  readonly #nodes = new Map<string, Server>();
  readonly balancer = new RoundRobin(() => [...this.#nodes.values()].map(({ port }) => port));

  constructor(
    servers: NatsServers,
    { workers = 1, flags = [] }: {
      readonly workers?: number;
      readonly flags?: readonly string[];
    } = {},
  ) {
    this.#servers = servers;
    this.#flags = flags;
    this.#workers = workers;
  }

  get names(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  /** Starts these one after the other. */
  async start(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const cluster = ["--cluster", this.#servers.urls.join(","), ...this.#flags];
      const flags = [...cluster, "--node", name];
      const limits = ["--message-rate", "0", "--trust-proxy", "--log-level", "debug"];
      const server = await Server.start({ workers: this.#workers, flags: [...flags, ...limits] });
      this.#nodes.set(name, server);
    }
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
    await new Promise((resolve) => setTimeout(resolve, ms));
    Deno.kill(pid, "SIGCONT");
  }

  /** What the nodes that run have logged of this event. */
  logged(event: string): number {
    return [...this.#nodes.values()].flatMap(({ log }) => log).filter((line) =>
      line.event === event
    ).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.balancer[Symbol.asyncDispose]();
    const ends = await Promise.allSettled(
      [...this.#nodes.values()].map(async (server) => await server.kill("SIGKILL")),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}
