// Links in tickets [P2.5a, W7]: http and https become one, and nothing else does.
import { assertEquals } from "@std/assert";
import { piecesOf, safeHref } from "../../src/web/pure/links.ts";

const links = (text: string) =>
  piecesOf(text).flatMap((piece) => piece.kind === "link" ? [piece.href] : []);

Deno.test("an address of http or https may be pressed, one of anything else is text", () => {
  assertEquals(safeHref("https://shop.example/41"), "https://shop.example/41");
  for (const text of ["javascript:alert(1)", "data:text/html,x", "file:///etc", "shop.example"]) {
    assertEquals(safeHref(text), null);
    assertEquals(links(`see ${text} there`), []);
  }
});

Deno.test("no text is lost around links, and what ends a sentence is no part of them", () => {
  const text = "As in https://a.example/x?y=1, and (http://b.example/z).\nNo <b>bold</b>.";
  assertEquals(links(text), ["https://a.example/x?y=1", "http://b.example/z"]);
  assertEquals(piecesOf(text).map((piece) => piece.text).join(""), text);
  assertEquals(links("[docs](https://c.example/d)"), ["https://c.example/d"]);
});
