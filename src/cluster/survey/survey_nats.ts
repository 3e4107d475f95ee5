/** The NATS servers of a cluster and its streams, as they are at this moment. Nothing is changed. */
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { messageOf } from "../../base/message_of.ts";
import type { Result } from "../../base/result.ts";
import { dial, endConnection, type NatsAddress, unreachable } from "../nats_dial.ts";
import { streamNames } from "../nats_stream_settings.ts";
import { findStreams, tooOld } from "../nats_streams.ts";

/** How long one answer of JetStream may take, in milliseconds. */
const ANSWER_MS = 5_000;

/** Which servers, and what it takes to be let in. */
export type Address = Pick<NatsAddress, "servers" | "creds" | "ca"> & { readonly cluster: string };

interface FoundServer {
  readonly name: string;
  readonly version: string;
  /** Why that version won't do; null: it will. */
  readonly tooOld: string | null;
  readonly roundTripMs: number;
}

interface FoundStream {
  readonly name: string;
  /** How many servers are to keep it. */
  readonly replicas: number;
  /** Whether one of them leads it: without it nothing can be written. */
  readonly hasLeader: boolean;
  /** Servers that are away, or have not all of it. */
  readonly behind: readonly string[];
}

/** Asks one server alone; or a sentence that says why it can't be asked. */
export function surveyServer(address: Address, url: string): Promise<Result<FoundServer, string>> {
  return connected({ ...address, servers: [url] }, async (nats) => {
    const roundTripMs = await nats.rtt();
    const { server_name: name = url, version = "" } = nats.info ?? {};
    return { ok: true, value: { name, version, tooOld: tooOld(version), roundTripMs } };
  });
}

/** All streams of the cluster; or a sentence that says why there are none to be seen. */
export function surveyStreams(address: Address): Promise<Result<readonly FoundStream[], string>> {
  return connected(address, async (nats) => {
    const there = await findStreams(nats, address.cluster);
    if (!there.ok) return there;
    const manager = await jetstreamManager(nats, { timeout: ANSWER_MS });
    const names = streamNames(address.cluster, there.value.streams);
    return { ok: true, value: await Promise.all(names.map((name) => streamOf(manager, name))) };
  });
}

async function streamOf({ streams }: JetStreamManager, name: string): Promise<FoundStream> {
  const { config, cluster } = await streams.info(name);
  const others = cluster?.replicas ?? [];
  return {
    name,
    replicas: config.num_replicas,
    hasLeader: cluster === undefined || (cluster.leader ?? "") !== "",
    behind: others.filter(({ offline, current }) => offline === true || !current)
      .map((other) => other.name),
  };
}

async function connected<T>(
  address: Address,
  ask: (nats: NatsConnection) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  const inbox = `estimatex.${address.cluster}.replies`;
  let nats: NatsConnection;
  try {
    nats = await dial({ ...address, name: "doctor", inbox });
  } catch (error) {
    return { ok: false, error: unreachable(address, messageOf(error)) };
  }
  try {
    return await ask(nats);
  } catch (error) {
    return { ok: false, error: `NATS does not answer: ${messageOf(error)}` };
  } finally {
    await endConnection(nats);
  }
}
