// What the page offers to do next: whom everybody waits for, and which cards may be the estimate.
import { assertEquals } from "@std/assert";
import type { Member, OwnVote } from "../../src/client/mod.ts";
import { estimatesOffered } from "../../src/web/pure/estimates.ts";
import { namesOf, waitedFor } from "../../src/web/pure/waited_for.ts";

function member(name: string, change: Partial<Member> = {}): Member {
  return { member_id: name, name, role: "voter", presence: "online", voted: false, ...change };
}

const TABLE = [
  member("Ana"),
  member("Bob", { voted: true }),
  member("Cleo", { presence: "away" }),
  member("Dan", { role: "observer" }),
  member("Eve"),
];

Deno.test("voters without a vote are waited for, whether they are here or not", () => {
  const waited = waitedFor({ ballot: null, members: TABLE }, { me: "Ana", vote: null });
  assertEquals(waited.map(({ name }) => name), ["Ana", "Cleo", "Eve"]);
});

Deno.test("[P2.7] once a ballot is complete nobody waits for who is away", () => {
  const ballot = { ticket_id: "WEB-1", attempt: 1, opened_at: 0, phase: "complete" } as const;
  const members = TABLE.map((one) => one.presence === "online" ? { ...one, voted: true } : one);
  const names = (vote: OwnVote | null) =>
    waitedFor({ ballot, members }, { me: "Ana", vote }).map(({ name }) => name);
  assertEquals(names(null), []);
  // whoever takes a card back is waited for at once
  assertEquals(names({ ticket_id: "WEB-1", attempt: 1, card: null, pending: true }), ["Ana"]);
});

Deno.test("the own vote counts as soon as it is chosen, and no longer once it is taken back", () => {
  const pending = { ticket_id: "WEB-1", attempt: 1, pending: true };
  const mine = (card: string | null, me: string) =>
    waitedFor({ ballot: null, members: TABLE }, { me, vote: { ...pending, card } })
      .map(({ name }) => name);
  assertEquals(mine("5", "Ana"), ["Cleo", "Eve"]);
  assertEquals(mine(null, "Bob"), ["Ana", "Bob", "Cleo", "Eve"]);
});

Deno.test("the reader is named first, and past three names the rest are a number", () => {
  const few = [member("Ana"), member("Bob"), member("Cleo")];
  assertEquals(namesOf(few, "Cleo"), ["you", "Ana", "Bob"]);
  assertEquals(namesOf(few, "Zoe"), ["Ana", "Bob", "Cleo"]);
  assertEquals(namesOf([...few, member("Dan"), member("Eve")], "Zoe"), [
    "Ana",
    "Bob",
    "3 more",
  ]);
  // or the number would be cut off
  const long = member("Bartholomew Featherstonehaugh");
  assertEquals(namesOf([member("Ana"), long, ...few], "Zoe"), ["Ana", "4 more"]);
});

Deno.test("every card of the deck that is an estimate is on offer, the played ones first", () => {
  const counts = [{ card: "5", count: 1 }, { card: "40", count: 8 }];
  const summary = {
    counts,
    counted_apart: [{ card: "?", count: 1 }],
    mean: null,
    median: null,
    min: null,
    max: null,
    consensus: false,
    suggestion: "40",
  };
  const deck = ["1", "2", "3", "5", "8", "13", "20", "40", "?", "☕"];
  assertEquals(estimatesOffered(deck, summary), ["5", "40", "1", "2", "3", "8", "13", "20"]);
});
