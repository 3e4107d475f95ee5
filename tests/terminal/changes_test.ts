// What happened between two states, in sentences.
import { assertEquals } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import { changes } from "../../src/terminal/changes.ts";
import { open, revealed, roomOf } from "./rooms.ts";

Deno.test("changes: what is worth a sentence, and what isn't", () => {
  const bob = roomOf([{ name: "Bob" }]);
  const voting = roomOf([{ name: "Bob" }], { ballot: open("T-1") });
  const done = roomOf([{ name: "Bob" }], { ballot: revealed({ ticket_id: "T-1" }, { Bob: "5" }) });
  const noted = (note: string) => revealed({ ticket_id: "T-1" }, { Bob: "5" }, { note });
  const set = (room: RoomState, settings: Partial<RoomState["settings"]>): RoomState => ({
    ...room,
    settings: { ...room.settings, ...settings },
  });
  const table: [before: RoomState, after: RoomState, texts: string][] = [
    [roomOf(), bob, "Bob joined."],
    [roomOf(), roomOf([{ name: "Eve", role: "observer" }]), "Eve came to watch."],
    [bob, roomOf(), "Bob left."],
    [bob, roomOf([{ name: "Bob", presence: "away" }]), "Bob lost the connection."],
    [roomOf([{ name: "Bob", presence: "away" }]), bob, "Bob is back."],
    [bob, roomOf([{ name: "Bob", role: "observer" }]), "Bob is an observer now."],
    [bob, { ...bob, admin_id: "BOB" }, "Bob is the admin now."],
    [{ ...bob, admin_id: "BOB" }, bob, "You are the admin now."],
    [bob, voting, "Voting on T-1."],
    [voting, { ...voting, ballot: open("T-1", { attempt: 2 }) }, "Voting on T-1 again, attempt 2."],
    [voting, { ...voting, ballot: open("T-1", { phase: "complete" }) }, "Everybody has voted."],
    [voting, bob, "Voting on T-1 was cancelled."],
    [voting, done, "T-1 is revealed."],
    [done, { ...done, ballot: noted("big\nand new") }, "Noted on T-1: big and new"],
    [{ ...done, ballot: noted("big") }, done, "The note on T-1 is gone."],
    [bob, roomOf([{ ...bob.members[1], name: "Rob" }]), "Bob is called Rob now."],
    [bob, set(bob, { who_runs: "everyone" }), "Every voter can start and reveal now."],
    [set(bob, { who_runs: "everyone" }), bob, "Only the admin can start and reveal now."],
    [bob, set(bob, { auto_reveal: true }), "The last vote reveals the cards."],
    [bob, { ...bob, name: "Team A" }, "The room is called Team A now."],
    [{ ...bob, name: "Team A" }, bob, "The room no longer has a name."],
    [bob, { ...bob, capacity: 9 }, "The room has 9 seats for voters."],
    [bob, { ...bob, deck: { name: "custom", cards: ["1", "2"] } }, "The cards are 1 2 now."],
    [bob, { ...bob, locked: true }, "The room is locked: nobody new can come in."],
    [{ ...bob, locked: true }, bob, "The room is open again."],
    [bob, { ...bob, passcode: true }, "Newcomers need a passcode now."],
    [{ ...bob, passcode: true }, bob, "Newcomers no longer need a passcode."],
    [bob, { ...bob, timer: { ends_at: 5 } }, "The timer is running."],
    [
      bob,
      { ...bob, timer: { ends_at: 5, reveal: true } },
      "The timer is running; the cards are revealed when it ends.",
    ],
    [voting, roomOf([{ name: "Bob", voted: true }], { ballot: open("T-1") }), ""],
    [bob, { ...bob, queue: [{ ticket_id: "A" }, { ticket_id: "B" }] }, "2 tickets were added."],
    [bob, bob, ""],
  ];
  for (const [before, after, texts] of table) {
    assertEquals(changes(before, after, "ANA").join(" "), texts);
  }
});
