/** Engines over real NATS servers, for the tests that need them. Without an executable they say so in capitals. */
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { dial, type NatsAddress } from "../../../src/cluster/nats_dial.ts";
import type { Engine } from "../../../src/cluster/engine.ts";
import {
  connectNats,
  type NatsEngine,
  type NatsOptions,
} from "../../../src/cluster/nats_engine.ts";
import { RecordingLog } from "../../base/recording_log.ts";
import { eventually, pass } from "../../e2e/patience.ts";
import { permittedTest } from "../../permitted.ts";
import { printError } from "../../print.ts";
import type { EngineBench } from "../engine_contract.ts";
import { NATS_SERVER, type NatsServer, type NatsServers } from "../nats_servers.ts";

if (NATS_SERVER === undefined) {
  printError(
    "THE TESTS OF THE CLUSTER'S ENGINE OVER NATS WERE NOT RUN: THE VARIABLE NATS_SERVER NAMES NO nats-server, 2.10.23 OR LATER",
  );
}

/** Whether all is tested, which takes minutes: `deno task cluster --whole`. */
export const IS_WHOLE = Deno.args.includes("--whole");

/** Whether the cluster's cost is measured, and nothing else is tested: `deno task cluster --load`. */
const IS_LOAD = Deno.args.includes("--load");

if (NATS_SERVER !== undefined && !IS_WHOLE && !IS_LOAD) {
  printError(
    "THE SMALL FORM OF THE CLUSTER'S TESTS: ONE SERVER'S CONTRACT, REFUSALS AT THE START AND THREE FAULTS. " +
      "LEFT OUT: ALL OTHER FAULTS, THREE SERVERS, TLS, LEADERS, MEMBERS, LINKS, RESULTS. RUN THEM WITH: deno task cluster --whole",
  );
}

/** So long whatever was on its way has arrived, as long as nothing is wrong. */
const SETTLE_MS = 300;

/** Registers a test that needs a NATS server, and perhaps something else that it says is there. */
export function natsTest(
  name: string,
  fn: (t: Deno.TestContext) => Promise<void>,
  { where = true }: { readonly where?: boolean } = {},
): void {
  permittedTest(name, fn, { where: where && NATS_SERVER !== undefined && !IS_LOAD });
}

/** Registers a measurement, which only `--load` runs. */
export function measurement(name: string, fn: () => Promise<void>): void {
  permittedTest(name, fn, { where: IS_LOAD && NATS_SERVER !== undefined });
}

/** As `natsTest`, and left out of the small form. */
export function wholeTest(
  name: string,
  fn: (t: Deno.TestContext) => Promise<void>,
  { where = true }: { readonly where?: boolean } = {},
): void {
  natsTest(name, fn, { where: where && IS_WHOLE });
}

/** A cluster that nobody else has. */
export function newCluster(): string {
  return `t${crypto.randomUUID().slice(0, 8)}`;
}

export function optionsFor(
  servers: readonly string[],
  options: Partial<NatsOptions> = {},
): NatsOptions {
  return {
    servers,
    cluster: "c",
    name: "test",
    streams: 1,
    replicas: null,
    log: new RecordingLog(),
    ...options,
  };
}

/** An engine, or the reason why there is none. */
export async function connected(options: NatsOptions): Promise<NatsEngine> {
  const result = await connectNats(options);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/**
 * A bench on these servers. What one leaves in the streams of a cluster is removed for the next one; `adminCreds`: by
 * this user.
 */
export function benchOn(
  servers: NatsServers,
  cluster: string,
  { adminCreds, ...options }: Partial<NatsOptions> & { readonly adminCreds?: string } = {},
): EngineBench {
  const urls = options.servers ?? servers.urls;
  const access = {
    ...options.ca !== undefined && { ca: options.ca },
    ...adminCreds !== undefined && { creds: adminCreds },
  };
  const engines: NatsEngine[] = [];
  return {
    cluster,
    async open(): Promise<Engine> {
      const engine = await connected(optionsFor(urls, { cluster, ...options }));
      engines.push(engine);
      return engine;
    },
    until: eventually,
    settle: () => pass(SETTLE_MS),
    async close() {
      for (const engine of engines) engine.close();
      await Promise.all(engines.map(({ closed }) => closed));
      // a cluster that has just begun changes its leader now and then, and is out of reach meanwhile
      await eventually("the streams are empty", () =>
        withManager(urls, async ({ streams }) => {
          for (const name of await namesOf(streams)) await streams.purge(name);
          return true;
        }, access).catch(() => false), { everyMs: 200 });
    },
  };
}

/** Runs something that asks JetStream itself, beside the engine. */
export async function withManager<T>(
  servers: readonly string[],
  run: (manager: JetStreamManager) => Promise<T>,
  access: Pick<NatsAddress, "creds" | "ca"> = {},
): Promise<T> {
  const nats = await dial({ servers, name: "tests", inbox: "_INBOX", ...access });
  try {
    return await run(await jetstreamManager(nats, { timeout: 10_000 }));
  } finally {
    await nats.close();
  }
}

/** The names of all streams there are. */
export async function namesOf(streams: JetStreamManager["streams"]): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of streams.names()) names.push(name);
  return names;
}

/** The server that leads this stream now. */
export async function leaderOf(servers: NatsServers, stream: string): Promise<NatsServer> {
  const name = await withManager(
    servers.urls,
    async ({ streams }) => (await streams.info(stream)).cluster?.leader,
  );
  return servers.named(name ?? "");
}
