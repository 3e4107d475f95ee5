// A room that a program opened: nobody is in it, and its admin is whoever comes first with its link [A3, R1, R17].
import { assertEquals } from "@std/assert";
import { idleLimit } from "../../src/room/presence.ts";
import { roomAfter, stories } from "./story.ts";

const HOUR_MS = 3_600_000;
const IDLE_MS = 4 * HOUR_MS;

stories({
  "[A3, R1] whoever comes with the admin link runs the room, and nobody before": `
    program opens 3
    bob joins -> joined bob
    bob begins T-1 -> refused not_admin
    bob queues T-1 -> refused not_admin
    bob ends the session -> refused not_admin
    ana claims -> joined ana
    people? -> bob, ana admin
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first`,

  "[A3] others leave a voter's seat for the admin, who may be an observer all the same": `
    program opens 2
    bob joins -> joined bob
    cem joins -> refused room_full
    cem watches -> joined cem
    cem participates -> refused room_full
    ana claims watching -> joined ana
    cem participates -> cem is now voter, filled`,

  "[A3, R4] the room is full once the admin is there, and not before": `
    program opens 2
    bob joins -> joined bob
    ana claims -> joined ana, filled`,

  "[A3] an old client that never announced itself makes room, not the admin's seat": `
    program opens 2
    vic seats by v1
    bob joins -> vic gave way
    bob announces -> joined bob
    ana claims -> joined ana, filled`,

  "[A3] a program queues tickets, with an admin and without": `
    program opens 2
    program queues T-1 T-2 -> changed
    ana claims -> joined ana
    program queues T-3 -> changed
    ana begins T-1 -> opened T-1 #1
    queue? -> T-2, T-3`,

  "[A3, S6] after a restart the room waits for its admin as it did, and members may come back": `
    program opens 3
    bob joins -> joined bob
    server recovers -> away bob
    bob returns -> back bob
    after 5m
    tick
    ana claims -> joined ana
    people? -> bob, ana admin`,

  "[A3, R14] from then on it is like any other room": `
    program opens 3
    bob joins -> joined bob
    ana claims -> joined ana
    ana leaves -> ended admin_left`,
});

Deno.test("[A3, R17] it waits an hour for its first person, then as long as any room", () => {
  const waitsFor = (script: string) => idleLimit(roomAfter(script), IDLE_MS);
  assertEquals(waitsFor("program opens 3"), HOUR_MS);
  assertEquals(waitsFor("program opens 3\nbob joins -> joined bob"), IDLE_MS);
  assertEquals(waitsFor("program opens 3\nana claims -> joined ana"), IDLE_MS);
  assertEquals(waitsFor("ana creates 3"), IDLE_MS);
  assertEquals(idleLimit(roomAfter("program opens 3"), 1_000), 1_000);
});
