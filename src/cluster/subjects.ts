/** The NATS subjects of a cluster, all below its own name. Tokens are joined by dots. */

import { fnv1a } from "../base/ids.ts";

/** How many shards a cluster has, fixed when it is made [C1]. */
export const SHARDS = 1_024;

export interface Subjects {
  /** How many shards the cluster has. */
  readonly shardCount: number;
  /** The shard that a room is in [C1]. */
  shardOf(roomId: string): number;
  /** The settings that the cluster was made with, in one record. */
  readonly settings: string;
  /** The doctor measures writes here; nobody reads it. */
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
  /** The results of an ended session [C17]. */
  results(roomId: string, createdAt: number): string;
  /** Those of all sessions that had a room of this id. */
  resultsOf(roomId: string): string;
  readonly allResults: string;
  /** All nodes publish their heartbeats here [C9]; they are not kept. */
  readonly heartbeats: string;
  /** Messages to one worker; they are not kept. */
  inbox(workerId: string): string;
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
    inbox: (workerId) => `${root}.inbox.${workerId}`,
  };
}

/** The id of the room that a subject is about. */
export function roomIdOf(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}
