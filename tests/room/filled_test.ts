// When it is announced that the room is full [R4].
import { assertEquals } from "@std/assert";
import { viewOf } from "../../src/room/secrecy.ts";
import { roomAfter, stories } from "./story.ts";

stories({
  "[R4] announced voters fill the room: announced once": `
    ana creates 2
    bob seats
    bob announces -> joined bob
    ana announces -> joined ana, filled
    ana announces
    cem joins -> refused room_full
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:5`,

  "[R4] a room for one is full with its creator": `
    ana creates 1
    ana announces -> joined ana, filled`,

  "[R4] observers fill nothing": `
    ana creates 2
    ana announces -> joined ana
    bob watches -> joined bob
    cem watches -> joined cem`,

  "[R4] the first filling is announced even while a ballot is open": `
    ana creates 2
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    bob joins -> joined bob, filled`,

  "[R4] filled anew before any ballot: announced again": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    bob leaves -> left bob
    cem joins -> joined cem, filled`,

  "[R4] filled anew while a ballot is open: not announced, and not later either": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    ana begins T-1 -> opened T-1 #1
    bob leaves -> left bob
    cem joins -> joined cem
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5
    cem leaves -> left cem
    dan joins -> joined dan, filled`,

  "[R4] somebody left while a ballot was open, and the room fills after it: announced": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    ana begins T-1 -> opened T-1 #1
    bob leaves -> left bob
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    cem joins -> joined cem, filled`,

  "[R4] a reserved seat that is given up again is no filling": `
    ana creates 2
    ana announces -> joined ana
    bob seats
    bob leaves
    bob joins -> joined bob, filled`,

  "[R4] a voter who only watches leaves a seat, the next one fills the room anew": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    bob observes -> bob is now observer
    cem joins -> joined cem, filled
    bob participates -> refused room_full`,

  "[R4] one removed leaves a seat like one who left": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    ana removes bob -> removed bob
    cem joins -> joined cem, filled`,
});

Deno.test("[R4] a room is ready for a ticket once it was full, or voted, and never while one is open", () => {
  const table: [string, boolean][] = [
    ["ana creates 2", false],
    ["ana announces -> joined ana", false],
    ["bob joins -> joined bob, filled", true],
    ["bob leaves -> left bob", true],
    ["ana begins T-1 -> opened T-1 #1", false],
    ["ana votes 5 -> voted ana first, completed T-1 #1", false],
    ["ana reveals T-1 -> revealed T-1 #1 ana:5", true],
    ["ana restarts -> restarted T-1 #2", false],
  ];
  for (const [at, [line, ready]] of table.entries()) {
    const script = table.slice(0, at + 1).map(([step]) => step).join("\n");
    assertEquals(viewOf(roomAfter(script)).ready, ready, line);
  }
  const votedBeforeFull = roomAfter(`
    ana creates 3
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5`);
  assertEquals(viewOf(votedBeforeFull).ready, true);
});
