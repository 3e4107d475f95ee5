// A room's id as it is found in what people type, paste and follow [W2].
import { assertEquals } from "@std/assert";
import { roomIdIn } from "../../src/protocol/room_link.ts";

const FOUND: readonly string[] = [
  "7K2M9QXD",
  " 7k2m9qxd ",
  "7K2M-9QXD",
  "7k2m 9qxd",
  "7K2M‑9QXD.",
  "#7K2M9QXD",
  "http://localhost:8080/r/7K2M9QXD",
  "https://points.example.com/poker/r/7K2M9QXD/",
  "https://points.example.com/r/7K2M9QXD.",
  "https://points.example.com/r/7K2M9QXD),",
  "(https://points.example.com/r/7K2M9QXD)",
  "<https://points.example.com/r/7K2M9QXD>",
  "[the room](https://points.example.com/r/7k2m9qxd)",
  "https://points.example.com/r/7K2M9QXD?utm_source=chat#top",
  "https://points.example.com/R/7k2m-9qxd",
  "https://points.example.com//r//7K2M9QXD",
  "http://r/r/7K2M9QXD",
  "https://points.example.com/r/7K2M9QXD%20",
  "Ana invites you: https://points.example.com/r/7K2M9QXD. See you there!",
];

Deno.test("[W2] a room's id is found in a code and in a link, however they were typed", () => {
  for (const text of FOUND) assertEquals(roomIdIn(text), "7K2M9QXD", text);
  assertEquals(roomIdIn("/r/ilo2m9qx"), "1102M9QX"); // look-alikes
});

Deno.test("what is no room's id is none", () => {
  const none = [
    "",
    "7K2M9QX",
    "7K2M9QXDD",
    "7K2M9QXU",
    "/r/",
    "/r/nope",
    "/r/%",
    "https://x.org/7K2M9QXD/",
  ];
  for (const text of none) assertEquals(roomIdIn(text), null, text);
});
