// The page's smaller pure parts: decks, numbers, the queue's order, addresses.
import { assertEquals } from "@std/assert";
import { chosenDeck, OWN } from "../../src/web/pure/decks.ts";
import { countdown, plural, shortNumber } from "../../src/web/pure/numbers.ts";
import { move, without } from "../../src/web/pure/queue_order.ts";
import { pathOf, readRoomId, roomOf } from "../../src/web/state/address.ts";

Deno.test("[P2.1] a deck by name, or cards of one's own with anything between", () => {
  const cards = (name: string, typed = "") => {
    const choice = chosenDeck(name, typed);
    return choice.ok ? choice.cards.join(" ") : null;
  };
  assertEquals(cards("t_shirt"), "XS S M L XL XXL ? ☕");
  for (const typed of ["S,M,L", "S, M, L", "S M L", "S;M;L", "S\nM\nL", " S,,M,L, "]) {
    assertEquals(cards(OWN, typed), "S M L", typed);
  }
  assertEquals(cards(OWN, "very big, small"), "very big small");
  for (const typed of ["", "S", "S,S", "123456789,1", "fibonacci"]) {
    assertEquals(cards(OWN, typed), typed === "fibonacci" ? cards("fibonacci") : null, typed);
  }
});

Deno.test("numbers and times as they are shown", () => {
  assertEquals([6.5, 5, 4.3333, 0.1 + 0.2].map(shortNumber), ["6.5", "5", "4.33", "0.3"]);
  const table: [number, string][] = [
    [0, "0:00"],
    [-5_000, "0:00"],
    [1, "0:01"],
    [1_000, "0:01"],
    [59_001, "1:00"],
    [125_000, "2:05"],
    [3_600_000, "1:00:00"],
  ];
  for (const [ms, text] of table) assertEquals(countdown(ms), text);
  assertEquals([plural(1, "vote"), plural(2, "vote")], ["1 vote", "2 votes"]);
});

Deno.test("the queue in another order", () => {
  const queue = ["a", "b", "c"];
  assertEquals(move(queue, 0, 1), ["b", "a", "c"]);
  assertEquals(move(queue, 2, -1), ["a", "c", "b"]);
  assertEquals(move(queue, 0, -1), queue);
  assertEquals(move(queue, 2, 1), queue);
  assertEquals(without(queue, 1), ["a", "c"]);
});

Deno.test("[W2] addresses: a room's, as it is linked or typed", () => {
  assertEquals(roomOf("/"), null);
  assertEquals(roomOf("/r/7K2M9QXD"), "7K2M9QXD");
  assertEquals(roomOf("/r/7k2m9qxd/"), "7K2M9QXD");
  assertEquals(roomOf("/r/%zz"), "%zz");
  assertEquals(roomOf("/r/a/b"), null);
  assertEquals(readRoomId(" https://poker.example/r/7k2m9qxd?x#y "), "7K2M9QXD");
  assertEquals(readRoomId("7k2m9qxo"), "7K2M9QX0");
  assertEquals(readRoomId("short"), "short");
  assertEquals([pathOf(null), pathOf("7K2M9QXD"), pathOf("a/b")], ["/", "/r/7K2M9QXD", "/r/a%2Fb"]);
});
