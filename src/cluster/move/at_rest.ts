/**
 * A cluster at rest: no node lives, and none begins until a move is over. What a node that stood still might write when
 * it wakes up is stopped by its session, which is ended, and by compare-and-set on each room.
 */
import { pause, systemClock } from "../../base/clock.ts";
import type { Result } from "../../base/result.ts";
import type { AppendResult, Engine, EngineRecord, LastResult } from "../engine.ts";
import { FORMAT } from "../format.ts";
import { decode, type SessionRecord, type Settings } from "../records.ts";
import { settingsProblem } from "../settings.ts";
import type { Subjects } from "../subjects.ts";
import { MoveFailure } from "./cluster_rooms.ts";

/** A node that lives is heard 12 times meanwhile, in milliseconds [C9]. */
const LISTEN_MS = 3_000;
/** The same of one that had begun just before it could see the mark. */
const LISTEN_AGAIN_MS = 1_500;
const NAMED_MAX = 5;

/** What is at rest, until `over` says that nodes may begin. */
interface AtRest {
  /** Whether an earlier move had begun, and not finished. */
  readonly isResumed: boolean;
  over(): Promise<void>;
}

/** `directory`: the other end of the move, which a node that is refused names. */
export async function putToRest(
  engine: Engine,
  subjects: Subjects,
  directory: string,
): Promise<Result<AtRest, string>> {
  const living = await listen(engine, subjects, LISTEN_MS);
  if (living.nodes.size > 0) return running(living.nodes);
  const own: Settings = { shards: subjects.shardCount, format: FORMAT };
  const { before, problem } = await settingsOf(engine, subjects, own);
  if (problem !== null) return { ok: false, error: problem };
  const { shards, format } = before ?? own;
  await writeSettings(engine, subjects, { shards, format, moving: directory });
  const over = () => writeSettings(engine, subjects, { shards, format });
  for (const { subject, seq, text } of living.sessions.values()) {
    await endSession(engine, { subject, seq, text });
  }
  const { nodes } = await listen(engine, subjects, LISTEN_AGAIN_MS);
  const isResumed = before?.moving !== undefined;
  if (nodes.size === 0) return { ok: true, value: { isResumed, over } };
  if (!isResumed) await over();
  return running(nodes);
}

function running(nodes: ReadonlySet<string>): Result<never, string> {
  const named = [...nodes].slice(0, NAMED_MAX).join(", ");
  const error =
    `nodes of the cluster are running (${named}): stop all of them first. Nothing was moved`;
  return { ok: false, error };
}

interface Heard {
  /** Names of nodes that sent something meanwhile, or renewed their session. */
  readonly nodes: ReadonlySet<string>;
  /** The last records of sessions that were not ended. */
  readonly sessions: ReadonlyMap<string, EngineRecord>;
}

async function listen(engine: Engine, subjects: Subjects, ms: number): Promise<Heard> {
  const nodes = new Set<string>();
  const sessions = new Map<string, EngineRecord>();
  const cancelHeartbeats = engine.subscribe(subjects.heartbeats, (text) => {
    const heartbeat = decode.heartbeat(text);
    if (heartbeat !== null) nodes.add(heartbeat.node);
  });
  const cancelSessions = engine.watch(subjects.sessions, {
    each(record) {
      const session = decode.session(record.text);
      if (session?.state !== "alive") return void sessions.delete(record.subject);
      const known = sessions.get(record.subject);
      if (known !== undefined && known.seq !== record.seq) nodes.add(session.node);
      sessions.set(record.subject, record);
    },
  });
  await pause(systemClock, ms);
  cancelHeartbeats();
  cancelSessions();
  return { nodes, sessions };
}

async function settingsOf(engine: Engine, subjects: Subjects, own: Settings) {
  const found = await last(engine, subjects.settings);
  if (found === null) return { before: null, problem: null };
  const before = decode.settings(found.text);
  return { before, problem: settingsProblem(before, own) };
}

async function writeSettings(engine: Engine, subjects: Subjects, to: Settings): Promise<void> {
  const subject = subjects.settings;
  const text = JSON.stringify(to);
  // the answer to an append may get lost: what is there decides
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await last(engine, subject);
    if (found?.text === text) return;
    await append(engine, { subject, text, expected: found?.seq ?? 0 });
  }
  throw new MoveFailure("NATS does not keep the cluster's settings");
}

/** Of a node that is silent: if it wakes up it begins again, and is refused [C10, C12]. */
async function endSession(engine: Engine, { subject, seq, text }: EngineRecord): Promise<void> {
  const session = decode.session(text);
  if (session === null) return;
  const record: SessionRecord = { ...session, state: "revoked", by: "move", after: seq };
  await append(engine, { subject, text: JSON.stringify(record), expected: seq });
}

/** How often a call is made again that came to nothing. */
const ATTEMPTS = 5;

async function last(engine: Engine, subject: string): Promise<EngineRecord | null> {
  for (let attempt = 1;; attempt++) {
    const result = await new Promise<LastResult>((resolve) => engine.last(subject, resolve));
    if (result.kind === "found") return result.record;
    if (attempt === ATTEMPTS) throw new MoveFailure(result.problem);
  }
}

function append(
  engine: Engine,
  what: { readonly subject: string; readonly text: string; readonly expected: number },
): Promise<AppendResult> {
  return new Promise((resolve) => engine.append(what, resolve));
}
