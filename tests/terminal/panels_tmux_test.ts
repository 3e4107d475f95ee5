// The panels of the live view and the passcode, in real terminals: what the admin changes, the others see.
import { assert, assertEquals } from "@std/assert";
import { Server } from "../e2e/server.ts";
import { Home } from "./program.ts";
import { roomIdOn, tmuxTest, Window } from "./tmux.ts";

tmuxTest(
  "tmux: the room's settings, its tickets and its people, by the keys of their panels",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    const room = roomIdOn(await ana.shows("online"));
    await using bob = await Window.open(home, ["join", room, "--name", "Bob"], {
      columns: 120,
      rows: 40,
    });
    await ana.shows("Bob");

    // the room: a name, and everybody runs it
    await ana.presses("s", "4");
    await ana.types("Team A");
    await ana.presses("Enter");
    await bob.shows(`Room ${room}  Team A`);
    await ana.presses("3", "Escape");
    await bob.shows("everyone runs it", "Press b to begin");

    // the tickets: edited, moved, begun from the list
    await ana.pastes("WEB-7 Log in\nWEB-8 Log out\n");
    await ana.shows("Add 2 tickets");
    await ana.presses("Enter");
    await ana.shows("Next (2)");
    await ana.presses("l", "l");
    await ana.shows("Which address has WEB-7?");
    await ana.types("https://tracker.example/WEB-7");
    await ana.presses("Enter");
    await ana.shows("https://tracker.example/WEB-7", "Enter begin");
    await ana.presses("d");
    await ana.until("WEB-7 below WEB-8", (lines) => {
      const [one, other] = ["WEB-8", "WEB-7"].map((id) => lines.findIndex((it) => it.includes(id)));
      return one !== undefined && other !== undefined && one < other;
    });
    await ana.presses("Enter");
    for (const window of [ana, bob]) {
      await window.shows("https://tracker.example/WEB-7", "You have not voted yet.");
      await window.presses("5", "Enter");
    }
    await ana.shows("everybody has voted");
    await bob.presses("r"); // whoever runs the room may
    await ana.shows("Suggestion ║ 5 ║");
    await ana.presses("m");
    await ana.types("With passkeys");
    await ana.presses("Enter");
    await bob.shows("Note: With passkeys");

    // a vote without a ticket, and meanwhile the estimate of the one before
    await ana.presses("b", "Enter");
    await ana.shows("Vote 1", "You have not voted yet.");
    await ana.presses("l", "End", "e");
    await ana.types("8");
    await ana.presses("Enter");
    await ana.shows("WEB-7 is estimated at 8.", "done WEB-7   8  Log in");
    await ana.presses("Escape");
    await ana.shows("You have not voted yet."); // the panel is gone, and what is news is shown

    // the people: another name, an observer, somebody removed for good
    await bob.presses("p", "r", "C-u");
    await bob.types("Robert");
    await bob.presses("Enter");
    await ana.shows("Bob is called Robert now.");
    await ana.presses("p", "o");
    await bob.shows("observer");
    await ana.presses("b");
    await ana.shows("Remove Robert for good?");
    await ana.presses("y");
    assertEquals((await bob.ends()).restored, true);
    await ana.shows("Robert left.");
  },
);

tmuxTest(
  "tmux: [W14] a passcode is asked for, and stands neither on the screen nor in a history",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    await using ana = await Window.open(home, ["create", "--server", url, "--name", "Ana"]);
    const room = roomIdOn(await ana.shows("online"));
    await ana.presses("s", "8");
    await ana.types("sesame");
    await ana.shows("••••••");
    await ana.presses("Enter");
    await ana.shows("8 passcode: needed");

    await using bob = await Window.open(home, ["join", room, "--name", "Bob"]);
    await bob.shows(`Room ${room} asks for a passcode.`, "Passcode:");
    await bob.types("simsalabim");
    await bob.presses("Enter");
    const asked = await bob.shows(
      `The passcode that was typed is not the right one for room ${room}.`,
    );
    assert(!asked.some((line) => line.includes("simsalabim")), asked.join("\n"));
    await bob.until("second question", (lines) => lines.join("\n").split("Passcode:").length === 3);
    await bob.types("sesamx");
    await bob.presses("BSpace", "e", "Enter");
    await bob.shows("online", "Bob (you)");
    await bob.presses("q");
    assertEquals(await bob.ends(), { code: 0, restored: true });

    await using eve = await Window.open(home, ["join", room, "--name", "Eve"]);
    await eve.shows("Passcode:");
    await eve.presses("C-c");
    assertEquals(await eve.ends(), { code: 1, restored: true });
  },
);
