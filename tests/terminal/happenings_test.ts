// What happened between two states, in sentences; words and JSON as commands.
import { assert, assertEquals } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import { happenings } from "../../src/terminal/happenings.ts";
import { hear } from "../../src/terminal/words.ts";
import { open, revealed, roomOf } from "./rooms.ts";

Deno.test("happenings: what is worth a sentence, and what isn't", () => {
  const bob = roomOf([{ name: "Bob" }]);
  const voting = roomOf([{ name: "Bob" }], { ballot: open("T-1") });
  const done = roomOf([{ name: "Bob" }], { ballot: revealed({ ticket_id: "T-1" }, { Bob: "5" }) });
  const table: [before: RoomState, after: RoomState, told: string][] = [
    [roomOf(), bob, "Bob joined."],
    [roomOf(), roomOf([{ name: "Eve", role: "observer" }]), "Eve came to watch."],
    [bob, roomOf(), "Bob left."],
    [bob, roomOf([{ name: "Bob", presence: "away" }]), "Bob lost the connection."],
    [roomOf([{ name: "Bob", presence: "away" }]), bob, "Bob is back."],
    [bob, roomOf([{ name: "Bob", role: "observer" }]), "Bob only watches now."],
    [bob, { ...bob, admin_id: "BOB" }, "Bob is the admin now."],
    [{ ...bob, admin_id: "BOB" }, bob, "You are the admin now."],
    [bob, voting, "Voting on T-1."],
    [voting, { ...voting, ballot: open("T-1", { attempt: 2 }) }, "Voting on T-1 again, attempt 2."],
    [voting, { ...voting, ballot: open("T-1", { phase: "complete" }) }, "Everybody has voted."],
    [voting, done, "T-1 is revealed."],
    [voting, roomOf([{ name: "Bob", voted: true }], { ballot: open("T-1") }), ""],
    [bob, { ...bob, queue: [{ ticket_id: "A" }, { ticket_id: "B" }] }, "2 tickets were added."],
    [bob, bob, ""],
  ];
  for (const [before, after, told] of table) {
    assertEquals(happenings(before, after, "ANA").join(" "), told);
  }
});

Deno.test("words: commands as people and programs give them", () => {
  const room = roomOf([{ name: "Bob Ross" }], {
    ballot: open("T-1"),
    queue: [{ ticket_id: "T-2" }],
    deck: { name: "t_shirt", cards: ["S", "M", "☕"] },
  });
  const place = { room, vote: null };
  const said = (text: string) => hear(text, place)?.said;
  assertEquals(said("vote m"), { do: "vote", ticket_id: "T-1", card: "M" });
  assertEquals(said("  VOTE   ☕ "), { do: "vote", ticket_id: "T-1", card: "☕" });
  assertEquals(said("next"), { do: "begin", ticket: { ticket_id: "T-2" } });
  assertEquals(said("hand-over bob ross"), { do: "hand_over", member_id: "BOB ROSS" });
  assertEquals(said("timer 0"), { do: "timer", seconds: null });
  assertEquals(said("auto_reveal on"), { do: "settings", settings: { auto_reveal: true } });
  assertEquals(hear('{"do":"force","id":7}', place), {
    said: { do: "reveal", ticket_id: "T-1", force: true },
    id: "7",
  });
  assertEquals(hear("   ", place), null);
  for (
    const wrong of ["vote 5", "fly", "constructor", "{", "[]", '{"do":{}}', "timer x", "remove Eve"]
  ) {
    const heard = said(wrong);
    assert(heard !== undefined && "problem" in heard, wrong);
    assert(!heard.problem.includes("\n"));
  }
  const evil = said("vote \u001b[31m5");
  assert(evil !== undefined && "problem" in evil);
  assert(!evil.problem.includes("\u001b"));
});
