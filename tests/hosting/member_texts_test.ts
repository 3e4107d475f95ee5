// The texts of members are kept from one state to the next [P2.4]. However a room changes, what is encoded with them is
// what is encoded without.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { MemberTexts } from "../../src/hosting/member_texts.ts";
import { encodeRoom } from "../../src/protocol/v2_encode.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom, step } from "../../src/room/room.ts";
import { type RoomView, viewOf } from "../../src/room/secrecy.ts";
import { lookedAt } from "../room/invariants.ts";
import { at } from "../room/moments.ts";
import { Random } from "../sim/random.ts";
import { anyCommand } from "../room/random_commands.ts";

const SEEDS = 60;
const COMMANDS_PER_SEED = 120;

Deno.test("[P2.4] a room encoded with the members' kept texts is the room, whatever happens in it", () => {
  let kept = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    const admin = { member_id: "m0", name: "ana", role: "voter", protocol: "v2" } as const;
    const options = { room_id: "7Z3K9QWD", capacity: 5, deck: FIBONACCI, admin };
    let room = createRoom({ ...options, on_admin_leave: "promote" }, at(0));
    let view: RoomView | null = null;
    const texts = new MemberTexts();
    for (let count = 1; count <= COMMANDS_PER_SEED; count++) {
      const command = anyCommand(room, random, { count, now: count });
      const result = step(room, command, at(count));
      if (result.kind === "refused") continue;
      if (result.events.some(({ type }) => type === "ended")) break;
      room = result.room;
      const before: RoomView | null = view;
      view = viewOf(room, before);
      if (count % 3 === 0) continue; // nobody looks
      assertEquals(lookedAt(view), lookedAt(viewOf(room)), `seed ${seed}, command ${count}`);
      assertEquals(
        encodeRoom(view, null, texts.of(view)),
        encodeRoom(view, null),
        `seed ${seed}, command ${count}`,
      );
      const looked = before?.members.values() ?? [];
      kept += view.members.values().filter((member, at) => looked[at] === member).length;
    }
  }
  assert(kept > SEEDS, "hardly anybody looked as before");
});

Deno.test("[P2.4] of a member that looks as before the text is the one that was made before", () => {
  const texts = new MemberTexts();
  const admin = { member_id: "m0", name: "ana", role: "voter", protocol: "v2" } as const;
  const options = { room_id: "7Z3K9QWD", capacity: 5, deck: FIBONACCI, admin };
  const opened = step(createRoom(options, at(0)), { type: "announce", by: "m0" }, at(1));
  assert(opened.kind === "done");
  const view = viewOf(opened.room);
  const [first] = texts.of(view);
  const begun = step(opened.room, { type: "begin", by: "m0", ticket: {} }, at(2));
  assert(begun.kind === "done");
  const next = viewOf(begun.room, view);
  const [ana] = view.members.values();
  assert(ana !== undefined);
  assertStrictEquals(next.members.values()[0], ana);

  // no encoder would write that: it shows that the text was not made again
  Object.assign(ana, { name: "eve" });
  assertEquals(texts.of(next)[0], first);
});
