/** Which streams keep a cluster's records, what each of them keeps, and the settings that it must have [C15]. Pure. */
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from "@nats-io/jetstream";
import { SHARDS, subjectsOf } from "./subjects.ts";

/** How many records of a room are kept [C15]. */
const ROOM_RECORDS_MAX = 32;
/** How long a stream remembers the key of an append, in nanoseconds. */
const ONCE_NANOSECONDS = 120_000_000_000;

/** The settings that a stream is made with, and must have. */
export type StreamSettings = Pick<
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

/** The stream that keeps a subject, or all subjects that match a filter; null: none. */
export function streamOf(cluster: string, streams: number, subject: string): string | null {
  const [, , kind, shard] = subject.split(".");
  if (kind === "control" || kind === "results") return nameOf(cluster, kind);
  if (kind !== "rooms") return null;
  const at = streams === 1 ? 0 : Number(shard) % streams;
  return Number.isInteger(at) ? nameOf(cluster, `rooms-${at}`) : null;
}

/** How many records of this subject are kept [C15]. */
export function recordsKept(subject: string): number {
  const [, , kind] = subject.split(".");
  return kind === "control" ? 1 : kind === "rooms" ? ROOM_RECORDS_MAX : Infinity;
}

/** The settings of all streams of a cluster, which has `streams` for rooms. */
export function settingsOf(
  { cluster, streams }: { readonly cluster: string; readonly streams: number },
  replicas: number,
): readonly StreamSettings[] {
  const root = subjectsOf(cluster).settings.replace(/\.control\.settings$/, "");
  const settings = (name: string, subjects: string[], perSubject: number): StreamSettings => ({
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

/** A sentence about how a stream differs, and what to do; null: it does not. */
export function differenceOf(wanted: StreamSettings, found: StreamConfig): string | null {
  // the operator decides how long results are kept
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

/** A setting as text; of a long list only its length. */
function brief(value: unknown): string {
  return Array.isArray(value) && value.length > 3
    ? `${value.length} of them`
    : JSON.stringify(value) ?? "none";
}

/** The names of all streams of a cluster, which has `streams` for rooms. */
export function streamNames(cluster: string, streams: number): readonly string[] {
  return settingsOf({ cluster, streams }, 1).map(({ name }) => name);
}

/** The name of a stream: `control`, `results`, or `rooms-` and a number. */
export function nameOf(cluster: string, what: string): string {
  return `estimatex-${cluster}-${what}`;
}
