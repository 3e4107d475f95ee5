// The table: how the seats stand in rows, what stands for a person, and who played which card.
import { assert, assertEquals } from "@std/assert";
import type { Member } from "../../src/client/mod.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import { hueOf, initials } from "../../src/web/pure/avatars.ts";
import { cardGroups } from "../../src/web/pure/card_groups.ts";
import { seatRows, shiftedSeats } from "../../src/web/pure/seat_rows.ts";
import { revealed } from "../results/ballots.ts";

Deno.test("nobody sits alone in the last row: as few rows as fit, and all of them full alike", () => {
  assertEquals(seatRows(0, 5), []);
  assertEquals(seatRows(1, 5), [1]);
  assertEquals(seatRows(9, 8), [5, 4]);
  assertEquals(seatRows(26, 5), [5, 5, 4, 4, 4, 4]);
  assertEquals(seatRows(3, 0), [1, 1, 1]);
  for (let count = 1; count <= 100; count++) {
    for (let fit = 1; fit <= 12; fit++) {
      const rows = seatRows(count, fit);
      assertEquals(rows.length, Math.ceil(count / fit));
      assertEquals(rows.reduce((sum, row) => sum + row, 0), count);
      assert(Math.max(...rows) <= fit && Math.max(...rows) - Math.min(...rows) <= 1);
    }
  }
});

Deno.test("a row with a seat less begins half a seat further in", () => {
  assertEquals([...shiftedSeats([])], []);
  assertEquals([...shiftedSeats([4, 4])], []);
  assertEquals([...shiftedSeats([5, 5, 4, 4])], [10, 14]);
});

Deno.test("a sign stands for a person, whatever the name is made of", () => {
  const signs = [
    "Ana",
    "ana (2)",
    "Ana-Maria von Berg",
    "Évelyne e\u0301",
    "محمد بن",
    "王小明",
    "🦊",
    "-",
  ];
  assertEquals(signs.map(initials), ["A", "A2", "AB", "ÉE\u0301", "مب", "王", "🦊", "·"]);
});

Deno.test("the colour is the name's, and not everybody's", () => {
  assertEquals(hueOf("Ana"), hueOf("Ana"));
  assert(new Set(["Ana", "Bob", "Cleo", "Dan", "Eve", "Finn"].map(hueOf)).size > 3);
});

function member(name: string, change: Partial<Member> = {}): Member {
  return { member_id: name, name, role: "voter", presence: "online", voted: true, ...change };
}

/** "5: Ana, Bob" of the people here and these votes, "ana 5". */
function groups(members: readonly Member[], votes: readonly string[]) {
  const played = votes.map((vote) => {
    const [name = "", card = ""] = vote.split(" ");
    return { member_id: name, name, card };
  });
  const summary = summarize(FIBONACCI, played.map(({ card }) => card));
  const ballot = revealed({ votes: played, summary });
  return cardGroups({ members, deck: FIBONACCI }, ballot).map(({ card, count, people }) => {
    const names = people.map(({ name, hasLeft }) => hasLeft ? `${name} (left)` : name);
    return `${card} ${count}: ${names.join(", ")}`;
  });
}

Deno.test("cards in the deck's order, those apart after them, and last who played none", () => {
  const here = ["Ana", "Bob", "Cleo", "Dan", "Eve"].map((name) => member(name));
  const watching = member("Finn", { role: "observer" });
  assertEquals(groups([...here, watching], ["Ana 13", "Bob ?", "Cleo 2", "Dan 13"]), [
    "2 1: Cleo",
    "13 2: Ana, Dan",
    "? 1: Bob",
    "null 1: Eve",
  ]);
});

Deno.test("whoever voted and left is shown, and who has another name since has it here, too", () => {
  const renamed = member("Ana", { name: "Anna" });
  assertEquals(groups([renamed], ["Ana 5", "Bob 5"]), ["5 2: Anna, Bob (left)"]);
});

Deno.test("an old ballot has counts and no people [R12]", () => {
  const { votes: _, ...without } = revealed({ summary: summarize(FIBONACCI, ["5", "5"]) });
  assertEquals(cardGroups({ members: [member("Ana")], deck: FIBONACCI }, without), [
    { card: "5", count: 2, people: [] },
  ]);
});
