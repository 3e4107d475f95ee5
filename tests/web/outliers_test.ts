// Who should speak first.
import { assertEquals } from "@std/assert";
import { spreadOf } from "../../src/web/pure/outliers.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import { revealed } from "../results/ballots.ts";

/** "ana 5, bob 8": the spread of these votes. */
function spread(votes: string, cards: readonly string[] = FIBONACCI.cards) {
  const played = votes.split(", ").filter((one) => one !== "").map((vote) => {
    const [name = "", card = ""] = vote.split(" ");
    return { member_id: name, name, card };
  });
  const summary = summarize({ name: "custom", cards }, played.map(({ card }) => card));
  return spreadOf(revealed({ votes: played, summary }), cards);
}

Deno.test("agreement, nearness and distance, by the deck's order", () => {
  assertEquals(spread("ana ?, bob ☕"), { kind: "none" });
  assertEquals(spread("ana 5, bob 5, cid ?"), { kind: "consensus", card: "5" });
  assertEquals(spread("ana 5, bob 8").kind, "close");
  assertEquals(spread("ana 3, bob 8").kind, "apart");
  assertEquals(spread("ana S, bob XL", ["S", "M", "L", "XL"]).kind, "apart");
});

Deno.test("those furthest apart are named, the many are not", () => {
  assertEquals(spread("ana 1, bob 5, cid 5, dan 13"), {
    kind: "apart",
    low: { card: "1", names: ["ana"] },
    high: { card: "13", names: ["dan"] },
  });
  assertEquals(spread("ana 1, bob 5, cid 5, dan 5"), {
    kind: "apart",
    low: { card: "1", names: ["ana"] },
    high: null,
  });
});

Deno.test("where single votes are not kept nobody is named [R12]", () => {
  const { votes: _, ...without } = revealed();
  assertEquals(spreadOf(without, FIBONACCI.cards), { kind: "close", low: null, high: null });
});
