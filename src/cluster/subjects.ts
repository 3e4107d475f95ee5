/** The names under which a cluster keeps and sends what it does, below its own. Tokens are joined by dots. */

import { fnv1a } from "../base/ids.ts";

/** How many shards a cluster has, fixed when it is made [C1]. */
export const SHARDS = 1_024;

export interface Subjects {
  /** How many shards the cluster has. */
  readonly shardCount: number;
  /** The shard that a room is in [C1]. */
  shardOf(roomId: string): number;
  /** What the cluster was made with; one record. */
  readonly settings: string;
  /** Where the doctor finds out how long a write takes; nobody reads it. */
  readonly trial: string;
  /** The owner of a shard [C3]. */
  shard(shard: number): string;
  readonly shards: string;
  /** The session of an incarnation of a node [C7]. */
  session(incarnation: string): string;
  readonly sessions: string;
  room(shard: number, roomId: string): string;
  /** All rooms of a shard. */
  rooms(shard: number): string;
  /** The results of a session that is over [C17]. */
  results(roomId: string, createdAt: number): string;
  /** Those of all sessions that had a room of this id. */
  resultsOf(roomId: string): string;
  readonly allResults: string;
  /** Where all nodes send their heartbeats [C9]; nothing is kept of it. */
  readonly heartbeats: string;
  /** What is sent to one worker; nothing is kept of it. */
  inbox(life: string): string;
}

/** `shardCount`: only tests have another. */
export function subjectsOf(cluster: string, shardCount = SHARDS): Subjects {
  const root = `estimatex.${cluster}`;
  return {
    shardCount,
    shardOf: (roomId) => fnv1a(roomId) % shardCount,
    settings: `${root}.control.settings`,
    trial: `${root}.control.trial`,
    shard: (shard) => `${root}.control.shards.${shard}`,
    shards: `${root}.control.shards.>`,
    session: (incarnation) => `${root}.control.sessions.${incarnation}`,
    sessions: `${root}.control.sessions.>`,
    room: (shard, roomId) => `${root}.rooms.${shard}.${roomId}`,
    rooms: (shard) => `${root}.rooms.${shard}.>`,
    results: (roomId, createdAt) => `${root}.results.${roomId}.${createdAt}`,
    resultsOf: (roomId) => `${root}.results.${roomId}.>`,
    allResults: `${root}.results.>`,
    heartbeats: `${root}.heartbeats`,
    inbox: (life) => `${root}.inbox.${life}`,
  };
}

/** The room that a subject of a room is of. */
export function roomIdOf(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}
