/**
 * Finds, makes and checks the streams of a cluster at the start. Every error is a sentence that says what to do [C15,
 * C23].
 */
import type { NatsConnection } from "@nats-io/nats-core";
import {
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { messageOf } from "../base/message_of.ts";
import type { Result } from "../base/result.ts";
import { differenceOf, nameOf, settingsOf, type StreamSettings } from "./nats_stream_settings.ts";

/** In earlier versions, several writers could win the same sequence of a replicated stream. */
const OLDEST_SERVER = [2, 10, 23] as const;
/** The default on a cluster of servers [C15]. */
const REPLICAS = 3;
/** How long JetStream may take to become ready, in milliseconds. */
const READY_MS = 20_000;
const RETRY_MS = 250;
/** How long one answer may take, in milliseconds. */
const ANSWER_MS = 5_000;

/** JetStream's error codes. */
const STREAM_NOT_FOUND = 10059;
const STREAM_EXISTS = 10058;
const NOT_ENABLED = [10039, 10076];
const NO_PLACE_FOR_REPLICAS = [10005, 10074];
/** Errors that pass once the servers have found each other and elected a leader. */
const NOT_YET = [10005, 10008, 10009];

interface StreamsWanted {
  readonly cluster: string;
  /** How many streams keep rooms. */
  readonly streams: number;
  /** null: as the streams have it, or for new ones three on a cluster of servers and one on a single server. */
  readonly replicas: number | null;
}

export interface StreamsThere {
  /** How many streams keep rooms. */
  readonly streams: number;
  /** How many servers keep each record. */
  readonly replicas: number;
}

/** Makes missing streams, and checks the others. */
export async function ensureStreams(
  nats: NatsConnection,
  wanted: StreamsWanted,
): Promise<Result<StreamsThere, string>> {
  const old = tooOld(nats.info?.version ?? "");
  if (old !== null) return refusal(old);
  return await asked(nats, (manager) => ensureAll(manager, nats, wanted));
}

/** Finds the streams of an existing cluster, without making or changing anything [C17]. */
export async function findStreams(
  nats: NatsConnection,
  cluster: string,
): Promise<Result<StreamsThere, string>> {
  return await asked<StreamsThere>(nats, async (manager) => {
    const [control, rooms, results] = await Promise.all(
      ["control", "rooms-0", "results"].map((what) => find(manager, nameOf(cluster, what))),
    );
    if (!control || !rooms || !results) {
      return refusal(`NATS has no cluster called ${cluster}: correct --cluster-name or --cluster`);
    }
    const streams = streamsBy(rooms.subjects ?? []);
    return { ok: true, value: { streams, replicas: rooms.num_replicas } };
  });
}

/** How many streams keep rooms, by the subjects of the first: a single one has all shards, else every n-th. */
function streamsBy(subjects: readonly string[]): number {
  const shards = subjects.map((subject) => Number(subject.split(".")[3])).filter((it) => it > 0);
  return shards.length === 0 ? 1 : Math.min(...shards);
}

/** The answer of JetStream, once it is ready. */
async function asked<T>(
  nats: NatsConnection,
  ask: (manager: JetStreamManager) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  try {
    // a server says at once whether it has JetStream, but it may not be up yet
    const readyMs = nats.info?.jetstream === true ? READY_MS : 0;
    return await patiently(
      readyMs,
      async () => ask(await jetstreamManager(nats, { timeout: ANSWER_MS })),
    );
  } catch (error) {
    return refusal(sentenceOf(error));
  }
}

async function ensureAll(
  manager: JetStreamManager,
  nats: NatsConnection,
  wanted: StreamsWanted,
): Promise<Result<StreamsThere, string>> {
  const rooms = await find(manager, nameOf(wanted.cluster, "rooms-0"));
  const made = rooms === null ? wanted.streams : streamsBy(rooms.subjects ?? []);
  if (made !== wanted.streams) {
    return refusal(
      `the cluster ${wanted.cluster} was made with --cluster-streams ${made}, not ${wanted.streams}: ` +
        "give the same again, or choose another --cluster-name",
    );
  }
  const first = settingsOf(wanted, 1)[0];
  const existing = first === undefined ? null : await find(manager, first.name);
  const isClustered = nats.info?.cluster !== undefined;
  const replicas = wanted.replicas ?? existing?.num_replicas ?? (isClustered ? REPLICAS : 1);
  const differences = await Promise.all(
    settingsOf(wanted, replicas).map(async (settings) => {
      const found = await find(manager, settings.name) ?? await create(manager, settings);
      return differenceOf(settings, found);
    }),
  );
  const difference = differences.find((it) => it !== null);
  const { streams } = wanted;
  return difference === undefined
    ? { ok: true, value: { streams, replicas } }
    : refusal(difference);
}

/** The settings of a stream; null: it does not exist. */
async function find(manager: JetStreamManager, name: string): Promise<StreamConfig | null> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (codeOf(error) === STREAM_NOT_FOUND) return null;
    throw error;
  }
}

/** Makes a stream. Returns its settings, or those of a stream that another node has made meanwhile. */
async function create(manager: JetStreamManager, settings: StreamSettings): Promise<StreamConfig> {
  try {
    return (await manager.streams.add(settings)).config;
  } catch (error) {
    const found = codeOf(error) === STREAM_EXISTS ? await find(manager, settings.name) : null;
    if (found === null) throw error;
    return found;
  }
}

/** Why a server's version is too old; null: it is not. */
export function tooOld(version: string): string | null {
  const parts = version.split(/[.-]/).slice(0, 3).map(Number);
  for (const [at, least] of OLDEST_SERVER.entries()) {
    const part = parts[at] ?? NaN;
    if (part > least) return null;
    if (part === least) continue;
    return `NATS is version ${version || "unknown"}, in which several nodes can win one write: ` +
      `update nats-server to ${OLDEST_SERVER.join(".")} or later`;
  }
  return null;
}

function sentenceOf(error: unknown): string {
  const code = codeOf(error);
  const problem = messageOf(error);
  if (NOT_ENABLED.includes(code) || /not enabled/.test(problem)) {
    return `NATS has no JetStream here (${problem}): start nats-server with -js, and allow it to this account`;
  }
  if (NO_PLACE_FOR_REPLICAS.includes(code)) {
    return `NATS has not enough servers with JetStream for so many replicas (${problem}): ` +
      "start more of them, or give --cluster-replicas 1";
  }
  return `JetStream did not make or show the cluster's streams (${problem}): ` +
    "see that its servers run and have a leader, and what this account may do";
}

/** Tries again while JetStream has no leader, or is not up yet. */
async function patiently<T>(ms: number, attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const code = codeOf(error);
      const passes = code === 0 || NOT_YET.includes(code);
      if (!passes || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** JetStream's code of an error; 0: it is no error of JetStream. */
function codeOf(error: unknown): number {
  if (error instanceof JetStreamApiError) return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : 0;
}

function refusal(error: string): Result<never, string> {
  return { ok: false, error };
}
