// In a large room v1 members get news of each other gathered, a frame a tick: a thousand votes of a thousand members
// would be a million frames. What asks for something, and smaller rooms, are as ever [P1].
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { NEWS_LENGTH_MAX } from "../../src/hosting/gathered_news.ts";
import { APART_MEMBERS_MAX } from "../../src/protocol/v1_encode.ts";
import { eventOf, type V1Member } from "./v1_member.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

/** A room of so many v1 members, and ana; a ballot is open, and all is quiet. */
function crowd(table: MixedCluster, count: number): { ana: V2Member; people: V1Member[] } {
  const ana = table.createV2("ana", { capacity: count + 3 });
  const people = Array.from(
    { length: count },
    (_, n) => table.arrive(`m${n}`, ana.roomId, { on: n % table.stores.length }),
  );
  ana.begin("T1");
  table.pass(1_000);
  for (const one of people) one.frames.length = 0;
  return { ana, people };
}

const textsOf = ({ frames }: V1Member) => frames.map((frame) => eventOf(frame)?.type ?? frame);
const votes = (people: readonly V1Member[]) =>
  people.map(({ name }) => `🗳️ ${name} voted for T1`).join("\n");

Deno.test("[P1.2] what happens within a tick is one frame for each v1 member, in its order, and before what follows", () => {
  for (const workers of [1, 2]) {
    using table = new MixedCluster({ workers });
    const { ana, people } = crowd(table, APART_MEMBERS_MAX + 1);
    const [first, ...others] = people;
    assert(first !== undefined);
    first.vote("T1", "5");
    assertEquals(people.map(textsOf), people.map(() => [votes([first])]), "after a quiet time");

    for (const one of others) one.vote("T1", "8");
    assertEquals(first.frames.length, 1, "then not before the tick is over");
    table.pass(STATE_TICK_MS - 1);
    assertEquals(first.frames.length, 1);
    table.pass(1);
    assertEquals(people.map(textsOf), people.map(() => [votes([first]), votes(others)]));

    for (const one of people) one.frames.length = 0;
    table.pass(1_000);
    ana.vote("T1", "?").vote("T1", null).vote("T1", "?").reveal("T1");
    assertEquals(textsOf(first), [
      "🗳️ ana voted for T1",
      "VOTING_COMPLETED",
      "↩️ ana took back the vote on T1\n🗳️ ana voted for T1",
      ...["VOTING_COMPLETED", "VOTES_REVEALED", "AWAITING_ADMIN_VOTE_START"],
    ]);
    table.pass(1_000);
    assertEquals(first.frames.length, 6, "nothing comes twice");
  }
});

Deno.test("[P1.2] an answer to one of them comes behind its news, and the others' news still waits", () => {
  using table = new MixedCluster();
  const { ana, people } = crowd(table, APART_MEMBERS_MAX + 1);
  const [first, second, third] = people;
  assert(first !== undefined && second !== undefined && third !== undefined);
  first.vote("T1", "5");
  second.vote("T1", "5");
  first.begin("T2");
  third.vote("T1", "5");
  assertEquals(textsOf(first).slice(0, 2), [votes([first]), votes([second])]);
  assertMatch(first.frames[2] ?? "", /admin/);
  assertEquals(textsOf(third), [votes([first])]);
  table.pass(STATE_TICK_MS);
  assertEquals(textsOf(first).slice(3), [votes([third])]);
  assertEquals(textsOf(third), [votes([first]), votes([second, third])]);
  ana.does("END_SESSION");
});

Deno.test("[P1, R3] a newcomer gets who is there in one frame, and no news of before it came", () => {
  using table = new MixedCluster();
  const { ana, people } = crowd(table, APART_MEMBERS_MAX + 1);
  const [first, second] = people;
  assert(first !== undefined && second !== undefined);
  first.vote("T1", "5");
  second.vote("T1", "5");
  const reserved = table.join("dan", ana.roomId);
  table.pass(STATE_TICK_MS);
  assertEquals(reserved.frames, [], "a seat that is only reserved gets nothing");
  first.frames.length = 0;
  ana.vote("T1", "8");
  reserved.announce();
  const [where, who, joined, ask] = reserved.frames.map((frame) => eventOf(frame));
  assertStringIncludes(`${where?.data["message"]}`, ana.roomId);
  assertEquals(`${who?.data["message"]}`.split("\n").length, people.length + 1);
  assertEquals([joined?.data["message"], ask?.type], ["👤 dan joined", "ASK_FOR_VOTE"]);
  table.pass(STATE_TICK_MS);
  assertEquals(reserved.frames.length, 4);
  assertEquals(textsOf(first), ["🗳️ ana voted for T1\n👤 dan joined"]);
});

Deno.test("[P1.1] news that would be too long for a frame are counted", () => {
  using table = new MixedCluster();
  const { ana, people } = crowd(table, APART_MEMBERS_MAX + 1);
  for (let n = 0; n < 1_000; n++) ana.vote("T1", n % 2 === 0 ? "5" : null);
  table.pass(STATE_TICK_MS);
  const last = people[0]?.frames.at(-1) ?? "";
  assert(last.length < NEWS_LENGTH_MAX * 1.1, `${last.length}`);
  const lines = last.split("\n");
  const left = Number(/^… and (\d+) more$/.exec(lines.at(-1) ?? "")?.[1]);
  assertEquals(left + lines.length - 1, 999);
});

Deno.test("[P1] in a room of a hundred v1 members each vote is a frame at once", () => {
  using table = new MixedCluster();
  const { people: [first, second, third] } = crowd(table, APART_MEMBERS_MAX);
  assert(first !== undefined && second !== undefined);
  first.vote("T1", "5");
  second.vote("T1", "5");
  assertEquals(third?.frames, [votes([first]), votes([second])]);
});

Deno.test("[P1.2] not all of a thousand get their news in one turn; what comes in between, each has once and in order", () => {
  using table = new MixedCluster();
  const { people } = crowd(table, 300);
  const [first, second, third] = people;
  const last = people.at(-1);
  assert(first !== undefined && second !== undefined && third !== undefined && last !== undefined);
  first.vote("T1", "5");
  second.vote("T1", "5");
  table.clock.after(STATE_TICK_MS, () => {
    assertEquals([textsOf(first).length, textsOf(last).length], [2, 1], "between two turns");
    third.vote("T1", "5");
  });
  table.pass(STATE_TICK_MS);
  assertEquals(textsOf(first), [votes([first]), votes([second])]);
  assertEquals(textsOf(last), [votes([first]), votes([second, third])]);
  table.pass(STATE_TICK_MS);
  assertEquals(textsOf(first), [votes([first]), votes([second]), votes([third])]);
  assertEquals(textsOf(last).length, 2, "nothing comes twice");
  table.pass(1_000);
  assertEquals([textsOf(first).length, textsOf(last).length], [3, 2]);
});
