// How sessions end, who took part, and when something last happened [R14, R16, R17].
import { assert, assertEquals } from "@std/assert";
import type { Command } from "../../src/room/events.ts";
import { PARTICIPANTS_MAX } from "../../src/room/limits.ts";
import { step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import { BEGINNING, roomAfter, stories } from "./story.ts";
import { at } from "./moments.ts";

stories({
  "[R14] the room ends with its admin": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    bob leaves -> left bob
    ana leaves -> ended admin_left`,

  "[R14] it ends too if the admin was never announced": `
    ana creates 3
    bob joins -> joined bob
    ana leaves -> ended admin_left`,

  "[R7, R16] the results have every revealed ballot and nothing of an open one": `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8
    ana begins T-2 -> opened T-2 #1
    ana votes 13 -> voted ana first, completed T-2 #1
    server_stopping ends -> ended server_stopping
    history? -> T-1 #2 ana:8`,

  "[R16] the results name who took part, and when": `
    ana creates 3
    after 1s
    ana announces -> joined ana
    after 1s
    bob seats
    after 1s
    bob announces -> joined bob
    cem watches as The Boss -> joined The Boss
    dan seats
    after 1s
    bob leaves -> left bob
    after 1s
    ana removes cem -> removed The Boss
    bob joins -> joined bob
    idle ends -> ended idle
    took part? -> ana 1s to the end, bob 3s to 4s, The Boss 3s to 5s, bob 5s to the end`,

  "[R14, R16] an admin whose going ends the room has left; the others were there to the end": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    after 2s
    ana leaves -> ended admin_left
    took part? -> ana 0s to 2s, bob 0s to the end`,

  "[R14, R16] so has one who stays away too long": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    after 2s
    ana drops -> away ana
    after 31s
    tick -> ended admin_left
    took part? -> ana 0s to 33s, bob 0s to the end`,

  "[R17] whatever happens is activity, a refusal is none": `
    ana creates 3
    active? -> 0s
    after 1s
    ana announces -> joined ana
    active? -> 1s
    after 1s
    bob seats
    active? -> 2s
    after 1s
    bob votes 5 -> refused not_announced
    ana reveals T-1 -> refused no_ballot
    active? -> 2s
    ana begins T-1 -> opened T-1 #1
    active? -> 3s
    after 4h
    ana votes 5 -> voted ana first, completed T-1 #1
    active? -> 14403s
    after 4h
    idle ends -> ended idle`,
});

/** A room with ana and bob in it, and `count` others who came one after the other and left in the same order. */
function visited(count: number): Room {
  const room = roomAfter(`
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob`);
  const visitors = Array.from({ length: count }, (_, n) => ({
    member_id: `v${n}`,
    name: `v${n}`,
    joined_at: BEGINNING + n,
    left_at: BEGINNING + n + 1,
  }));
  const departed = visitors.map(({ member_id }) => member_id);
  return { ...room, participants: [...room.participants, ...visitors], departed };
}

/** Applies commands that the room must accept. */
function after(room: Room, now: number, ...commands: readonly Command[]): Room {
  for (const command of commands) {
    const result = step(room, command, at(now));
    assert(result.kind === "done");
    room = result.room;
  }
  return room;
}

function joins(memberId: string): readonly Command[] {
  return [
    { type: "reserve", member_id: memberId, name: memberId, role: "voter", protocol: "v2" },
    { type: "announce", by: memberId },
  ];
}

Deno.test("[R16] however many come and go, the list of who took part is bounded", () => {
  let room = visited(PARTICIPANTS_MAX - 2);
  for (let n = 0; n < 50; n++) {
    room = after(room, BEGINNING + 10_000, ...joins(`p${n}`), { type: "leave", by: `p${n}` });
    assertEquals(room.participants.length, PARTICIPANTS_MAX);
  }
  const names = room.participants.map(({ name }) => name);
  assertEquals(names.slice(0, 3), ["ana", "bob", "v50"]);
  assertEquals(names.at(-1), "p49");
});

Deno.test("[R16] beyond the bound those who left first are dropped, not those who came first", () => {
  const left: Command = { type: "leave", by: "bob" };
  const room = after(visited(PARTICIPANTS_MAX - 2), BEGINNING + 10_000, left, ...joins("cem"));
  const names = room.participants.map(({ name }) => name);
  assertEquals(names.slice(0, 3), ["ana", "bob", "v1"]);
});

Deno.test("[R16, R17a] nor is whoever left last, if the clock has been set back since the others left", () => {
  const left: Command = { type: "leave", by: "bob" };
  const room = after(visited(PARTICIPANTS_MAX - 2), BEGINNING - 10_000, left, ...joins("cem"));
  const names = room.participants.map(({ name }) => name);
  assertEquals(names.slice(0, 3), ["ana", "bob", "v1"]);
});

Deno.test("[R16] whoever is there stays on the list", () => {
  const room = after(visited(PARTICIPANTS_MAX - 2), BEGINNING + 10_000, ...joins("cem"));
  assertEquals(room.participants.filter(({ left_at }) => left_at === null).length, 3);
});
