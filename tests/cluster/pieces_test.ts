/** Texts of any length go through a link in pieces that NATS takes, and come out as they were. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { Pieces, piecesOf } from "../../src/cluster/pieces.ts";
import { POST_WEIGHT_MAX } from "../../src/bus/link_peer.ts";
import { drawsOf } from "../base/draws.ts";

/** What becomes of a text on its way. */
const throughUtf8 = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text));

const LETTERS = ["x", "ž", "☕", "🐎", "+", ".", "\n"];

Deno.test("a text comes out as it went in, whatever is at the cuts and whoever else sends", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const draw = drawsOf(seed);
    const letter = LETTERS[draw(LETTERS.length)] ?? "";
    const near = POST_WEIGHT_MAX * draw(4) + draw(7) - 3;
    const text = "y".repeat(draw(2)) + letter.repeat(Math.max(0, near) / letter.length);
    const pieces = piecesOf(text);
    for (const piece of pieces) assert(piece.length <= POST_WEIGHT_MAX, `seed ${seed}`);
    const [first, ...others] = [...pieces.map(throughUtf8)].reverse();
    const box = new Pieces();
    for (const piece of others.reverse()) {
      assertEquals(box.add(7, piece), null);
      assertEquals(box.add(8, ".other"), "other");
    }
    assertEquals(box.add(7, first ?? ""), text, `seed ${seed}`);
    assertEquals(box.add(7, ".next"), "next");
  }
});

Deno.test("a short text is one piece; a piece takes no more than NATS allows, in any letters", () => {
  assertEquals(piecesOf(""), ["."]);
  assertEquals(piecesOf("+"), [".+"]);
  const [piece = ""] = piecesOf("☕".repeat(1_000_000));
  assertLess(new TextEncoder().encode(piece).length, 512 * 1024);
});

Deno.test("what has come of a text is dropped with its sender", () => {
  const box = new Pieces();
  box.add(7, "+half");
  box.drop(7);
  assertEquals(box.add(7, ".whole"), "whole");
});
