// The client at a pipe, as scripts and bots use it: the program as it is started, a real server.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { Proxy } from "../cli/proxy.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, isExecutable, ROOT, workingFolder } from "../program.ts";
import { Home, Piped } from "./program.ts";

permittedTest(
  "lines: a session from words in a file, done one after the other, and saved",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const file = `${home.path}/results`;
    await Deno.mkdir(`${home.path}/.config`);
    giveToProgram(`${home.path}/.config`);
    const save = isExecutable() ? file : `dist/${crypto.randomUUID()}`;
    await Deno.mkdir(`${ROOT}dist`, { recursive: true });
    await using ana = new Piped(home, [
      "create",
      "--server",
      `127.0.0.1:${server.port}`,
      "--name",
      "Ana",
      ...["csv", "json", "md"].flatMap((format) => ["--save", `${save}.${format}`]),
    ]);
    await ana.types(
      "add T-2 Two",
      "begin T-1 One",
      "vote 5",
      "reveal",
      "estimate 5",
      "next",
      "vote 99",
      "vote 8",
      "votes",
      "reveal",
      "end",
    );
    assertEquals(await ana.ends(), 0);
    const text = ana.lines.join("\n");
    for (
      const words of [
        "T-1: Ana 5",
        "T-1 is estimated at 5.",
        'Not done: no such card: "99"',
        'Not done: no such command: "votes"',
        "The admin ended the session",
      ]
    ) assertStringIncludes(text, words);
    assertMatch(text, /T-1 . One +5 +5 +5 +5\nT-2 . Two +8 +8 +8/);
    const read = async (format: string) => {
      const path = save.startsWith("/") ? `${save}.${format}` : `${ROOT}${save}.${format}`;
      const content = await Deno.readTextFile(path);
      await Deno.remove(path);
      return content;
    };
    assertStringIncludes(await read("csv"), "T-1,One,1,5,5");
    assertStringIncludes(await read("md"), "One");
    assertEquals(JSON.parse(await read("json")).ballots.length, 2);
    // a script is not remembered, and the seat of a session that is over is not kept
    assertEquals([...Deno.readDirSync(`${home.path}/.config`)], []);
    assertEquals([...Deno.readDirSync(`${home.path}/.local/state/estimatex/seats`)], []);
  },
);

permittedTest("lines: JSON in and out, each command answered by its id", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  await using ana = new Piped(home, ["create", "--server", url, "--name", "Ana", "--json"]);
  const { room_id, link } = await ana.emits("entered");
  assertEquals(link, `${url}/r/${room_id}`);
  const bob = new RoomClient({ url: `${url}/ws` });
  await within(bob.join({ name: "Bob", room_id: `${room_id}` }), "bob's seat");
  await ana.types('{"do": "begin", "with": "T-1 One", "id": 1}');
  await ana.emits("done", ({ id }) => id === "1");
  await ana.types(
    '{"do": "vote", "with": 13, "id": "v"}',
    '{"do": "reveal", "id": "r"}',
    "{nonsense",
    '{"do": 5}',
  );
  await ana.emits("done", ({ id, command }) => id === "v" && command === "vote");
  await ana.emits(
    "vote",
    ({ vote }) => JSON.stringify(vote).includes('"card":"13","pending":false'),
  );
  const refused = await ana.emits("error", ({ id }) => id === "r");
  assertEquals(refused["code"], "not_complete");
  await within(bob.until(({ ballot }) => ballot !== null), "ballot");
  await within(bob.vote("T-1", "8"), "bob's vote");
  await ana.emits("room", ({ room }) => JSON.stringify(room).includes('"phase":"complete"'));
  await ana.types('{"do": "reveal"}', "hand_over nobody", "hand_over bob");
  const { ballot } = await ana.emits("result");
  assertStringIncludes(JSON.stringify(ballot), '"mean":10.5');
  await ana.prints("nobody here is called");
  await within(bob.until(({ admin_id }) => admin_id === bob.memberId), "handing over");
  await ana.types("begin T-2");
  await ana.emits("error", ({ code }) => code === "not_admin");
  await within(bob.endSession(), "end");
  await ana.emits("results", ({ reason }) => reason === "ended_by_admin");
  assertEquals(await ana.ends(), 0);
});

permittedTest(
  "lines: the end of the input is not the end of the session; a signal leaves",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    const ana = new RoomClient({ url: `${url}/ws` });
    const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
    await using bob = new Piped(home, [
      "join",
      room_id,
      "--server",
      url,
      "--name",
      "Bob",
      "--plain",
    ]);
    await bob.prints("Here: Ana (admin), Bob (you)");
    await bob.closes();
    await within(ana.begin({ ticket_id: "T-1" }), "ballot");
    await bob.prints("Voting on T-1.");
    bob.signal("SIGTERM");
    assertEquals(await bob.ends(), 0);
    await within(ana.until(({ members }) => members.length === 1), "bob's leaving");
    assertStringIncludes(bob.lines.join("\n"), `You left room ${room_id}.`);
    ana.close();
  },
);

permittedTest("lines: what can't be is refused in one line, with its exit code", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  const table: [args: string[], code: number, words: string][] = [
    [["join", "7K2M9QXD", "--server", url, "--name", "Bob"], 1, "there is no such room"],
    [["join", "7K2M9QXD", "--server", url], 2, "say who you are"],
    [["join", "--server", url, "--name", "Bob"], 2, "say which room"],
    [["join", "--server", url], 2, "say which room"],
    [["create", "--server", url, "--name", "Ana", "--deck", "1"], 2, "deck"],
    [
      ["create", "--server", url, "--name", "Ana", "--capacity", "500"],
      2,
      "--capacity must be a whole number from 1 to 100",
    ],
  ];
  for (const [args, code, words] of table) {
    await using client = new Piped(home, args);
    assertEquals(await client.ends(), code, args.join(" "));
    assertStringIncludes(client.lines.join("\n"), words);
  }
});

permittedTest("lines: killed and started again, it takes its own seat", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const heads: string[] = [];
  const request = (head: string) => {
    heads.push(head);
    return head;
  };
  await using proxy = new Proxy(server.port, { request });
  const url = `http://127.0.0.1:${proxy.port}`;
  const ana = new RoomClient({ url: `${url}/ws` });
  const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
  await within(ana.begin({ ticket_id: "T-1" }), "ballot");
  const args = ["join", room_id, "--server", url, "--name", "Bob", "--json"];
  const first = new Piped(home, args);
  const { member_id } = await first.emits("entered");
  await first.types("vote 5");
  await first.emits("done");
  const folder = `${home.path}/.local/state/estimatex/seats`;
  const [seat] = [...Deno.readDirSync(folder)];
  assertEquals(((await Deno.stat(`${folder}/${seat?.name}`)).mode ?? 0) & 0o777, 0o600);
  assertEquals(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  const { resume_token } = JSON.parse(await Deno.readTextFile(`${folder}/${seat?.name}`));
  first.signal("SIGKILL");
  await first.ends();
  await first[Symbol.asyncDispose]();
  await within(ana.until((room) => room.members[1]?.presence === "away"), "bob's absence");
  await using again = new Piped(home, args);
  assertEquals((await again.emits("entered"))["member_id"], member_id);
  await again.emits("vote", ({ vote }) => JSON.stringify(vote).includes('"card":"5"'));
  // [W14] by a header, and not by what every proxy logs
  const resumes = heads.filter((head) => head.includes("RESUME"));
  assertEquals(resumes.map((head) => head.includes(`estimatex.token.${resume_token}`)), [true]);
  const path = `/ws?action=RESUME&room_id=${room_id}&replies=in_state`;
  assertEquals(resumes[0]?.split("\r\n")[0], `GET ${path} HTTP/1.1`);
  await within(ana.until((room) => room.members[1]?.presence === "online"), "bob's return");
  // somebody else on this machine is somebody else in the room
  await using eve = new Piped(home, [...args.slice(0, -3), "--name", "Eve", "--json"]);
  assert((await eve.emits("entered"))["member_id"] !== member_id);
  ana.close();
});

permittedTest("lines: when nobody reads what it prints any more, it leaves the room", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `127.0.0.1:${server.port}`;
  const ana = new RoomClient({ url: `http://${url}/ws` });
  const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
  const words = ["join", room_id, "--server", url];
  const { success } = await within(
    new Deno.Command("sh", {
      args: [
        "-c",
        '"$@" | head -n 1',
        "sh",
        ...home.command([...words, "--name", "Bob", "--json"]),
      ],
      cwd: workingFolder(),
      env: home.environment,
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output(),
    "end of a client whose reader is gone",
  );
  assertEquals(success, true);
  await server.logged("member_left");
  ana.close();
});
