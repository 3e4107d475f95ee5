// [C3, C26] Many rooms on many nodes: no node has far more than its share, the loss of one is shared out, and balancing
// by room_id saves most of what nodes send each other.
import { assert } from "@std/assert";
import { Random } from "../../sim/random.ts";
import { place } from "./placed.ts";

Deno.test("[C3, C26] 20,000 rooms on 40 nodes", () => {
  const { shards, rooms, lost, remoteEdges } = place(20_000, 40, new Random(1));
  assert(shards.min > shards.mean / 2 && shards.max < shards.mean * 2, JSON.stringify(shards));
  assert(rooms.max < rooms.mean * 2, JSON.stringify(rooms));
  assert(lost.mostRooms < lost.rooms / 4, JSON.stringify(lost));
  assert(remoteEdges.byRoom < 1 && remoteEdges.blind > 6, JSON.stringify(remoteEdges));
});
