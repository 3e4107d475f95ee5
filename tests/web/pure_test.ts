// The page's smaller pure parts: decks, numbers, the queue's order.
import { assertEquals } from "@std/assert";
import { chosenDeck, decimalIn, offers, OWN, typedDeck } from "../../src/web/pure/decks.ts";
import {
  beforeWhom,
  beforeWhomAgain,
  beforeWhomInGap,
  gapAt,
} from "../../src/web/pure/queue_order.ts";

Deno.test("[P2.1] a deck by name, or cards of one's own with anything between", () => {
  const cards = (name: string, typed = "") => {
    const choice = chosenDeck(name, typed);
    return choice.ok ? choice.value.join(" ") : null;
  };
  assertEquals(cards("t_shirt"), "XS S M L XL XXL ? ☕");
  for (const typed of ["S,M,L", "S, M, L", "S M L", "S;M;L", "S\nM\nL", " S,,M,L, "]) {
    assertEquals(cards(OWN, typed), "S M L", typed);
  }
  assertEquals(cards(OWN, "very big, small"), "very big small");
  for (const typed of ["0,5;1;2", "0,5 ; 1;2;", "0,5；1\n2"]) {
    assertEquals(cards(OWN, typed), "0,5 1 2", typed);
  }
  for (const deck of ["0,5;1;2", "1,2,?", "fibonacci"]) {
    assertEquals(cards(OWN, typedDeck(deck)), cards(OWN, deck), deck);
  }
  for (const typed of ["", "S", "S,S", "0,5;", "123456789,1", "fibonacci"]) {
    assertEquals(cards(OWN, typed), typed === "fibonacci" ? cards("fibonacci") : null, typed);
  }
});

Deno.test("each deck has a title, and not only the name that it has on the wire", () => {
  assertEquals(offers().filter(({ name, title }) => title === name), []);
});

Deno.test("[R13] what may be a decimal among cards with commas between is pointed out", () => {
  const table: [string, string | null][] = [
    ["0,5, 1", "0,5"],
    ["1, 0,5", "0,5"],
    ["0,5 1 2", "0,5"],
    ["1, ,5", ",5"],
    ["0,5; 1", null],
    ["1,2,3", null],
    ["1,2,3, 5", null],
    ["0,5", null],
    ["S, M, L", null],
    ["", null],
  ];
  for (const [typed, decimal] of table) assertEquals(decimalIn(typed), decimal, typed);
  const twice = chosenDeck(OWN, "0,5, 1,5");
  assertEquals(
    twice.ok || twice.error,
    "If 0,5 is one card, put semicolons between the cards: 0,5; 1; 2",
  );
});

Deno.test("[P2.5a] a place in the queue is the ticket that one stands before", () => {
  const ids = ["a", "b", "c", "d"];
  const steps: [string, number, string | undefined][] = [
    ["b", 0, "a"],
    ["b", -1, "a"],
    ["b", 2, "d"],
    ["b", 3, undefined],
    ["d", 2, "c"],
    ["a", 1, "c"],
  ];
  for (const [id, to, before] of steps) {
    assertEquals(beforeWhom(ids, id, to), before, `${id} ${to}`);
  }

  // gaps: 0 a 1 b 2 c 3 d 4
  const drops: [string, number, string | undefined | null][] = [
    ["b", 0, "a"],
    ["b", 1, null],
    ["b", 2, null],
    ["b", 3, "d"],
    ["b", 4, undefined],
    ["d", 4, null],
    ["gone", 0, null],
  ];
  for (const [id, gap, before] of drops) {
    assertEquals(beforeWhomInGap(ids, id, gap), before, `${id} ${gap}`);
  }
  const middles = [10, 30, 50, 70];
  assertEquals([-5, 11, 49, 99].map((y) => gapAt(middles, y)), [0, 1, 2, 4]);
});

Deno.test("[P2.5a] a ticket that comes back stands before the next of old that still waits", () => {
  const before = ["a", "b", "c", "d"];
  const table: [string, string[], string | undefined][] = [
    ["b", ["a", "c", "d"], "c"],
    ["b", ["a", "d", "c"], "c"],
    ["b", ["a", "d"], "d"],
    ["b", ["a"], undefined],
    ["d", ["a", "b", "c"], undefined],
    ["a", ["a", "b"], "b"], // somebody has added it meanwhile
  ];
  for (const [id, now, whom] of table) assertEquals(beforeWhomAgain(before, id, now), whom);
});

Deno.test("a card that is there twice is named", () => {
  const problemOf = (typed: string) => {
    const choice = chosenDeck(OWN, typed);
    return choice.ok ? "" : choice.error;
  };
  assertEquals(problemOf("1, 2, 5, 2"), "The card 2 is there twice.");
  assertEquals(problemOf("0,5; ½; 1"), "0,5 and ½ are the same card: remove one of them.");
  assertEquals(problemOf("0,5; 1"), "");
});
