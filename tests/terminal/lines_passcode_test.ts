// Where the client at a pipe gets a room's passcode from [W14].
import { assertEquals } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram } from "../program.ts";
import { Home, Piped } from "./program.ts";

permittedTest("lines: [W14] a room's passcode comes from the environment", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  const ana = new RoomClient({ url: `${url}/ws` });
  const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
  await within(ana.setRoom({ passcode: "sesame" }), "passcode");
  const args = ["join", room_id, "--server", url, "--name", "Bob", "--json"];
  const table: [env: Record<string, string>, message: string][] = [
    [
      {},
      `Room ${room_id} asks for a passcode: give it with --passcode-file FILE, or ESTIMATEX_PASSCODE.`,
    ],
    [
      { ESTIMATEX_PASSCODE: "simsalabim" },
      `The passcode in ESTIMATEX_PASSCODE is not the right one for room ${room_id}.`,
    ],
  ];
  for (const [env, message] of table) {
    await using bob = new Piped(home, args, env);
    assertEquals(await bob.ends(), 1);
    await bob.emits("error", ({ message: shown }) => shown === message);
  }
  await using bob = new Piped(home, args, { ESTIMATEX_PASSCODE: "sesame" });
  await bob.emits("entered");
  ana.close();
});

permittedTest(
  "lines: [W14] a passcode comes from a file, for a new room and into one",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const at = ["--server", `http://127.0.0.1:${server.port}`, "--json"];
    const folder = `${home.path}/.config/estimatex`; // where the task may read
    await Deno.mkdir(folder, { recursive: true });
    giveToProgram(`${home.path}/.config`, folder);
    const file = (name: string) => `${folder}/${name}`;
    await Deno.writeTextFile(file("right"), "open sesame\r\nnot this\n");
    await Deno.writeTextFile(file("wrong"), "simsalabim");
    await Deno.writeTextFile(file("empty"), "\nsesame\n");
    const create = ["create", "--name", "Ana", "--passcode-file", file("right"), ...at];
    await using ana = new Piped(home, create);
    const { room_id: id } = await ana.emits("entered");
    await ana.emits("room", ({ room }) => JSON.stringify(room).includes('"passcode":true'));
    const join = ["join", `${id}`, "--name", "Bob", ...at, "--passcode-file"];
    const table: [name: string, code: number, message: string][] = [
      ["wrong", 1, `The passcode in ${file("wrong")} is not the right one for room ${id}.`],
      ["empty", 2, "its first line must have 1 to 64 characters"],
      ["missing", 2, "there is no such file"],
    ];
    for (const [name, code, message] of table) {
      await using bob = new Piped(home, [...join, file(name)], {
        ESTIMATEX_PASSCODE: "open sesame",
      });
      assertEquals(await bob.ends(), code);
      await bob.emits("error", ({ message: shown }) => `${shown}`.includes(message));
    }
    await using bob = new Piped(home, [...join, file("right")], { ESTIMATEX_PASSCODE: "no" });
    await bob.emits("entered");
  },
);

permittedTest("lines: [A1, W14] a server's key comes from a file, and is asked for", async () => {
  await using home = new Home();
  const folder = `${home.path}/.config/estimatex`;
  await Deno.mkdir(folder, { recursive: true });
  giveToProgram(`${home.path}/.config`, folder);
  const file = (name: string) => `${folder}/${name}`;
  await Deno.writeTextFile(file("right"), "okapi-and-tapir-0\n");
  await Deno.writeTextFile(file("wrong"), "tapir-and-okapi-1\n");
  const flags = ["--create-key-file", file("right")];
  await using server = await Server.start({ flags, reads: folder });
  const page = `http://127.0.0.1:${server.port}`;
  const create = ["create", "--name", "Ana", "--server", page, "--json"];
  const table: [more: readonly string[], code: number, message: string][] = [
    [[], 1, "only people with the server's key can open rooms: give it with --key-file FILE"],
    [
      ["--key-file", file("wrong")],
      1,
      `The key in ${file("wrong")} is not the right one for ${page}`,
    ],
    [["--key-file", file("missing")], 2, "there is no such file"],
  ];
  for (const [more, code, message] of table) {
    await using ana = new Piped(home, [...create, ...more]);
    assertEquals(await ana.ends(), code);
    await ana.emits("error", ({ message: shown }) => `${shown}`.includes(message));
  }
  await using ana = new Piped(home, [...create, "--key-file", file("right")]);
  await ana.emits("entered");
});

permittedTest("lines: [A3] an admin link makes admin whoever has a seat already, too", async () => {
  await using home = new Home();
  const folder = `${home.path}/.config/estimatex`;
  await Deno.mkdir(folder, { recursive: true });
  giveToProgram(`${home.path}/.config`, folder);
  const key = "0123456789abcdef".repeat(2);
  await Deno.writeTextFile(`${folder}/keys`, key);
  const flags = ["--api-key-file", `${folder}/keys`];
  await using server = await Server.start({ flags, reads: folder });
  const opened = await fetch(`http://127.0.0.1:${server.port}/api/v1/rooms`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ capacity: 3 }),
  });
  const { join_link, admin_link } = await opened.json();
  const members: unknown[] = [];
  for (const link of [join_link, admin_link, admin_link]) {
    await using ana = new Piped(home, ["join", link, "--name", "Ana", "--json"]);
    const { member_id } = await ana.emits("entered");
    members.push(member_id);
    const isAdmin = link === admin_link;
    await ana.emits("room", ({ room }) => {
      return JSON.stringify(room).includes(`"admin_id":"${member_id}"`) === isAdmin;
    });
    const ends = ana.lines.filter((line) => line.includes('"closed"'));
    assertEquals(ends, [], "what was left on the way in is not reported");
    await ana.types("hang_up");
    await ana.ends();
  }
  const [member, admin, again] = members;
  assertEquals([member === admin, admin === again], [false, true]);
});
