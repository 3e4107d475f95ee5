// Whole sessions in real terminals: the program as users start it, from source or compiled.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { CuttableLine } from "../e2e/cuttable_line.ts";
import { programsFolder, ROOT } from "../program.ts";
import { Home } from "./program.ts";
import { roomIdOn, tmuxTest, Window } from "./tmux.ts";

const TICKETS = "WEB-7 Log in with a passkey\nWEB-8\tLog out\n- WEB-9: 日本語のタイトル\n";

tmuxTest(
  "tmux: three terminals estimate three tickets, from create to the table at the end",
  async () => {
    await using server = await Server.start({ workers: 2 });
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    const room = roomIdOn(await ana.shows("online", `${url}/r/`, "Press b to begin"));
    await using bob = await Window.open(home, ["join", room, "--name", "Bob 日本語"], {
      columns: 40,
    });
    await using eve = await Window.open(
      home,
      ["join", `${url}/r/${room.toLowerCase()}`, "--name", "Eve", "--ascii"],
      { columns: 120, rows: 40, env: { NO_COLOR: "1" } },
    );
    await ana.shows("Bob 日本語", "Eve");
    await ana.pastes(TICKETS);
    await ana.shows("Add 3 tickets");
    await ana.presses("Enter");
    await ana.shows("Next (3)");

    const rounds: [ticket: string, cards: [string, string, string], outcome: string][] = [
      ["WEB-7", ["5", "8", "13"], "Mean 8.67"],
      ["WEB-8", ["3", "3", "3"], "Consensus"],
      ["WEB-9", ["1", "21", "2"], "Median 2"],
    ];
    for (const [ticket, cards, outcome] of rounds) {
      await ana.presses("n");
      for (const [at, window] of [ana, bob, eve].entries()) {
        await window.shows(ticket, "You have not voted yet.");
        await window.types(cards[at] ?? "");
        await window.presses("Enter");
        await window.shows(`Your vote: ${cards[at]}`);
      }
      await ana.shows("everybody has voted");
      await ana.presses("r");
      for (const window of [ana, bob, eve]) await window.shows("revealed", outcome);
    }
    await ana.presses("e");
    await ana.shows("What did the team settle on for WEB-9?");
    await ana.types("3");
    await ana.presses("Enter");
    for (const window of [ana, bob, eve]) await window.shows("Estimate 3");

    // columns stand under each other, however wide a name is
    const rows = (await ana.screen()).filter((line) => / (Ana|Bob|Eve) /.test(line));
    assertEquals(rows.length, 3);
    assert(!(await eve.styled()).includes("\u001b[32m"), "NO_COLOR");
    assert((await ana.styled()).includes("\u001b[32m"), "colours");

    await ana.presses("d");
    await ana.shows("End the session for everybody?");
    await ana.presses("y");
    for (const window of [ana, bob, eve]) {
      assertEquals(await window.ends(), { code: 0, restored: true });
      await window.shows("Ticket", "Median");
    }
    await ana.shows("WEB-7 · Log in with a passkey", "WEB-9 · 日本語のタイトル");
  },
);

tmuxTest(
  "tmux: a team of three, each with another client: this one, the old one, one of its own",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    const roomId = roomIdOn(await ana.shows("online"));
    await using table = new Table(server);
    table.roomId = roomId;
    const tom = await table.joins("Tom");
    const pia = new RoomClient({ url: `${url}/ws` });
    await within(pia.join({ name: "Pia", room_id: roomId }), "pia's seat");
    await ana.shows("Tom", "Pia");
    await ana.pastes(TICKETS);
    await ana.presses("Enter");
    for (const [at, ticket] of ["WEB-7", "WEB-8", "WEB-9"].entries()) {
      await ana.shows(`Next (${3 - at})`);
      await ana.presses("n");
      await tom.votes("5");
      await within(pia.until(({ ballot }) => ballot?.ticket_id === ticket), ticket);
      await within(pia.vote(ticket, "8"), "pia's vote");
      await ana.shows(ticket, "2 of 3 voted");
      await ana.types("5");
      await ana.presses("Enter");
      await ana.shows("everybody has voted");
      await ana.presses("r");
      await ana.shows("revealed", "Mean 6", "No consensus");
      await tom.receives("VOTES_REVEALED", { with: [ticket] });
      const { ballot } = await within(
        pia.until((room) => room.ballot?.phase === "revealed"),
        "reveal",
      );
      assertEquals(ballot?.ticket_id, ticket);
    }
    await ana.presses("d", "y");
    assertEquals(await ana.ends(), { code: 0, restored: true });
    await tom.receives("text", { with: ["The admin ended the session"] });
    await within(pia.until(() => false).catch(() => {}), "end at pia's");
    assertEquals(pia.status.state === "ended" && pia.status.results?.ballots.length, 3);
  },
);

tmuxTest(
  "tmux: a lost line shows, counts down, and comes back with the vote; so does a killed client",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    await using line = new CuttableLine(server.port);
    const ana = new RoomClient({ url: `http://127.0.0.1:${server.port}/ws` });
    const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
    await within(ana.begin({ ticket_id: "T-1" }), "ballot");
    const args = ["join", `http://127.0.0.1:${line.port}/r/${room_id}`, "--name", "Bob"];
    await using bob = await Window.open(home, args);
    await bob.shows("T-1", "You have not voted yet.");
    line.cut();
    await bob.shows("next try in", "Enter try now");
    await bob.presses("8", "Enter");
    await bob.shows("Your vote: 8 (sent once you are online)");
    line.mend();
    await bob.presses("Enter");
    await bob.shows("online", "Your vote: 8 ✔");
    await within(ana.until((room) => room.members[1]?.voted === true), "bob's vote");

    await bob.kill("SIGKILL");
    await within(ana.until((room) => room.members[1]?.presence === "away"), "bob's absence");
    await using again = await Window.open(home, args);
    await again.shows("Your vote: 8 ✔");
    assertEquals(ana.room?.members.length, 2);
    await again.presses("q");
    assertEquals(await again.ends(), { code: 0, restored: true });
    await within(ana.until(({ members }) => members.length === 1), "bob's leaving");
    ana.close();
  },
);

tmuxTest("tmux: over a restart of a server that keeps its rooms, the session goes on", async () => {
  const data = programsFolder();
  const flags = ["--data", data];
  await using first = await Server.start({ flags });
  await using home = new Home();
  const url = `http://127.0.0.1:${first.port}`;
  await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
  const room = roomIdOn(await ana.shows("online"));
  await using bob = await Window.open(home, ["join", room, "--name", "Bob"]);
  await ana.shows("Bob");
  await ana.pastes(TICKETS);
  await ana.presses("Enter");
  await ana.shows("Next (3)");
  await ana.presses("n");
  for (const window of [ana, bob]) {
    await window.shows("WEB-7", "You have not voted yet.");
    await window.presses("5", "Enter");
    await window.shows("Your vote: 5");
  }
  await first.stop();
  await ana.shows("offline, next try in");
  await using _second = await Server.start({ port: first.port, flags });
  for (const window of [ana, bob]) {
    await window.presses("Enter"); // nobody has to wait for the next try
    await window.shows("online", "Your vote: 5 ✔", "everybody has voted");
  }
  await ana.presses("r");
  for (const window of [ana, bob]) await window.shows("revealed", "Consensus");
  await ana.presses("d", "y");
  assertEquals(await ana.ends(), { code: 0, restored: true });
  await Deno.remove(data, { recursive: true });
});

tmuxTest(
  "tmux: over a restart of a server that keeps nothing it waits, then shows that the room is gone",
  async () => {
    const first = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${first.port}`;
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    const room = roomIdOn(await ana.shows("online"));
    await first.kill("SIGKILL");
    await ana.shows("offline, next try in");
    await using _second = await Server.start({ port: first.port });
    assertEquals(await ana.ends(), { code: 0, restored: true });
    await ana.shows(`Room ${room} is closed.`);
  },
);

tmuxTest("tmux: a typo is shown and asked again, before the room and in it", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  const ana = new RoomClient({ url: `${url}/ws` });
  const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
  await using bob = await Window.open(home, ["join", "--server", url]);
  await bob.shows("Your name:");
  await bob.presses("Enter");
  await bob.until("second question", (lines) => lines.join("\n").split("Your name:").length === 3);
  await bob.types("Bob");
  await bob.presses("Enter");
  await bob.shows("Room id or link:");
  await bob.types("no id");
  await bob.presses("Enter");
  await bob.shows("must be the 8 letters and digits of a room");
  await bob.types("7K2M9QXD");
  await bob.presses("Enter");
  await bob.shows("there is no such room");
  await bob.types(`${url}/r/${room_id}`);
  await bob.presses("Enter");
  await bob.shows("online", "Ana (admin)", "Bob (you)");
  await bob.presses("7");
  await bob.shows("There is no ticket to vote on yet.");
  await bob.presses("r");
  await bob.shows("Only the admin can do that (r).");
  // one Ctrl-C is enough for who takes nothing along; the name and the server are remembered
  await bob.presses("C-c");
  assertEquals(await bob.ends(), { code: 0, restored: true });
  const config = JSON.parse(await Deno.readTextFile(`${home.path}/.config/estimatex/config.json`));
  assertEquals(config.name, "Bob");
  ana.close();
});

tmuxTest("tmux: garbage, and a window that changes its size, break nothing", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
  const room = roomIdOn(await ana.shows("online"));
  // every byte but what leaves or ends: Ctrl-C, and letters, which are keys
  const noise = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
    byte !== 3 && !(byte >= 0x61 && byte <= 0x7a)
  );
  await ana.sends(new Uint8Array([...noise, ...noise.toReversed(), 0x1b, 0x5b, 0x39, 0x39]));
  await ana.types("\u001b[M !!\u001b[?62;c\u001b]0;title\u0007");
  // whatever that began, this ends it
  await ana.presses("Escape", "Escape", "Right");
  await ana.shows("There is no ticket to vote on yet.");
  await ana.presses("b");
  await ana.shows("Which ticket?");
  await ana.types("T-1 ok");
  for (const [columns, rows] of [[40, 24], [120, 40], [30, 10], [10, 4], [80, 24]] as const) {
    await ana.resizes(columns, rows);
    if (columns >= 20) await ana.shows(room, "T-1 ok");
    else await ana.shows("window");
    for (const text of await ana.screen()) assert(text.length <= columns, text);
  }
  await ana.presses("Enter");
  await ana.shows("T-1", "0 of 1 voted");
  // Ctrl-C twice goes at once, and leaves the seat
  await ana.presses("5", "Enter");
  await ana.shows("everybody has voted");
  await ana.presses("r");
  await ana.shows("revealed");
  await ana.presses("C-c");
  await ana.shows("You are the admin");
  await ana.presses("C-c");
  assertEquals(await ana.ends(), { code: 0, restored: true });
  await ana.shows("Your seat is kept for a while", "T-1");
  await using again = await Window.open(home, ["join", room, "--name", "Ana"]);
  await again.shows("Ana (admin, you)", "revealed");
});

tmuxTest("tmux: a signal and a crash give the terminal back", async () => {
  await using server = await Server.start();
  await using home = new Home();
  const url = `http://127.0.0.1:${server.port}`;
  for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    await ana.shows("online");
    await ana.kill(signal);
    assertEquals(await ana.ends(), { code: 0, restored: true }, signal);
  }
  await using crash = await Window.open(home, [], {
    program: [Deno.execPath(), "run", `${ROOT}tests/terminal/crash.ts`],
  });
  const { code, restored } = await crash.ends();
  assertEquals([code === 0, restored], [false, true]);
  assertStringIncludes((await crash.screen()).join("\n"), "a bug");
});

tmuxTest(
  "tmux: line mode in a window that is closed ends with its results, and keeps the seat",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    const args = ["create", "--server", url, "--name", "Ana", "--plain"];
    await using ana = await Window.open(home, args);
    const [, room = ""] = /Room (\w{8})/.exec((await ana.shows("Cards:")).join("\n")) ?? [];
    for (const line of ["begin T-1", "vote 5", "reveal"]) {
      await ana.types(line);
      await ana.presses("Enter");
    }
    await ana.shows("T-1: Ana 5");
    await ana.kill("SIGHUP");
    assertEquals((await ana.ends()).code, 0);
    await ana.shows("Your seat is kept", "Ticket");
    await using again = await Window.open(home, ["join", room, "--name", "Ana"]);
    await again.shows("Ana (admin, you)");
  },
);
