// The hand by keyboard.
import { assertEquals } from "@std/assert";
import {
  isTyping,
  NOTHING_TYPED,
  type,
  TYPED_TOGETHER_MS,
  walk,
} from "../../src/web/pure/hand_keys.ts";

const FIBONACCI = ["1", "2", "3", "5", "8", "13", "21", "?", "☕"];

Deno.test("arrows walk round the hand, Home and End go to its ends", () => {
  const table: [string, number, number | null][] = [
    ["ArrowRight", 0, 1],
    ["ArrowRight", 8, 0],
    ["ArrowDown", 3, 4],
    ["ArrowLeft", 0, 8],
    ["ArrowUp", 3, 2],
    ["Home", 5, 0],
    ["End", 5, 8],
    ["Enter", 5, null],
    ["a", 5, null],
  ];
  for (const [key, from, to] of table) {
    assertEquals(walk(key, from, { count: 9, direction: "ltr" }), to, `${key} from ${from}`);
  }
});

Deno.test("where the cards lie from right to left, the left arrow leads on", () => {
  const hand = { count: 9, direction: "rtl" };
  assertEquals([walk("ArrowLeft", 0, hand), walk("ArrowRight", 0, hand)], [1, 8]);
  assertEquals([walk("ArrowDown", 0, hand), walk("End", 0, hand)], [1, 8]);
});

/** The card that each key leads to, with so many milliseconds between keys. */
function typing(keys: string, cards: readonly string[], between = 100): (string | null)[] {
  let typed = NOTHING_TYPED;
  return [...keys].map((key, n) => {
    const found = type(key, typed, { cards, now: n * between });
    typed = found.typed;
    return found.index === null ? null : cards[found.index] ?? null;
  });
}

Deno.test("typing leads to the card that is typed, or begins so", () => {
  assertEquals(typing("8", FIBONACCI), ["8"]);
  assertEquals(typing("13", FIBONACCI), ["1", "13"]);
  assertEquals(typing("21", FIBONACCI), ["2", "21"]);
  assertEquals(typing("18", FIBONACCI), ["1", "8"]);
  assertEquals(typing("?", FIBONACCI), ["?"]);
  assertEquals(typing("9x", FIBONACCI), [null, null]);
  assertEquals(typing("xl", ["S", "M", "XS", "XL", "XXL"]), ["XS", "XL"]);
});

Deno.test("keys that are far apart are cards of their own", () => {
  assertEquals(typing("13", FIBONACCI, TYPED_TOGETHER_MS + 1), ["1", "3"]);
});

Deno.test("shortcuts and keys without a character are no typing", () => {
  const key = { key: "5", ctrlKey: false, metaKey: false, altKey: false };
  assertEquals(isTyping(key), true);
  assertEquals(isTyping({ ...key, ctrlKey: true }), false);
  assertEquals(isTyping({ ...key, key: "Enter" }), false);
  assertEquals(isTyping({ ...key, key: " " }), false);
  assertEquals(isTyping({ ...key, key: "☕" }), true);
});
