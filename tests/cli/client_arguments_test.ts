import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { optionsOf, parseOptions } from "../../src/cli/client_arguments.ts";
import { clientHelp } from "../../src/cli/client_help.ts";
import { Memory } from "../../src/web/state/memory.ts";

Deno.test("options: all flags", () => {
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
  const { server, name, capacity, deck, keepRoom, save, json, colour, ascii } = parsed.options;
  assertEquals(
    [server?.socket, name, capacity, deck, keepRoom, save.length, json, colour, ascii],
    ["ws://localhost:9000/ws", "Ana", 7, "1,2,4", true, 2, true, false, false],
  );
  const joined = parseOptions("join", ["https://example.com/r/7K2M9QXD", "--observer"]);
  assert(joined.kind === "options");
  assertEquals(joined.options.server?.page, "https://example.com");
  assertEquals([joined.options.room?.room_id, joined.options.observer], ["7K2M9QXD", true]);
});

Deno.test("options: the default capacity is that of the page", () => {
  const parsed = parseOptions("create", []);
  assert(parsed.kind === "options");
  assertEquals(parsed.options.capacity, new Memory(null).preferences.capacity);
});

Deno.test("options: what is wrong is one line with its name", () => {
  const table: ["create" | "join", string, string][] = [
    ["create", "--foo", "unknown flag --foo (--help lists all flags)"],
    ["join", "--capacity 5", "unknown flag --capacity (--help lists all flags)"],
    ["create", "--capacty 5", "unknown flag --capacty, did you mean --capacity?"],
    ["create", "--no-colour", "unknown flag --no-colour, did you mean --no-color?"],
    ["join", "--passcode=sesame", "unknown flag --passcode, did you mean --passcode-file?"],
    ["create", "--capacity 0", "--capacity must be a whole number from 1 to 1000"],
    ["create", "--capacity", "--capacity needs a value"],
    ["create", "--json=1", "--json takes no value"],
    ["create", "--name a --name b", "--name was given 2 times, it can only be given once"],
    ["create", "7K2M9QXD", 'unexpected argument "7K2M9QXD", use join to come into that room'],
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
    const text = clientHelp(command);
    for (const { name } of optionsOf(command)) assertStringIncludes(text, `\n  --${name}`);
    for (const line of text.split("\n")) assert(line.length <= 80, line);
    const parsed = parseOptions(command, ["--help", "--capacity", "none"]);
    assert(parsed.kind === (command === "create" ? "options" : "error"));
  }
});
