// Seats, announcements and the ways out [R1, R2, R3, R10, R15].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { step } from "../../src/room/room.ts";
import { roomAfter, stories } from "./story.ts";
import { at } from "./moments.ts";

stories({
  "[R1] the creator is the admin, and stays it whoever comes and goes": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem, filled
    bob leaves -> left bob
    ana observes -> ana is now observer
    ana begins T-1 -> opened T-1 #1
    cem begins T-1 -> refused not_admin`,

  "[R2] a room has no more voters than its capacity, and the creator takes a seat": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    cem joins -> refused room_full
    cem seats -> refused room_full`,

  "[R2] a seat only reserved is taken, the creator's too": `
    ana creates 2
    bob seats
    cem seats -> refused room_full
    bob leaves
    cem seats
    dan seats -> refused room_full`,

  "[R2] a v1 seat that nobody has claimed gives way to a newcomer, the oldest first": `
    ana creates 4
    ana announces -> joined ana
    bob seats by v1
    after 1s
    cem seats by v1
    dan seats
    dan announces -> joined dan
    eve seats by v1 -> bob gave way
    bob announces -> refused not_announced
    fay seats -> cem gave way
    fay announces -> joined fay
    gus seats by v1 -> eve gave way
    gus announces -> joined gus, filled
    hal seats by v1 -> refused room_full
    names? -> ana, dan, fay, gus`,

  "[R2] neither the admin's own seat gives way, nor a voter's to an observer, nor any to a change of role":
    `
    ana creates 2 by v1
    bob seats by v1
    cem seats -> bob gave way
    cem announces -> joined cem
    dan seats -> refused room_full
    cem leaves -> left cem
    bob seats by v1
    cem watches -> joined cem
    dan watches -> joined dan
    eve watches -> refused room_full
    cem participates -> refused room_full`,

  "[R2] observers take no voter's seat, and are as many as voters may be": `
    ana creates 2
    ana announces -> joined ana
    cem watches -> joined cem
    dan seats watching
    eve watches -> refused room_full
    bob joins -> joined bob, filled
    dan leaves
    eve watches -> joined eve`,

  "[R2] changing to a full side is refused": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    cem watches -> joined cem
    dan watches -> joined dan
    cem participates -> refused room_full
    bob observes -> refused room_full
    dan leaves -> left dan
    bob observes -> bob is now observer
    eve seats
    cem participates -> refused room_full
    eve leaves
    cem participates -> cem is now voter, filled`,

  "[R2] a creator who watches takes no voter's seat": `
    ana creates 1 observing
    ana announces -> joined ana
    bob joins -> joined bob, filled
    cem watches -> refused room_full
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> refused not_voter
    bob votes 5 -> voted bob first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 bob:5`,

  "[R3] a member is announced to the others when it joins, once": `
    ana creates 3
    bob seats
    bob announces -> joined bob
    bob announces
    ana announces -> joined ana
    ana announces
    took part? -> bob 0s to the end, ana 0s to the end`,

  "[R3] before it is announced a member can do nothing": `
    ana creates 3
    ana begins T-1 -> refused not_announced
    bob seats
    bob votes 5 -> refused not_announced
    bob observes -> refused not_announced
    bob begins T-1 -> refused not_announced
    bob announces -> joined bob
    ana removes bob -> refused not_announced`,

  "[R3] a seat that was never announced is freed as quietly": `
    ana creates 3
    ana announces -> joined ana
    bob seats
    ana removes bob -> refused no_such_member
    bob leaves
    names? -> ana
    took part? -> ana 0s to the end`,

  "[R3] a seat that is only reserved is not waited for": `
    ana creates 3
    ana announces -> joined ana
    bob seats
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1`,

  "[R15] whoever comes, goes or changes sides is announced, once": `
    ana creates 4
    ana announces -> joined ana
    bob joins -> joined bob
    bob participates
    bob observes -> bob is now observer
    bob observes
    bob leaves -> left bob
    bob leaves
    cem joins -> joined cem
    ana removes cem -> removed cem
    ana removes cem -> refused no_such_member
    cem leaves
    cem votes 5 -> refused not_announced`,
});

Deno.test("[R2] a seat is taken at once: of a hundred who knock, as many get in as fit", () => {
  const knocks = Array.from({ length: 100 }, (_, n) => {
    return `p${n} seats -> ${n < 11 ? "ok" : "refused room_full"}`;
  });
  const room = roomAfter(["ana creates 12", ...knocks].join("\n"));
  assertEquals(room.members.size, 12);
});

Deno.test("[R2] the refusal of a seat names how many there are, one or more", () => {
  for (
    const [capacity, role, seats] of [
      [1, "voter", "room for 1 voter."],
      [2, "voter", "room for 2 voters."],
      [1, "observer", "room for 1 observer."],
    ] as const
  ) {
    const ben = capacity === 1 ? "" : "\nben seats";
    const room = roomAfter(`ana creates ${capacity}${ben}\ncem watches -> joined cem`);
    const knock = { type: "reserve", member_id: "eve", name: "eve", role, protocol: "v1" } as const;
    const result = step(room, knock, at(0));
    assert(result.kind === "refused");
    assertStringIncludes(result.refusal.message, seats);
  }
});
