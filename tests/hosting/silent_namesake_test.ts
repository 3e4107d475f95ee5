// An old client that comes back while its old connection still counts [P1.3a, R9].
import { assertEquals, assertStringIncludes } from "@std/assert";
import { NAMESAKE_SILENCE_MS } from "../../src/hosting/silent_namesake.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

/** The names of the room's members, as this one is shown them. */
function names({ room }: V2Member): string {
  const members = (room?.["members"] ?? []) as readonly { readonly name: string }[];
  return members.map(({ name }) => name).join(", ");
}

Deno.test("[P1.3a] a v1 newcomer takes the seat of a namesake that was silent for 60 s, which is closed", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const ana = table.createV2("ana", { capacity: 2 });
    const ghost = table.arrive("tim", ana.roomId, { on: workers - 1 });
    ana.begin("T1").vote("T1", "5");
    table.pass(NAMESAKE_SILENCE_MS);
    assertEquals(ana.ballot["phase"], "voting", "waits for the ghost");
    // the room is full, and yet
    const tim = table.arrive("TIM", ana.roomId);
    table.pass(100);
    assertEquals(ghost.ended?.close, "replaced");
    assertStringIncludes(ghost.ended?.message ?? "", "has your seat now");
    assertEquals(names(ana), "ana, TIM");
    tim.vote("T1", "8");
    table.pass(100);
    assertEquals(ana.ballot["phase"], "complete");
    // what the old connection still says, or that it ends, is nobody's any more
    ghost.drop();
    table.pass(100);
    assertEquals(names(ana), "ana, TIM");
  }
});

Deno.test("[P1.3a, R9] the vote of the one who gave way counts until the newcomer votes", () => {
  using table = new MixedCluster({ workers: 2 });
  const ana = table.createV2("ana", { capacity: 3 });
  const ghost = table.arrive("tim", ana.roomId, { on: 1 });
  ana.begin("T1").vote("T1", "5");
  ghost.vote("T1", "8");
  table.pass(NAMESAKE_SILENCE_MS);
  table.arrive("tim", ana.roomId).vote("T1", "3");
  table.pass(100);
  ana.reveal("T1");
  table.pass(100);
  const votes = ana.ballot["votes"] as readonly { readonly name: string; readonly card: string }[];
  assertEquals(votes.map(({ name, card }) => `${name} ${card}`), ["ana 5", "tim 3"]);
});

/** Somebody is there, then somebody of the name comes, and both stay. */
type Scene = (table: MixedCluster, roomId: string) => void;

const BOTH_STAY: Readonly<Record<string, Scene>> = {
  "who joined 59 s ago": (table, roomId) => {
    table.arrive("tim", roomId);
    table.pass(NAMESAKE_SILENCE_MS - 1);
    table.arrive("tim", roomId);
  },
  "who sent something since": (table, roomId) => {
    const tim = table.arrive("tim", roomId);
    table.pass(NAMESAKE_SILENCE_MS - 1);
    tim.announce();
    table.pass(NAMESAKE_SILENCE_MS - 1);
    table.arrive("tim", roomId);
  },
  "who is at another address": (table, roomId) => {
    table.slot = 1;
    table.arrive("tim", roomId);
    table.slot = 0;
    table.pass(NAMESAKE_SILENCE_MS);
    table.arrive("tim", roomId);
  },
  "who speaks v2": (table, roomId) => {
    table.joinV2("tim", roomId);
    table.pass(NAMESAKE_SILENCE_MS);
    table.arrive("tim", roomId);
  },
  "whose namesake speaks v2": (table, roomId) => {
    table.arrive("tim", roomId);
    table.pass(NAMESAKE_SILENCE_MS);
    table.joinV2("tim", roomId);
  },
};

for (const [who, scene] of Object.entries(BOTH_STAY)) {
  Deno.test(`[P1.3a] nobody gives way ${who}`, () => {
    using table = new MixedCluster({ workers: 2 });
    const ana = table.createV2("ana", { capacity: 5 });
    scene(table, ana.roomId);
    table.pass(100);
    assertEquals(names(ana), "ana, tim, tim (2)");
  });
}

Deno.test("[P1.3a, R14] nor does the admin, whose room would end, nor one of another name", () => {
  using table = new MixedCluster();
  const tim = table.create("tim", { capacity: 4 }).announce();
  const tom = table.arrive("tom", tim.roomId);
  table.pass(NAMESAKE_SILENCE_MS);
  const other = table.arrive("tim", tim.roomId);
  assertEquals([tim.ended, tom.ended, other.ended], [null, null, null]);
});

Deno.test("[R17b, P1.3a] who is not let in puts nobody out: a silent namesake keeps its seat", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom({ capacity: 4 });
    ana.does("SET_ROOM", { locked: true });
    table.pass(NAMESAKE_SILENCE_MS);
    const refused = table.join("cid", ana.roomId, { on: workers - 1 });
    table.pass(100);
    assertEquals([refused.refusal?.close, cid.state], ["room_locked", "seated"]);
    ana.does("SET_ROOM", { locked: false });
    table.arrive("cid", ana.roomId);
    table.pass(100);
    assertEquals([cid.state, names(ben)], ["closed", "ana, ben, cid"]);
  }
});
