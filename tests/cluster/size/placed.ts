/** Rooms on many nodes, placed as the program places them: by their ids, shards and the nodes' names. */
import { Rendezvous } from "../../../src/cluster/rendezvous.ts";
import { SHARDS, subjectsOf } from "../../../src/cluster/subjects.ts";
import type { Random } from "../../sim/random.ts";
import { MEMBERS } from "./sizes.ts";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

interface Placed {
  readonly shards: Spread;
  readonly rooms: Spread;
  /** When the node with the most rooms is lost: its shards and rooms, and the most that one other takes of them. */
  readonly lost: { readonly shards: number; readonly rooms: number; readonly mostRooms: number };
  /** Workers of other nodes that a room's state goes to: connections balanced blindly, and by the room's id. */
  readonly remoteEdges: { readonly blind: number; readonly byRoom: number };
  /** Members of a room who are on another node than its home. */
  readonly remoteMembers: { readonly blind: number; readonly byRoom: number };
}

/** Rooms of ten on so many nodes of one worker each. */
export function place(rooms: number, nodes: number, random: Random): Placed {
  const candidates = Array.from({ length: nodes }, (_, n) => `node-${n + 1}`)
    .map((node) => ({ node, incarnation: node }));
  const { shardOf } = subjectsOf("estimatex");
  const owners = ownersOf(new Rendezvous(candidates));
  const shardsOf = counted(owners);
  const roomsIn = new Array<number>(SHARDS).fill(0);
  const edges = { blind: 0, byRoom: 0 };
  const remote = { blind: 0, byRoom: 0 };
  for (let n = 0; n < rooms; n++) {
    const shard = shardOf(Array.from({ length: 8 }, () => random.pick([...LETTERS])).join(""));
    roomsIn[shard] = (roomsIn[shard] ?? 0) + 1;
    const home = owners[shard];
    // whoever opens a room is on its home [C5]; the balancer knows nothing of shards
    const blind = members(() => random.pick(candidates).node).filter((node) => node !== home);
    const one = random.pick(candidates).node;
    const byRoom = members(() => one).filter((node) => node !== home);
    remote.blind += blind.length / rooms;
    remote.byRoom += byRoom.length / rooms;
    edges.blind += new Set(blind).size / rooms;
    edges.byRoom += new Set(byRoom).size / rooms;
  }
  const roomsOf = new Map(candidates.map(({ node }) => [node, 0]));
  for (const [shard, owner] of owners.entries()) {
    roomsOf.set(owner, (roomsOf.get(owner) ?? 0) + (roomsIn[shard] ?? 0));
  }
  const [lost = "", lostRooms = 0] = [...roomsOf].reduce((a, b) => b[1] > a[1] ? b : a);
  const after = ownersOf(new Rendezvous(candidates.filter(({ node }) => node !== lost)));
  const taken = new Map<string, number>();
  for (const [shard, owner] of owners.entries()) {
    const next = after[shard] ?? "";
    if (owner !== lost) {
      if (next !== owner) throw new Error(`shard ${shard} moved, and its owner lives`);
      continue;
    }
    taken.set(next, (taken.get(next) ?? 0) + (roomsIn[shard] ?? 0));
  }
  return {
    shards: spreadOf(candidates.map(({ node }) => shardsOf.get(node) ?? 0)),
    rooms: spreadOf([...roomsOf.values()]),
    lost: {
      ...{ shards: shardsOf.get(lost) ?? 0, rooms: lostRooms },
      mostRooms: Math.max(...taken.values()),
    },
    remoteEdges: edges,
    remoteMembers: remote,
  };
}

/** Where the members of a room are who did not open it. */
function members(where: () => string): readonly string[] {
  return Array.from({ length: MEMBERS - 1 }, where);
}

function ownersOf(rendezvous: Rendezvous): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => rendezvous.wanted(shard) ?? "");
}

function counted(owners: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    [...Map.groupBy(owners, (owner) => owner)].map(([owner, of]) => [owner, of.length]),
  );
}

function spreadOf(counts: readonly number[]): Spread {
  const sum = counts.reduce((a, b) => a + b, 0);
  return { min: Math.min(...counts), mean: sum / counts.length, max: Math.max(...counts) };
}
