// Where the page is and where its links lead, also below a path [W13].
import { assertEquals } from "@std/assert";
import { pathOf, readRoomId, roomOf, rootOf } from "../../src/web/state/page_address.ts";

Deno.test("[W13] the root is what the page's scripts were served below", () => {
  assertEquals(rootOf("https://points.example.com/assets/app-1.js"), "/");
  assertEquals(rootOf("https://points.example.com/a/poker/assets/app-1.js"), "/a/poker/");
});

Deno.test("[W13] a room's path is below the root", () => {
  assertEquals([pathOf("/", null), pathOf("/", "7K2M9QXD")], ["/", "/r/7K2M9QXD"]);
  assertEquals(
    [pathOf("/poker/", null), pathOf("/poker/", "7K2M9QXD")],
    ["/poker/", "/poker/r/7K2M9QXD"],
  );
  assertEquals(pathOf("/", "a/b"), "/r/a%2Fb");
});

Deno.test("a path leads to a room, however its id is written", () => {
  const table: [string, string | null][] = [
    ["/", null],
    ["/poker/", null],
    ["/r/", null],
    ["/r/7K2M9QXD", "7K2M9QXD"],
    ["/poker/r/7K2M9QXD", "7K2M9QXD"],
    ["/R/7k2m9qxd/", "7K2M9QXD"],
    ["//r/7K2M-9QXD", "7K2M9QXD"],
    ["/r/7K2M9QXD.", "7K2M9QXD"],
    ["/r/7K2M9QXD)", "7K2M9QXD"],
    ["/r/no%20place%3F", "no place?"], // the form shows what is wrong with it
    ["/r/%zz", "%zz"],
    ["/r/a/b", null],
  ];
  for (const [path, room] of table) assertEquals(roomOf(path), room, path);
});

Deno.test("what is typed is a room's id, a link to it, or shown as it stands", () => {
  assertEquals(readRoomId(" (https://points.example.com/R/7k2m-9qxd). "), "7K2M9QXD");
  assertEquals(readRoomId(" https://poker.example/r/7k2m9qxd?x#y "), "7K2M9QXD");
  assertEquals(readRoomId("7k2m9qxo"), "7K2M9QX0");
  assertEquals(readRoomId(" nope "), "nope");
});
