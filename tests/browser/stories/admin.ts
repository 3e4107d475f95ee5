/** What only the admin can do [R5, P2.5]: the queue, the timer, the room's settings, and other people. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Locator } from "playwright-core";
import type { Story } from "../play.ts";

const CSV = 'Key,Summary\nWEB-7,"Log in, with a passkey"\nWEB-8,Log out\nWEB-9,\n';

/** What makes a button look like one. */
async function looksOf(button: Locator): Promise<Record<string, string>> {
  return await button.evaluate((one) => {
    const { height } = one.getBoundingClientRect();
    const { color, backgroundColor, border, borderRadius, font, cursor } = getComputedStyle(one);
    return { height: `${height}`, color, backgroundColor, border, borderRadius, font, cursor };
  });
}

export const ADMIN: Readonly<Record<string, Story>> = {
  "a queue of pasted lines and of a CSV file, put in order, and voted on from its head": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues("- WEB-1 First things first\n- WEB-2: Second\n\n- WEB-1 again\nsome words");
    await ana.sees("3 tickets added");
    await bob.sees("First things first");
    await ana.presses("Add tickets");
    const file = await Deno.makeTempFile({ suffix: ".csv" });
    await Deno.writeTextFile(file, CSV);
    await ana.page.getByLabel("Choose a file").setInputFiles(file);
    await ana.presses("Add 3 tickets");
    await Deno.remove(file);
    await bob.sees("Log in, with a passkey");
    assertEquals(await bob.queue(), ["WEB-1", "WEB-2", "some words", "WEB-7", "WEB-8", "WEB-9"]);

    await ana.presses("More about WEB-7");
    await ana.presses("Move WEB-7 up");
    await bob.page.getByRole("row").nth(2).getByText("WEB-7").waitFor();
    await ana.presses("More about WEB-9");
    await ana.presses("Remove WEB-9");
    await bob.page.getByText("WEB-9").waitFor({ state: "detached" });
    assertEquals(await bob.queue(), ["WEB-1", "WEB-2", "WEB-7", "some words", "WEB-8"]);
    assertEquals(
      await bob.page.getByRole("button", { name: /^Move|^Take|^Start voting/ }).count(),
      0,
    );

    await ana.presses(/^Next: WEB-1/);
    await bob.hasTicket("WEB-1");
    await bob.sees("First things first");
    await bob.votes("2");
    await ana.votes("2");
    await ana.reveals();
    await ana.presses("More about WEB-8");
    await ana.presses("Start voting on WEB-8"); // not the one at the head
    await bob.hasTicket("WEB-8");
    assertEquals(await bob.queue(), ["WEB-2", "WEB-7", "some words"]);
  },

  "a file of tickets: chosen by keyboard, beside what was typed, and in words what became of it":
    async (team) => {
      const { ana } = await team.meet("ana");
      const { page } = ana;
      page.on("filechooser", () => {}); // from here on none opens on the screen
      await ana.opensRoom(team.origin, "Ana");
      await ana.presses("Add tickets");
      const typed = page.getByLabel("One ticket a line");
      await typed.fill("WEB-1 First things first");
      const control = page.getByLabel("Choose a file");
      const status = page.getByRole("dialog").getByRole("status").first();
      assertEquals(
        await status.innerText(),
        "Text or CSV (.txt, .csv, .tsv), with tickets as above.",
      );
      assertEquals(await control.getAttribute("aria-describedby"), await status.getAttribute("id"));

      // it is the control itself that is pressed, under the looks of any other button
      const button = page.locator("label").filter({ has: control });
      const cancel = page.getByRole("button", { name: "Cancel" });
      assertEquals(await looksOf(button), await looksOf(cancel));
      assertEquals(await control.evaluate((one) => getComputedStyle(one).opacity), "0");
      await typed.focus();
      await page.keyboard.press("Tab");
      assert(await control.evaluate((one) => one === document.activeElement));
      assertEquals(await button.evaluate((one) => getComputedStyle(one).outlineStyle), "solid");

      const choose = async (name: string, text: string) => {
        const [chooser] = await Promise.all([
          page.waitForEvent("filechooser"),
          page.keyboard.press("Enter"), // the focus stays on it, whatever was chosen
        ]);
        await chooser.setFiles({ name, mimeType: "", buffer: Buffer.from(text) });
      };
      await choose("list.xlsx", "PK\x03\x04\0\0");
      await ana.sees(
        "list.xlsx can't be used: it is a zip file, perhaps an Excel workbook (xlsx)",
      );
      await page.getByRole("button", { name: "Add 1 ticket", exact: true }).waitFor();
      await choose("jira.csv", "Zusammenfassung;Schlüssel\nErstattung;WEB-7\n");
      await ana.sees("jira.csv: which columns have the tickets?");
      await page.getByRole("button", { name: "Add 1 ticket", exact: true }).waitFor();
      await page.getByLabel("Id", { exact: true }).selectOption("2 Schlüssel");
      await page.getByLabel("Title", { exact: true }).selectOption("1 Zusammenfassung");
      await page.getByRole("button", { name: "Add 2 tickets" }).waitFor();
      await control.focus();
      await choose("sprint.csv", CSV);
      await ana.sees("sprint.csv: 3 tickets read.");
      await page.getByRole("button", { name: "Add 4 tickets" }).waitFor();
      await ana.presses("Leave out");
      await page.getByRole("button", { name: "Add 1 ticket", exact: true }).waitFor();
      await choose("sprint.csv", CSV); // the same once more
      await ana.presses("Add 4 tickets");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      assertEquals(await ana.queue(), ["WEB-1", "WEB-7", "WEB-8", "WEB-9"]);
    },

  "a file of tickets can be dropped anywhere, and nobody leaves the room by that": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    const folder = await Deno.makeTempDir();
    const file = `${folder}/sprint.csv`;
    await Deno.writeTextFile(file, CSV);
    const devtools = await ana.context.newCDPSession(ana.page);
    const drops = async (x: number, y: number) => {
      const data = { items: [], files: [file], dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"] as const) {
        await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
      }
    };
    await drops(640, 600); // with no dialog open it opens the one for it
    await ana.sees("sprint.csv: 3 tickets read.");
    await ana.closesDialog();
    for (const [x, y] of [[5, 5], [640, 400]] as const) { // beside the dialog, and in it
      await ana.presses("Add tickets");
      await ana.page.getByLabel("One ticket a line").fill("WEB-1 First things first");
      await drops(x, y);
      await ana.sees("sprint.csv: 3 tickets read.");
      await ana.page.getByRole("button", { name: "Add 4 tickets" }).waitFor();
      await ana.closesDialog();
    }
    assertEquals(ana.context.pages().length, 1);
    await Deno.remove(folder, { recursive: true });
  },

  "a timer that everybody sees, its stop, and one that turns the cards": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    const start = ana.page.getByLabel("Start a timer");
    await start.focus();
    await start.selectOption("2 min");
    // what takes the place of a control has the focus that it had
    await ana.page.locator("button:focus", { hasText: "Stop the timer" }).waitFor();
    const timer = bob.page.getByRole("timer", { name: "Time left" });
    await timer.getByText(/^1:5\d$/).waitFor();
    const shown = await timer.innerText();
    await timer.getByText(shown).waitFor({ state: "detached" }); // it runs
    await ana.presses("Stop the timer");
    await timer.waitFor({ state: "detached" });
    await ana.page.locator("select:focus").waitFor();
    // keys go through the closed list, and start nothing on the way
    for (const minutes of ["1 min", "2 min"]) {
      await ana.page.keyboard.press("ArrowDown");
      await start.locator("option:checked", { hasText: minutes }).waitFor({ state: "attached" });
    }
    assertEquals(await timer.count(), 0);
    await ana.page.keyboard.press("Enter");
    await timer.waitFor();
    await ana.presses("Stop the timer");
    await timer.waitFor({ state: "detached" });
    await start.press("ArrowDown");
    await ana.presses("Start a timer");
    await timer.waitFor();
    await ana.presses("Stop the timer");
    await timer.waitFor({ state: "detached" });
    await ana.page.getByLabel("reveals").check();
    await start.selectOption("1 min");
    await timer.getByText("then the cards are revealed").waitFor();
    await bob.votes("8");
    await ana.sees("1 of 2 voters voted");
    // no one waits for a minute here: what the page would send, with a second
    const short = JSON.stringify({ type: "START_TIMER", data: { seconds: 1, reveal: true } });
    await ana.page.evaluate(`globalThis.openSockets.at(-1).send(${JSON.stringify(short)})`);
    for (const one of [ana, bob]) await one.seesOutcome();
    assertEquals(await ana.table(), { Ana: "", Bob: "8" });
    await bob.sees("All estimates agree: 8."); // not everybody does
  },

  "the room is handed over, and the new admin goes on": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.seesAtTable("Bob");
    await ana.opensMenu();
    await ana.sees("Press somebody’s name to make them admin");
    await ana.closesDialog();
    await ana.page.getByTitle("Manage Bob").click();
    await ana.presses("Make admin");
    await ana.sees("Bob picks the first ticket");
    await ana.page.locator(".notice", { hasText: "Bob is the admin now." }).waitFor();
    await bob.page.locator(".notice", { hasText: "You are the admin now." }).waitFor();
    await ana.seesAtTable("Bob", "admin");
    assertEquals(await ana.page.getByRole("button", { name: /^Start (voting|a vote)/ }).count(), 0);
    await bob.begins("WEB-1");
    await ana.votes("5");
    await bob.votes("5");
    await bob.reveals();
    await ana.sees("Everybody agrees on 5.");
    // and the room outlives who made it
    await ana.leaves();
    await ana.seesHeading("You left the room");
    await bob.presses("Vote again");
    await bob.votes("3");
    await bob.sees("Everybody has voted");
  },

  "an observer is handed the room; the former admin's dialog closes, and stays closed [R14]":
    async (team) => {
      const { ana, bob } = await team.meet("ana", "bob");
      await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob", { observer: true });
      await bob.sees("You are observing."); // there will be no cards
      await ana.page.getByTitle("Manage Bob").click();
      await ana.presses("Make admin");
      await ana.sees("Bob picks the first ticket");
      await bob.page.getByTitle("Manage Ana").click();
      await bob.presses("Make admin");

      for (const opener of ["Add tickets", "Menu of Ana"]) {
        await ana.presses(opener);
        if (opener === "Menu of Ana") await ana.presses("Room settings…");
        const [first] = bob.received.filter((text) => text.includes(`"WELCOME"`));
        const { you: { member_id } } = JSON.parse(first ?? "").data;
        // from another window of hers, since a page with a dialog has no way to it
        const away = JSON.stringify({ type: "HAND_OVER", data: { member_id } });
        await ana.page.evaluate(`globalThis.openSockets.at(-1).send(${JSON.stringify(away)})`);
        await ana.page.getByRole("dialog").waitFor({ state: "detached" });
        await bob.page.getByTitle("Manage Ana").click();
        await bob.presses("Make admin");
        await ana.page.getByRole("button", { name: "Add tickets" }).waitFor();
        assertEquals(await ana.page.getByRole("dialog").count(), 0);
      }
    },

  "a double click is one press, whatever takes the button's place": async (team) => {
    // so wide that what is next stands where the button was that was pressed
    const [ana, bob] = [
      await team.person({ viewport: { width: 768, height: 900 } }),
      await team.person(),
    ];
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues("WEB-1 One\nWEB-2 Two");
    const { page } = ana;
    const doubleClicks = (button: string | RegExp) =>
      page.getByRole("button", { name: button }).dblclick({ delay: 60 });
    await doubleClicks(/^Next: WEB-1/);
    await ana.votes("5");
    await bob.votes("8");
    await doubleClicks("Reveal the cards");
    await ana.seesOutcome();
    await doubleClicks("Vote again");
    await ana.sees("Vote 2");
    await ana.votes("5");
    await bob.votes("5");
    await ana.reveals();
    await doubleClicks(/^Accept 5 and next/);
    await ana.hasTicket("WEB-2");
    await doubleClicks("Results");
    await page.getByRole("dialog").getByText("WEB-1").first().waitFor();
    await ana.closesDialog();
    assertEquals(await page.locator(".notice.problem").allInnerTexts(), []);

    // but who presses a card twice, or moves a ticket by two places, means it
    await ana.card("5").dblclick();
    await ana.hasPicked("5");

    // a key that is held is one press, too, and goes on in no form that it has opened
    const holdEnter = async () => {
      for (let times = 0; times < 4; times++) await page.keyboard.down("Enter");
      await page.keyboard.up("Enter");
    };
    await ana.card("5").focus();
    const before = ana.sent.length;
    await holdEnter();
    assertEquals(ana.sent.slice(before).filter((text) => text.includes("MEMBER_VOTED")).length, 1);
    await bob.votes("5");
    await ana.reveals();
    await page.getByRole("button", { name: "Another ticket…" }).focus();
    await holdEnter();
    await ana.hasFocusIn("Ticket");
    await page.keyboard.type("WEB-9");
    await page.keyboard.press("Enter");
    await ana.hasTicket("WEB-9");
    await ana.presses("Edit WEB-9");
    await ana.hasFocusIn("Title");
    await ana.closesDialog();
    await ana.queues("A-1\nA-2\nA-3\nA-4");
    await page.getByRole("button", { name: "More about A-1" }).focus();
    await page.keyboard.down("Delete");
    await page.locator("[data-toggle=A-2]:focus").waitFor();
    await page.keyboard.down("Delete");
    await page.keyboard.up("Delete");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText("A-2 is now number 2 of 3").waitFor({ state: "attached" });
    assertEquals(await ana.queue(), ["A-3", "A-2", "A-4"]);
  },

  "somebody is removed, sees it, and can ask again": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    await bob.votes("8");
    await ana.sees("1 of 2 voters voted");
    await ana.page.getByTitle("Manage Bob").click();
    await ana.presses("Remove from the room");
    await bob.seesHeading("You were removed from the room");
    await ana.sees("0 of 1 voter voted"); // the vote went too [R9]
    await bob.presses("Join again");
    assertEquals(await bob.page.getByLabel("Your name").inputValue(), "Bob");
    await bob.presses("Join the room");
    await bob.sees("Pick your card");
    // it can happen to those who are away, too
    await bob.goesOffline();
    await ana.page.getByTitle("Manage Bob").click();
    await ana.presses("Remove from the room");
    await bob.returns();
    await bob.sees("Your seat was given up: you were away for too long, or the admin removed you.");
  },

  "settings: cards that turn by themselves; a room that closes or gets a new admin [R14]": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.opensMenu();
    await ana.picks("When everybody has voted");
    await ana.closesDialog();
    await ana.begins("WEB-1");
    await bob.votes("5");
    await ana.card("8").click();
    await bob.sees("Close together.");

    await ana.opensMenu();
    await ana.presses("Leave the room");
    await ana.sees("Somebody else becomes admin.");
    await ana.presses("Cancel");
    await ana.picks("Closes");
    await ana.presses("Leave the room");
    await ana.sees("When you leave, the room closes for everybody");
    await ana.page.getByRole("button", { name: "Leave", exact: true }).click();
    await bob.seesHeading("The session is over");
    await bob.sees("The admin left");
  },

  "a voter becomes an observer and is not waited for, and back again [R9]": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    await ana.votes("5");
    await bob.opensMenu();
    await bob.picks("Observer");
    await ana.sees("Everybody has voted");
    await bob.closesDialog();
    await bob.sees("You are observing");
    await bob.opensMenu();
    await bob.picks("Voter");
    await bob.closesDialog();
    await bob.votes("5");
    await ana.reveals();
    await bob.sees("Everybody agrees on 5.");
    // where nobody votes, nobody has voted
    for (const one of [ana, bob]) {
      await one.opensMenu();
      await one.picks("Observer");
      await one.closesDialog();
    }
    await ana.begins("WEB-2");
    await ana.sees("Nobody has voted yet.");
    assertEquals(await bob.page.getByText("Everybody has voted").count(), 0);
  },
};
