// Where a server and a room are, and the command lines of create and join.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { linkOf, readRoom, readServer } from "../../src/terminal/address.ts";
import { helpText } from "../../src/terminal/help.ts";
import { optionsOf, parseOptions } from "../../src/terminal/options.ts";

Deno.test("address: a server in every form in which people have it", () => {
  const table: [typed: string, socket: string, page: string][] = [
    ["http://localhost:8080", "ws://localhost:8080/ws", "http://localhost:8080"],
    ["https://points.example.com/", "wss://points.example.com/ws", "https://points.example.com"],
    ["ws://localhost:8080/ws", "ws://localhost:8080/ws", "http://localhost:8080"],
    ["wss://points.example.com", "wss://points.example.com/ws", "https://points.example.com"],
    ["https://example.com/points/", "wss://example.com/points/ws", "https://example.com/points"],
    ["https://example.com/points/ws", "wss://example.com/points/ws", "https://example.com/points"],
    ["https://example.com/r/7K2M9QXD", "wss://example.com/ws", "https://example.com"],
    ["localhost", "ws://localhost/ws", "http://localhost"],
    ["10.0.0.5:8080", "ws://10.0.0.5:8080/ws", "http://10.0.0.5:8080"],
    ["[::1]:8080", "ws://[::1]:8080/ws", "http://[::1]:8080"],
    ["buildbox:8080", "ws://buildbox:8080/ws", "http://buildbox:8080"],
    ["points.example.com", "wss://points.example.com/ws", "https://points.example.com"],
  ];
  for (const [typed, socket, page] of table) {
    assertEquals(readServer(typed), { value: { socket, page } }, typed);
  }
  for (const wrong of ["", "ftp://example.com", "http://", "http://a:b@example.com", "a b"]) {
    assert("problem" in readServer(wrong), wrong);
  }
});

Deno.test("address: a room by its id, or by the page's link", () => {
  const server = { socket: "wss://example.com/ws", page: "https://example.com" };
  assertEquals(readRoom(" 7k2m9qxd "), { value: { room_id: "7K2M9QXD", server: null } });
  assertEquals(readRoom("7K2M9QXO"), { value: { room_id: "7K2M9QX0", server: null } });
  for (const tail of ["", "/", "?x=1", "#top"]) {
    const link = linkOf(server, "7K2M9QXD") + tail;
    assertEquals(readRoom(link), { value: { room_id: "7K2M9QXD", server } }, link);
  }
  for (const wrong of ["", "7K2M9QX", "https://example.com", "https://example.com/r/nope", "a/b"]) {
    assert("problem" in readRoom(wrong), wrong);
  }
});

Deno.test("options: what can be said", () => {
  const parsed = parseOptions("create", [
    "--server=localhost:9000",
    "--name",
    "Ana",
    "--capacity",
    "7",
    "--deck",
    "1,2,4",
    "--keep-room",
    "--save",
    "a.csv",
    "--save=b.md",
    "--json",
    "--no-color",
  ]);
  assert(parsed.kind === "options");
  const { server, name, capacity, deck, keep_room, save, json, colour, ascii } = parsed.options;
  assertEquals(
    [server?.socket, name, capacity, deck, keep_room, save.length, json, colour, ascii],
    ["ws://localhost:9000/ws", "Ana", 7, "1,2,4", true, 2, true, false, false],
  );
  const joined = parseOptions("join", ["https://example.com/r/7K2M9QXD", "--observer"]);
  assert(joined.kind === "options");
  assertEquals(joined.options.server?.page, "https://example.com");
  assertEquals([joined.options.room?.room_id, joined.options.observer], ["7K2M9QXD", true]);
});

Deno.test("options: what is wrong is told in one line, by its name", () => {
  const table: ["create" | "join", string, string][] = [
    ["create", "--foo", 'unknown flag "--foo"'],
    ["join", "--capacity 5", 'unknown flag "--capacity"'],
    ["create", "--capacity 0", "--capacity must be a whole number from 1 to 1000"],
    ["create", "--capacity", "--capacity needs a value"],
    ["create", "--json=1", "--json takes no value"],
    ["create", "--name a --name b", "--name can only be given once"],
    ["create", "7K2M9QXD", "unexpected argument"],
    ["create", "--server ftp://x", "--server must be an address"],
    ["create", "--save results.txt", "--save must end with .csv, .json or .md"],
    ["join", "7K2M", "the room must be the 8 letters and digits"],
    ["join", "7K2M9QXD 7K2M9QXE", "unexpected argument"],
    ["join", "https://a.example/r/7K2M9QXD --server b.example", "leave one out"],
  ];
  for (const [command, args, message] of table) {
    const parsed = parseOptions(command, args.split(" "));
    assert(parsed.kind === "error", args);
    assertStringIncludes(parsed.message, message);
    assertEquals(parsed.message.split("\n").length, 1);
  }
});

Deno.test("options: the help names each flag, fits 80 columns, and is all that --help needs", () => {
  for (const command of ["create", "join"] as const) {
    const text = helpText(command);
    for (const { name } of optionsOf(command)) assertStringIncludes(text, `\n  --${name}`);
    for (const line of text.split("\n")) assert(line.length <= 80, line);
    const parsed = parseOptions(command, ["--help", "--capacity", "none"]);
    assert(parsed.kind === (command === "create" ? "options" : "error"));
  }
});
