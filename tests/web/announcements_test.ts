// What a screen reader reads out: joins, votes, the reveal; and no card before it [R7].
import { assertEquals } from "@std/assert";
import type { Member, RoomState } from "../../src/client/types.ts";
import { announcements, arrival, newAdmin } from "../../src/web/state/announcements.ts";
import { roomWith } from "../client/fake_world.ts";
import { agreed, OPENED_AT, revealed } from "../results/ballots.ts";

function member(name: string, some: Partial<Member> = {}): Member {
  return { member_id: name, name, role: "voter", presence: "online", voted: false, ...some };
}

function room(members: readonly Member[], some: Partial<RoomState> = {}): RoomState {
  return roomWith({ admin_id: "Ana", members, ...some });
}

const [ANA, BOB] = [member("Ana"), member("Bob")];
const VOTING = { ticket_id: "WEB-7", attempt: 1, phase: "voting", opened_at: OPENED_AT } as const;
const readOut = (before: RoomState, after: RoomState) =>
  announcements(before, after, "Ana").join(" ");

Deno.test("people: who joins, leaves, is away and comes back; never oneself", () => {
  const away = member("Bob", { presence: "away" });
  const table: [readonly Member[], readonly Member[], string][] = [
    [[ANA], [ANA, BOB], "Bob joined."],
    [[ANA], [ANA, BOB, member("Eve")], "Bob and Eve joined."],
    [[ANA], [ANA, ..."abcd".split("").map((name) => member(name))], "4 people joined."],
    [[ANA, BOB], [ANA], "Bob left."],
    [[ANA, BOB], [ANA, away], "Bob lost the connection."],
    [[ANA, away], [ANA, BOB], "Bob came back."],
    [[ANA], [ANA, member("שרה (2)")], "\u2068שרה (2)\u2069 joined."],
    [[BOB], [ANA, BOB], ""],
    [[ANA, BOB], [ANA, BOB], ""],
  ];
  for (const [before, after, text] of table) assertEquals(readOut(room(before), room(after)), text);
});

Deno.test("votes are read out without their cards, and only the first of a ballot", () => {
  const voted = member("Bob", { voted: true });
  assertEquals(
    readOut(room([ANA, BOB], { ballot: VOTING }), room([ANA, voted], { ballot: VOTING })),
    "Bob voted.",
  );
  assertEquals(
    readOut(room([ANA, voted], { ballot: VOTING }), room([ANA, voted], { ballot: VOTING })),
    "",
  );
});

Deno.test("a vote that is taken back is read out, a new attempt is not that", () => {
  const voted = member("Bob", { voted: true });
  const before = room([ANA, voted], { ballot: VOTING });
  assertEquals(readOut(before, room([ANA, BOB], { ballot: VOTING })), "Bob withdrew the vote.");
  const again = room([ANA, BOB], { ballot: { ...VOTING, attempt: 2 } });
  assertEquals(readOut(before, again), "Voting on WEB-7 has started.");
  const observes = member("Bob", { role: "observer" });
  assertEquals(readOut(before, room([ANA, observes], { ballot: VOTING })), "");
});

Deno.test("a timer that starts and one that is stopped; not one that the reveal ends", () => {
  const idle = room([ANA], { ballot: VOTING });
  const runs = { ...idle, timer: { ends_at: OPENED_AT } };
  assertEquals(readOut(idle, runs), "A timer is running.");
  assertEquals(readOut(runs, idle), "The timer was stopped.");
  const shown = room([ANA], { ballot: { ...agreed("8", 2), phase: "revealed" } });
  assertEquals(
    readOut({ ...shown, ballot: VOTING, timer: runs.timer }, shown),
    "The cards are revealed: everybody agrees on 8.",
  );
  // not everybody has voted
  const three = { ...shown, members: [ANA, BOB, member("Cid")] };
  assertEquals(
    readOut({ ...three, ballot: VOTING }, three),
    "The cards are revealed: 2 times 8.",
  );
});

Deno.test("whoever comes in is read out where, with how many, and what is voted on", () => {
  assertEquals(arrival(room([ANA])), "You are in room 7K2M9QXD, with nobody else yet.");
  assertEquals(
    arrival(room([ANA, BOB], { name: "Checkout", ballot: VOTING })),
    "You are in room Checkout, and 2 people are here. Voting on WEB-7 is open.",
  );
});

Deno.test("the ballot: begun, complete, revealed, settled", () => {
  const shown = { ...revealed(), phase: "revealed" } as const;
  const table: [RoomState["ballot"], RoomState["ballot"], string][] = [
    [null, VOTING, "Voting on WEB-7 has started."],
    [VOTING, { ...VOTING, attempt: 2 }, "Voting on WEB-7 has started."],
    [VOTING, { ...VOTING, phase: "complete" }, "Everybody has voted."],
    [VOTING, shown, "The cards are revealed: once 5 and once 8."],
    [
      VOTING,
      { ...agreed("8", 2), phase: "revealed" },
      "The cards are revealed: everybody agrees on 8.",
    ],
    [shown, { ...shown, estimate: "8" }, "The estimate is 8."],
    [shown, shown, ""],
    [VOTING, null, "Voting on WEB-7 was cancelled."],
  ];
  for (const [before, after, text] of table) {
    assertEquals(readOut(room([ANA], { ballot: before }), room([ANA], { ballot: after })), text);
  }
});

Deno.test("whose cards have come or gone is announced", () => {
  const watching = member("Ana", { role: "observer" });
  const [before, after] = [room([ANA], { ballot: VOTING }), room([watching], { ballot: VOTING })];
  assertEquals(readOut(before, after), "You are observing. You can become a voter in the menu.");
  assertEquals(readOut(after, before), "Pick your card");
  assertEquals(announcements(before, after, "Bob"), []);
});

Deno.test("a new admin is read out to all; whom it concerns gets a notice instead", () => {
  const handed = room([ANA, BOB], { admin_id: "Bob" });
  const toEach = (me: string) => [
    announcements(room([ANA, BOB]), handed, me).join(" "),
    newAdmin(room([ANA, BOB]), handed, me),
  ];
  assertEquals(toEach("Eve"), ["Bob is the admin now.", ""]);
  assertEquals(toEach("Bob"), ["", "You are the admin now."]);
  assertEquals(toEach("Ana"), ["", "Bob is the admin now."]);
});
