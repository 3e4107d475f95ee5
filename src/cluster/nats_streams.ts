/**
 * The streams that keep a cluster's records: which there are, what is in each, and how they are made and checked at
 * the start. Whatever stands in the way is a sentence that says what to do [C15, C23].
 */
import type { NatsConnection } from "@nats-io/nats-core";
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import type { Result } from "../base/result.ts";
import { messageOf } from "./nats_dial.ts";
import { SHARDS, subjectsOf } from "./subjects.ts";

/** Records of a room that are kept [C15]. */
const ROOM_RECORDS_MAX = 32;
/** How long a stream knows the key of an append, in nanoseconds. */
const ONCE_NANOSECONDS = 120_000_000_000;
/** Before it several writers could win one sequence of a replicated stream. */
const OLDEST_SERVER = [2, 10, 23] as const;
/** Of a cluster's servers, where nothing else is asked for [C15]. */
const REPLICAS = 3;
/** How long JetStream may take to begin, all in all. */
const READY_MS = 20_000;
const RETRY_MS = 250;
/** How long one answer of it may take. */
const ANSWER_MS = 5_000;

/** What a stream of ours is made with, and must have. */
type Settings = Pick<
  StreamConfig,
  | "name"
  | "subjects"
  | "retention"
  | "storage"
  | "discard"
  | "max_age"
  | "max_msgs_per_subject"
  | "duplicate_window"
  | "allow_direct"
  | "num_replicas"
>;

/** JetStream's own numbers for what is wrong. */
const STREAM_NOT_FOUND = 10059;
const STREAM_EXISTS = 10058;
const NOT_ENABLED = [10039, 10076];
const NO_PLACE_FOR_REPLICAS = [10005, 10074];
/** What passes once the servers have found each other and a leader. */
const NOT_YET = [10005, 10008, 10009];

interface StreamsWanted {
  readonly cluster: string;
  /** How many streams keep rooms. */
  readonly streams: number;
  /** null: three on a cluster of servers, one on one server, and what there is where there are streams already. */
  readonly replicas: number | null;
}

export interface StreamsThere {
  /** How many streams keep rooms. */
  readonly streams: number;
  /** How many servers keep each record. */
  readonly replicas: number;
}

/** Which stream keeps a subject, or all that a filter takes in; null: none. */
export function streamOf(cluster: string, streams: number, subject: string): string | null {
  const [, , kind, shard] = subject.split(".");
  if (kind === "control" || kind === "results") return nameOf(cluster, kind);
  if (kind !== "rooms") return null;
  const at = streams === 1 ? 0 : Number(shard) % streams;
  return Number.isInteger(at) ? nameOf(cluster, `rooms-${at}`) : null;
}

/** How many records of each subject are kept by the stream that keeps this one [C15]. */
export function recordsKept(subject: string): number {
  const [, , kind] = subject.split(".");
  return kind === "control" ? 1 : kind === "rooms" ? ROOM_RECORDS_MAX : Infinity;
}

/** Makes the streams that are not there, and checks those that are. */
export async function ensureStreams(
  nats: NatsConnection,
  wanted: StreamsWanted,
): Promise<Result<StreamsThere, string>> {
  const old = tooOld(nats.info?.version ?? "");
  if (old !== null) return refusal(old);
  return await asked(nats, (manager) => ensureAll(manager, nats, wanted));
}

/** The streams of a cluster that is there; nothing is made or changed [C17]. */
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

/** How many streams keep rooms, by the subjects of the first: one alone has all, one of several has one shard in so many. */
function streamsBy(subjects: readonly string[]): number {
  const shards = subjects.map((subject) => Number(subject.split(".")[3])).filter((it) => it > 0);
  return shards.length === 0 ? 1 : Math.min(...shards);
}

/** What JetStream answers, once it has begun. */
async function asked<T>(
  nats: NatsConnection,
  ask: (manager: JetStreamManager) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  try {
    // a server says at once whether it has JetStream; what it has may not be up yet
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

/** The settings of a stream; null: it isn't there. */
async function find(manager: JetStreamManager, name: string): Promise<StreamConfig | null> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (codeOf(error) === STREAM_NOT_FOUND) return null;
    throw error;
  }
}

/** Makes a stream; its settings, or those of one that somebody else has made meanwhile. */
async function create(manager: JetStreamManager, settings: Settings): Promise<StreamConfig> {
  try {
    return (await manager.streams.add(settings)).config;
  } catch (error) {
    const found = codeOf(error) === STREAM_EXISTS ? await find(manager, settings.name) : null;
    if (found === null) throw error;
    return found;
  }
}

function settingsOf({ cluster, streams }: StreamsWanted, replicas: number): readonly Settings[] {
  const root = subjectsOf(cluster).settings.replace(/\.control\.settings$/, "");
  const settings = (name: string, subjects: string[], perSubject: number): Settings => ({
    name: nameOf(cluster, name),
    subjects,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_msgs_per_subject: perSubject,
    duplicate_window: ONCE_NANOSECONDS,
    allow_direct: false, // reads come from the leader [C14]
    num_replicas: replicas,
  });
  const ofRooms = Array.from({ length: streams }, (_, at) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => shard)
      .filter((shard) => shard % streams === at).map((shard) => `${root}.rooms.${shard}.>`);
    return settings(
      `rooms-${at}`,
      streams === 1 ? [`${root}.rooms.>`] : shards,
      ROOM_RECORDS_MAX,
    );
  });
  return [
    settings("control", [`${root}.control.>`], 1),
    ...ofRooms,
    settings("results", [`${root}.results.>`], -1),
  ];
}

/** What is different about a stream, and what to do; null: nothing. */
function differenceOf(wanted: Settings, found: StreamConfig): string | null {
  // how long results are kept is the operator's
  const keptFor = wanted.name.endsWith("-results") ? found.max_age : wanted.max_age;
  const different = [
    difference("subjects", wanted.subjects.toSorted(), found.subjects?.toSorted()),
    difference("retention", wanted.retention, found.retention),
    difference("storage", wanted.storage, found.storage),
    difference("discard", wanted.discard, found.discard),
    difference("max_age", keptFor, found.max_age),
    difference("max_msgs_per_subject", wanted.max_msgs_per_subject, found.max_msgs_per_subject),
    difference("duplicate_window", wanted.duplicate_window, found.duplicate_window),
    difference("allow_direct", wanted.allow_direct, found.allow_direct ?? false),
    difference("num_replicas", wanted.num_replicas, found.num_replicas),
    difference("mirror", false, found.mirror !== undefined),
    difference("sources", false, (found.sources?.length ?? 0) > 0),
    difference("subject_transform", false, found.subject_transform !== undefined),
  ].filter((it) => it !== null);
  if (different.length === 0) return null;
  return `the NATS stream ${wanted.name} has other settings than this server needs: ${
    different.join(", ")
  }. Edit it with the nats program, give the flags it was made with, or choose another --cluster-name`;
}

function difference(name: string, wanted: unknown, found: unknown): string | null {
  const [want, has] = [brief(wanted), brief(found)];
  return JSON.stringify(wanted) === JSON.stringify(found) ? null : `${name} ${has}, not ${want}`;
}

/** A setting as it may stand in a sentence; of a long list only how long it is. */
function brief(value: unknown): string {
  return Array.isArray(value) && value.length > 3
    ? `${value.length} of them`
    : JSON.stringify(value) ?? "none";
}

/** The names of all streams of a cluster whose rooms are kept by so many. */
export function streamNames(cluster: string, streams: number): readonly string[] {
  return settingsOf({ cluster, streams, replicas: null }, 1).map(({ name }) => name);
}

function nameOf(cluster: string, what: string): string {
  return `estimatex-${cluster}-${what}`;
}

/** Why a server's version is not enough; null: it is. */
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

/** JetStream's number for an error; 0: it is none of JetStream's. */
function codeOf(error: unknown): number {
  if (error instanceof JetStreamApiError) return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : 0;
}

function refusal(error: string): Result<never, string> {
  return { ok: false, error };
}
