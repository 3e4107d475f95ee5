/** The nodes of a cluster, its shards, and how long a write takes. It writes to no room. */
import type { Log } from "../../base/log.ts";
import type { Result } from "../../base/result.ts";
import type { AllResult, AppendResult, Engine, LastResult } from "../engine.ts";
import { connectToRead } from "../nats_engine.ts";
import { decode, type Heartbeat } from "../records.ts";
import { type Subjects, subjectsOf } from "../subjects.ts";
import type { Address } from "./survey_nats.ts";

/** A node that lives is heard 12 times meanwhile, in milliseconds [C9]. */
const LISTEN_MS = 3_000;
/** A shard that is given up is claimed by the next node well before this, in milliseconds. */
const ON_ITS_WAY_MS = 2_000;
/** Writes that are timed, one after the other. */
const WRITES = 20;

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface FoundNode {
  readonly node: string;
  readonly incarnation: string;
  readonly rooms: number;
  /** Those that it owns. */
  readonly shards: readonly number[];
  readonly isLeaving: boolean;
  /** How far its wall clock is ahead of this machine's, in milliseconds, or less; null: it does not say. */
  readonly aheadMs: number | null;
}

export interface FoundCluster {
  /** Nodes that were heard. */
  readonly nodes: readonly FoundNode[];
  /** Names of those that were not, though nobody has ended their session. */
  readonly silent: readonly string[];
  readonly shards: number;
  /** Shards that none of the nodes owns. */
  readonly ownerless: number;
  /** The data directory that rooms are on their way to or from; null: none. */
  readonly moving: string | null;
  /** How long writes took, in milliseconds, the shortest first. */
  readonly writesMs: readonly number[];
}

/** What was heard of a node, and how far its clock was ahead when that came. */
interface Heard {
  readonly heartbeat: Heartbeat;
  readonly aheadMs: number | null;
}

/** Listens to a cluster and tries how long writes take. The error is a sentence. */
export async function surveyNodes(address: Address): Promise<Result<FoundCluster, string>> {
  const opened = await connectToRead({ ...address, name: "doctor", log: SILENT });
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    return { ok: true, value: await survey(engine, subjectsOf(address.cluster)) };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { ok: false, error: `NATS does not answer: ${error.message}` };
  } finally {
    engine.close();
    await engine.closed;
  }
}

class Unanswered extends Error {
  override name = "Unanswered";
}

async function survey(engine: Engine, subjects: Subjects): Promise<FoundCluster> {
  const listening = listen(engine, subjects);
  const writesMs = await timeWrites(engine, subjects);
  const heard = await listening;
  const owners = await ownersOf(engine, subjects);
  const nodes = [...heard.values()].map(({ heartbeat, aheadMs }) => ({
    ...{ node: heartbeat.node, incarnation: heartbeat.incarnation, rooms: heartbeat.rooms },
    shards: [...owners].filter(([, owner]) => owner === heartbeat.incarnation)
      .map(([shard]) => shard),
    isLeaving: heartbeat.leaving,
    aheadMs,
  })).sort((a, b) => a.node < b.node ? -1 : 1);
  return {
    nodes,
    silent: await silentOf(engine, subjects, heard),
    shards: subjects.shardCount,
    ownerless: await ownerlessIn(owners, { engine, subjects, heard }),
    moving: await movingOf(engine, subjects),
    writesMs,
  };
}

/** How many shards nobody owns who was heard; one that is on its way to another node has no owner for a moment. */
async function ownerlessIn(
  owners: ReadonlyMap<number, string>,
  { engine, subjects, heard }: {
    readonly engine: Engine;
    readonly subjects: Subjects;
    readonly heard: ReadonlyMap<string, Heard>;
  },
): Promise<number> {
  const among = (shards: readonly number[], by: ReadonlyMap<number, string>) =>
    shards.filter((shard) => !heard.has(by.get(shard) ?? ""));
  const first = among([...Array(subjects.shardCount).keys()], owners);
  if (first.length === 0) return 0;
  await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
  return among(first, await ownersOf(engine, subjects)).length;
}

async function listen(engine: Engine, subjects: Subjects): Promise<ReadonlyMap<string, Heard>> {
  const heard = new Map<string, Heard>();
  const cancel = engine.subscribe(subjects.heartbeats, (text) => {
    const heartbeat = decode.heartbeat(text);
    if (heartbeat === null) return;
    const { incarnation, at } = heartbeat;
    // the one that was on its way for the shortest time is the most exact
    const before = heard.get(incarnation)?.aheadMs ?? -Infinity;
    const aheadMs = at === undefined ? null : Math.max(before, at - Date.now());
    heard.set(incarnation, { heartbeat, aheadMs });
  });
  await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
  cancel();
  return heard;
}

async function timeWrites(engine: Engine, subjects: Subjects): Promise<readonly number[]> {
  const subject = subjects.trial;
  const took: number[] = [];
  let last = 0;
  for (let write = 1; write <= WRITES; write++) {
    const from = performance.now();
    const result = await new Promise<AppendResult>((resolve) => {
      engine.append({ subject, text: `${write}`, expected: null }, resolve);
    });
    if (result.kind !== "appended") {
      throw new Unanswered(result.kind === "failed" ? result.problem : "a write was refused");
    }
    took.push(performance.now() - from);
    last = result.seq;
  }
  engine.forget(subject, last);
  return took.sort((a, b) => a - b);
}

async function ownersOf(engine: Engine, subjects: Subjects): Promise<ReadonlyMap<number, string>> {
  const owners = new Map<number, string>();
  for (const { subject, text } of await all(engine, subjects.shards)) {
    const owner = decode.shard(text)?.owner ?? null;
    if (owner !== null) owners.set(Number(subject.slice(subject.lastIndexOf(".") + 1)), owner);
  }
  return owners;
}

async function silentOf(
  engine: Engine,
  subjects: Subjects,
  heard: ReadonlyMap<string, Heard>,
): Promise<readonly string[]> {
  const sessions = await all(engine, subjects.sessions);
  return sessions.flatMap(({ subject, text }) => {
    const incarnation = subject.slice(subject.lastIndexOf(".") + 1);
    const session = decode.session(text);
    return session?.state === "alive" && !heard.has(incarnation) ? [session.node] : [];
  });
}

async function movingOf(engine: Engine, subjects: Subjects): Promise<string | null> {
  const result = await new Promise<LastResult>((resolve) =>
    engine.last(subjects.settings, resolve)
  );
  if (result.kind === "failed") throw new Unanswered(result.problem);
  return decode.settings(result.record?.text ?? "")?.moving ?? null;
}

async function all(engine: Engine, filter: string) {
  const result = await new Promise<AllResult>((resolve) => engine.all(filter, resolve));
  if (result.kind === "failed") throw new Unanswered(result.problem);
  return result.records;
}
