// Who may come into a room that its admin has closed to others: locked, with a passcode, or for those who were
// barred [R17b].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NAMESAKE_SILENCE_MS } from "../../src/hosting/silent_namesake.ts";
import { Machine } from "../journal/journal_story.ts";
import type { Member } from "./member.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];
const PASSCODE = "open sesame";

function names({ room }: V2Member): string {
  return (room?.members ?? []).map(({ name }) => name).join(", ");
}

function outcome({ state, refusal }: Member): string {
  return state === "refused" ? `${refusal?.close}` : state;
}

Deno.test("[R17b] a locked room takes nobody new, whatever they speak, and everybody back", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben } = table.mixedRoom({ capacity: 6 });
    ana.does("SET_ROOM", { locked: true });
    const newcomers = [
      table.joinV2("dan", ana.roomId, { on: workers - 1 }),
      table.joinV2("eve", ana.roomId, { role: "observer" }),
      table.join("fay", ana.roomId, { on: workers - 1 }),
    ];
    for (const newcomer of newcomers) {
      assertEquals(outcome(newcomer), "room_locked");
      assertStringIncludes(newcomer.refusal?.message ?? "", "locked");
    }
    ben.drop();
    table.pass(1_000);
    const back = table.resume(ben, { on: workers - 1 });
    table.pass(100);
    assertEquals([outcome(back), names(ana)], ["seated", "ana, ben, cid"]);
    ana.does("SET_ROOM", { locked: false });
    assertEquals(outcome(table.joinV2("dan", ana.roomId)), "seated");
    assertEquals(outcome(table.arrive("fay", ana.roomId, { on: workers - 1 })), "seated");
  }
});

Deno.test("[R17b, P1.3a] who is not let in puts nobody out: a silent namesake keeps its seat", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom({ capacity: 4 });
    table.slot = 7;
    const eve = table.joinV2("eve", ana.roomId);
    ana.does("REMOVE_MEMBER", { member_id: eve.memberId, bar: true });
    const gus = table.joinV2("gus", ana.roomId);
    assertEquals(outcome(gus), "barred");
    table.slot = 0;
    ana.does("SET_ROOM", { locked: true });
    table.pass(NAMESAKE_SILENCE_MS);
    assertEquals(outcome(table.join("cid", ana.roomId, { on: workers - 1 })), "room_locked");
    table.pass(100);
    assertEquals([outcome(cid), names(ben)], ["seated", "ana, ben, cid"]);
    ana.does("SET_ROOM", { locked: false });
    assertEquals(outcome(table.arrive("cid", ana.roomId)), "seated");
    table.pass(100);
    assertEquals([outcome(cid), names(ben)], ["closed", "ana, ben, cid"]);
  }
});

Deno.test("[R17b, W9, W14] a passcode: right, wrong, missing; a wrong one is a guess, and nobody is sent it", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben } = table.mixedRoom({ capacity: 6 });
    ana.does("SET_ROOM", { passcode: PASSCODE });
    const on = workers - 1;
    const join = (name: string, passcode?: string) =>
      table.joinV2(name, ana.roomId, { on, ...passcode !== undefined && { passcode } });
    const refused = [
      { member: join("dan", `${PASSCODE}!`), guess: true },
      { member: join("dan", PASSCODE.toUpperCase()), guess: true },
      { member: join("dan"), guess: false },
      { member: table.join("fay", ana.roomId, { on }), guess: false }, // v1 has no way to say one
    ];
    for (const { member, guess } of refused) {
      assertEquals([outcome(member), member.refusal?.guess], ["wrong_passcode", guess]);
      const message = member.refusal?.message ?? "";
      assertStringIncludes(message, "passcode");
      assert(!message.includes(PASSCODE));
    }
    assertStringIncludes(refused[3]?.member.refusal?.message ?? "", "newer");
    const dan = join("dan", PASSCODE);
    table.pass(100);
    assertEquals([outcome(dan), names(ana)], ["seated", "ana, ben, cid, dan"]);
    // who has a seat needs none
    ben.drop();
    assertEquals(outcome(table.resume(ben, { on })), "seated");
    assert(!JSON.stringify([table.log.lines, ana.frames, dan.frames]).includes(PASSCODE));
    ana.does("SET_ROOM", { passcode: null });
    assertEquals(outcome(table.joinV2("eve", ana.roomId, { on })), "seated");
  }
});

Deno.test("[R17b] who is barred comes in no more: not by the name, not from the address, not by its token", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana } = table.mixedRoom({ capacity: 8 });
    const from = (slot: number, name: string) => {
      table.slot = slot;
      return table.joinV2(name, ana.roomId, { on: workers - 1 });
    };
    const eve = from(7, "eve");
    const dan = from(8, "dan");
    table.pass(100);
    ana.does("REMOVE_MEMBER", { member_id: eve.memberId, bar: true });
    ana.does("REMOVE_MEMBER", { member_id: dan.memberId });
    assertEquals([eve.ended?.close, dan.ended?.close], ["removed", "removed"]);
    assertEquals(outcome(from(9, "EVE")), "barred");
    const gus = from(7, "gus");
    assertEquals(outcome(gus), "barred");
    assertStringIncludes(gus.refusal?.message ?? "", "address"); // it was not gus who was removed
    table.slot = 7;
    assertEquals(outcome(table.join("hal", ana.roomId)), "barred");
    assertEquals(outcome(table.resume(eve)), "resume_refused");
    // of who was only removed neither counts; and elsewhere the address is as good as any
    assertEquals(outcome(from(8, "dan")), "seated");
    table.slot = 7;
    const other = table.createV2("ida");
    assertEquals(outcome(table.joinV2("eve", other.roomId)), "seated");
  }
});

Deno.test("[R17b, S6] after a restart a room is as closed as before it, and its members come back", () => {
  using machine = new Machine();
  const { table } = machine;
  const [ana] = table.v2Room(["ana", "ben"], { capacity: 4 });
  const [kim] = table.v2Room(["kim"], { capacity: 4 });
  table.slot = 7;
  const eve = table.joinV2("eve", kim.roomId);
  kim.does("REMOVE_MEMBER", { member_id: eve.memberId, bar: true });
  ana.does("SET_ROOM", { locked: true, name: "Team A" });
  kim.does("SET_ROOM", { passcode: PASSCODE });
  table.pass(100);
  const later = machine.restart(1_000);
  later.slot = 8;
  assertEquals(outcome(later.joinV2("dan", ana.roomId)), "room_locked");
  assertEquals(outcome(later.join("fay", ana.roomId)), "room_locked");
  assertEquals(outcome(later.resume(ana)), "seated");
  assertEquals(outcome(later.joinV2("dan", kim.roomId, { passcode: "guess" })), "wrong_passcode");
  assertEquals(outcome(later.joinV2("eve", kim.roomId, { passcode: PASSCODE })), "barred");
  later.slot = 7;
  assertEquals(outcome(later.joinV2("gus", kim.roomId, { passcode: PASSCODE })), "barred");
  later.slot = 8;
  const dan = later.joinV2("dan", kim.roomId, { passcode: PASSCODE });
  assertEquals(outcome(dan), "seated");
  assertEquals(outcome(later.resume(kim)), "seated");
});
