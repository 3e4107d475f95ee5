/**
 * Real NATS servers for tests, on loopback or on hosts of a test's own, each in a folder of its own: one, or three that
 * form a cluster. They can be killed, stopped and started again by name. The executable is named by NATS_SERVER.
 */
import { eventually, pass } from "../e2e/patience.ts";
import { type Host, LOOPBACK } from "./hosts.ts";
import { signalChild } from "../e2e/signal_child.ts";

/** The executable; undefined: the environment names none, or may not be asked. */
export const NATS_SERVER: string | undefined =
  Deno.permissions.querySync({ name: "env", variable: "NATS_SERVER" }).state === "granted"
    ? Deno.env.get("NATS_SERVER") || undefined
    : undefined;

/** How long servers may take to be ready. */
const LOOK_EVERY_MS = 50;
const READY = { withinMs: 30_000, everyMs: LOOK_EVERY_MS };
/** How often a cluster is begun anew. */
const ATTEMPTS = 5;

interface ServersOptions {
  /** What else stands in the configuration of each. */
  readonly config?: string;
  readonly jetStream?: boolean;
  /** Whether clients learn of the other servers from the one they ask (default: yes). */
  readonly isAdvertised?: boolean;
  /** Where each runs (default: all on loopback). */
  readonly hosts?: readonly Host[];
}

export class NatsServer {
  readonly name: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly #host: Host;
  readonly #folder: string;
  #process: Deno.ChildProcess | null = null;

  constructor(
    { name, port, monitorPort, host, folder }: Pick<NatsServer, "name" | "port" | "monitorPort"> & {
      readonly host: Host;
      readonly folder: string;
    },
  ) {
    this.name = name;
    this.port = port;
    this.monitorPort = monitorPort;
    this.#host = host;
    this.#folder = folder;
  }

  get pid(): number {
    if (this.#process === null) throw new Error(`${this.name} does not run`);
    return this.#process.pid;
  }

  get url(): string {
    return `nats://${this.#host.address}:${this.port}`;
  }

  /** Starts it, for the first time or again, with what it has kept. */
  start(): void {
    if (this.#process !== null) throw new Error(`${this.name} runs already`);
    if (NATS_SERVER === undefined) throw new Error("NATS_SERVER names no nats-server");
    const words = [NATS_SERVER, "-c", `${this.#folder}/server.conf`, "-l", `${this.#folder}/log`];
    const [program = "", ...args] = [...this.#host.launcher, ...words];
    const options = { args, stdin: "null", stdout: "null", stderr: "null" } as const;
    this.#process = new Deno.Command(program, options).spawn();
  }

  /** Ends it at once, without a word to anybody, and waits until it has ended. */
  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process === null) return;
    signalChild(process, "SIGKILL");
    await process.status;
  }

  /** It does nothing any more, and its sockets stay open. On a busy machine its threads go on for a moment. */
  async pause(): Promise<void> {
    this.#process?.kill("SIGSTOP");
    while (this.#process !== null && !isStopped(this.#process.pid)) await pass(LOOK_EVERY_MS);
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** The last line of its log. */
  lastWords(): string {
    return Deno.readTextFileSync(`${this.#folder}/log`).trim().split("\n").at(-1) ?? "";
  }

  /** Whether it serves, JetStream and its part in the cluster included. */
  async isReady(): Promise<boolean> {
    return await this.#monitor("healthz") !== null;
  }

  /** How many servers it takes JetStream's cluster for; 0: nobody leads it. */
  async clusterSize(): Promise<number> {
    const { meta_cluster } = JSON.parse(await this.#monitor("jsz") ?? "{}");
    if (meta_cluster === undefined) return 1;
    return meta_cluster.leader ? meta_cluster.cluster_size : 0;
  }

  async #monitor(path: string): Promise<string | null> {
    try {
      const response = await fetch(`http://${this.#host.address}:${this.monitorPort}/${path}`);
      const text = await response.text();
      return response.ok ? text : null;
    } catch {
      return null;
    }
  }
}

export class NatsServers implements AsyncDisposable {
  readonly all: readonly NatsServer[];
  readonly #folder: string;

  constructor(all: readonly NatsServer[], folder: string) {
    this.all = all;
    this.#folder = folder;
  }

  get urls(): readonly string[] {
    return this.all.map(({ url }) => url);
  }

  named(name: string): NatsServer {
    const found = this.all.find((server) => server.name === name);
    if (found === undefined) throw new Error(`no server is called ${name}`);
    return found;
  }

  async ready(): Promise<void> {
    for (const server of this.all) {
      const what = () => `${server.name} is ready: ${server.lastWords()}`;
      await eventually(what, () => server.isReady(), READY);
    }
  }

  /** Ends all, those that stand still, too, and removes what they kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((server) => server.kill()));
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** One server, or a cluster of several, that are ready. */
export async function startServers(
  count: number,
  options: ServersOptions = {},
): Promise<NatsServers> {
  let problem: unknown = new Error("NATS servers do not find each other");
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const servers = await tryServers(count, options);
      // of servers that begin at the same moment one is left out now and then, and stays so
      if (options.jetStream === false || await isWhole(servers)) return servers;
      await servers[Symbol.asyncDispose]();
    } catch (error) {
      problem = error; // somebody else has one of the ports by now, perhaps
    }
  }
  throw problem;
}

async function isWhole(servers: NatsServers): Promise<boolean> {
  const sizes = await Promise.all(servers.all.map((server) => server.clusterSize()));
  return sizes.every((size) => size === servers.all.length);
}

async function tryServers(
  count: number,
  { config = "", jetStream = true, isAdvertised = true, hosts = [] }: ServersOptions,
): Promise<NatsServers> {
  const folder = await Deno.makeTempDir({ prefix: "estimatex-nats-" });
  const places = Array.from({ length: count }, (_, at) => ({
    host: hosts[at] ?? LOOPBACK,
    routePort: freePort(),
  }));
  const routes = places.map(({ host, routePort }) => `"nats://${host.address}:${routePort}"`);
  const servers = places.map(({ host, routePort }, at) => {
    const name = `n${at + 1}`;
    const own = `${folder}/${name}`;
    const ports = { port: freePort(), monitorPort: freePort() };
    const server = new NatsServer({ name, ...ports, host, folder: own });
    const { address } = host;
    Deno.mkdirSync(own);
    const lines = [
      `server_name: ${name}`,
      `host: ${address}`,
      `port: ${server.port}`,
      `http: "${address}:${server.monitorPort}"`,
      ...jetStream ? [`jetstream { store_dir: "${own}/data" }`] : [],
      ...count > 1
        ? [
          `cluster { name: tests, host: ${address}, port: ${routePort}, routes: [${
            routes.join(", ")
          }], no_advertise: ${!isAdvertised} }`,
        ]
        : [],
      config,
    ];
    Deno.writeTextFileSync(`${own}/server.conf`, `${lines.join("\n")}\n`);
    return server;
  });
  const all = new NatsServers(servers, folder);
  for (const server of servers) server.start();
  try {
    await all.ready();
  } catch (error) {
    await all[Symbol.asyncDispose]();
    throw error;
  }
  return all;
}

/** A port that nobody listens on at this moment. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Whether no thread of a process runs any more; where that can't be seen, it counts as so. */
function isStopped(pid: number): boolean {
  try {
    const threads = [...Deno.readDirSync(`/proc/${pid}/task`)];
    return threads.every(({ name }) =>
      / T /.test(Deno.readTextFileSync(`/proc/${pid}/task/${name}/stat`))
    );
  } catch {
    return true;
  }
}
