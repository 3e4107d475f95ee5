// What members are called and may do, and who comes in no more [R17b, P2.5a].
import { assertEquals } from "@std/assert";
import { BARS_MAX } from "../../src/room/limits.ts";
import { step } from "../../src/room/room.ts";
import { at } from "./moments.ts";
import { BEGINNING, roomAfter, stories } from "./story.ts";

const ROOM = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    vic joins by v1 -> joined vic
    cem watches -> joined cem`;

stories({
  "[R17b, W5] whoever takes another name is announced with both; no two names are the same":
    `${ROOM}
    bob renames to Rob -> bob is now called Rob
    bob renames to Rob
    cem renames to rob -> cem is now called rob (2)
    cem renames to rob (2)
    bob renames to ROB -> Rob is now called ROB
    names? -> ana, ROB, vic, rob (2)
    took part? -> ana 0s to the end, ROB 0s to the end, vic 0s to the end, rob (2) 0s to the end`,

  "[R17b] an open ballot has the new name, a revealed one the name it was cast under": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    bob renames to Rob -> bob is now called Rob
    ana forces T-1 -> revealed T-1 #1 Rob:5
    bob renames to bob -> Rob is now called bob
    history? -> T-1 #1 Rob:5`,

  "[R17b, R9] the admin makes a voter an observer, whose vote goes, and lets one back": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana votes 5 -> voted ana first
    ana makes bob observer -> bob is now observer
    voted? -> ana
    ana makes bob observer
    ana makes cem voter -> cem is now voter
    vic votes 5 -> voted vic first
    cem votes 5 -> voted cem first, completed T-1 #1
    ana makes ana observer -> ana is now observer
    people? -> ana admin observer, bob observer, vic, cem`,

  "[R17b, R2] nobody is made what there is no seat for": `
    ana creates 1
    ana announces -> joined ana, filled
    cem watches -> joined cem
    ana makes cem voter -> refused room_full
    ana makes ana observer -> refused room_full`,

  "[R17b] whoever is barred comes in no more, under its name or from its address": `${ROOM}
    tom joins from there as Tom -> joined Tom
    ana removes tom for good -> removed Tom
    tim joins from elsewhere as ＴＯＭ -> refused barred
    tim joins from there as tim -> refused barred
    tim watches from there as tim -> refused barred
    tim joins by v1 from there as tim -> refused barred
    tim joins from elsewhere as tim -> joined tim`,

  "[R17b] one who was only removed may come back, and so may all with no address known": `${ROOM}
    ana removes bob -> removed bob
    bob joins -> joined bob
    ana removes bob for good -> removed bob
    eve joins -> joined eve
    bob joins -> refused barred`,

  "[R17b] nobody takes a barred name later, and no number makes it anybody's": `${ROOM}
    cem renames to bob -> cem is now called bob (2)
    ana removes cem for good -> removed bob (2)
    eve joins -> joined eve
    eve renames to BOB (2) -> refused barred
    eve renames to bob -> eve is now called bob (3)
    tim joins as Bob -> joined Bob (4), filled`,
});

Deno.test("[R17b] a room keeps out a bounded number; whoever was barred first may come back", () => {
  let room = roomAfter(ROOM);
  for (let n = 0; n <= BARS_MAX; n++) {
    const name = `m${n}`;
    const seat = { type: "reserve", member_id: name, name, role: "voter", protocol: "v2" } as const;
    for (
      const command of [
        { ...seat, origin: `from ${n}` },
        { type: "announce", by: name } as const,
        { type: "remove", by: "ana", member_id: name, bar: true } as const,
      ]
    ) {
      const result = step(room, command, at(BEGINNING));
      if (result.kind === "done") room = result.room;
    }
  }
  assertEquals(room.bars.length, BARS_MAX);
  assertEquals([room.bars[0]?.name, room.bars.at(-1)?.name], ["m1", `m${BARS_MAX}`]);
});
