/** Dialogs lose nothing, hide no notice that comes meanwhile, and show what is true. */
import { assert, assertEquals } from "@std/assert";
import { settled } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** The open dialog's name; "" where there is none. */
async function openDialog({ page }: Person): Promise<string> {
  const heading = page.getByRole("dialog").getByRole("heading").first();
  return await heading.isVisible() ? await heading.innerText() : "";
}

/** Presses the mouse at one place and lets go at another. */
async function drags({ page }: Person, from: readonly [number, number], to: typeof from) {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to);
  await page.mouse.up();
}

/** Presses a button and says what has the focus before the next frame, which is when the next key can come. */
function focusedAtOnce({ page }: Person, button: string): Promise<string> {
  return page.getByRole("button", { name: button, exact: true }).evaluate(async (one) => {
    (one as HTMLElement).click();
    // what is drawn at once is drawn within these
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const focused = document.activeElement;
    const label = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement
      ? focused.labels?.[0]?.innerText
      : focused?.getAttribute("aria-label");
    return label ?? focused?.tagName ?? "";
  });
}

export const DIALOGS: Readonly<Record<string, Story>> = {
  "a dialog closes at a press beside it, but not where one only ended or began there": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    await ana.opensMenu();
    const box = await ana.page.getByLabel("Your name here", { exact: true }).boundingBox();
    assert(box !== null);
    const [inside, beside] = [[box.x + 20, box.y + 10], [5, 300]] as const;
    await drags(ana, inside, beside);
    assertEquals(await openDialog(ana), "Ana");
    await drags(ana, beside, inside);
    assertEquals(await openDialog(ana), "Ana");
    await ana.page.mouse.click(...beside);
    await ana.page.getByRole("dialog").waitFor({ state: "detached" });
    // whoever opens it again at once has it: a close event comes later than the next key
    await ana.opensMenu();
    const { keyboard } = ana.page;
    await Promise.all([keyboard.press("Escape"), keyboard.press("Enter")]);
    await ana.page.getByRole("dialog").waitFor();
  },

  "while a dialog is open a refusal is read and put away in it, and news is read out in it": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana", { seats: 1 });
    await bob.joins(link, "Bob", { observer: true });
    await ana.opensMenu();
    const dialog = ana.page.getByRole("dialog");
    const [voter, observer] = ["Voter", "Observer"].map((name) =>
      dialog.getByRole("radio", { name })
    );
    await observer?.click(); // as many observers as voters [R2]
    const refusal = dialog.getByRole("alert");
    await refusal.waitFor();
    assert(await voter?.isChecked(), "the radio shows what is true");
    for (const size of [{ width: 1280, height: 720 }, { width: 390, height: 600 }]) {
      await ana.page.setViewportSize(size);
      await settled(ana.page); // it arrives from below
      const [all, notice] = await Promise.all(
        [dialog.locator(".dialog-body"), refusal].map((one) => one.boundingBox()),
      );
      assert(all && notice && notice.y >= all.y + all.height, "no notice covers a button");
      assert(notice.y + notice.height <= size.height);
    }
    await refusal.getByRole("button", { name: "Dismiss" }).click();
    await refusal.waitFor({ state: "detached" });

    await bob.leaves();
    await dialog.getByRole("status").filter({ hasText: "Bob left." })
      .waitFor({ state: "attached" });
    // and when it is closed they are where they were
    await ana.closesDialog();
    await ana.page.locator("body > #live").waitFor({ state: "attached" });
  },

  "what is announced twice is read out twice, and whoever comes in learns where": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    const announced = ana.page.locator("#live p[role=status]");
    await announced.filter({ hasText: /^You are in room .*nobody else yet/ }).waitFor({
      state: "attached",
    });
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await ana.page.evaluate(`
      globalThis.announced = [];
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const one of addedNodes) announced.push(one.textContent);
      }).observe(document.querySelector("#live p[role=status]"), { childList: true });
    `);
    for (let times = 0; times < 2; times++) {
      await bob.votes("5");
      await ana.sees("1 of 2 voters voted");
      await bob.presses(/^Take/);
      await ana.sees("0 of 2 voters voted");
    }
    assertEquals(await ana.page.evaluate("announced"), [
      "Bob voted.",
      "Bob withdrew the vote.",
      "Bob voted.",
      "Bob withdrew the vote.",
    ]);
  },

  "leaving asks first": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await bob.opensMenu();
    await bob.presses("Leave the room");
    await bob.sees("You give up your seat.");
    // without a connection it would come later, though it be cancelled
    const leave = bob.page.getByRole("button", { name: "Leave", exact: true });
    await bob.goesOffline();
    assert(await leave.isDisabled());
    await bob.returns();
    assert(await leave.isEnabled());
    await bob.presses("Cancel");
    await bob.closesDialog();
    await ana.seesAtTable("Bob");
    await bob.leaves();
    await bob.seesHeading("You left the room");
  },

  "the focus is never lost: a room is opened, a vote begun, the cards turned": async (team) => {
    const { ana } = await team.meet("ana");
    const { page } = ana;
    const focused = (selector: string) => page.locator(`${selector}:focus`).waitFor();
    await page.goto(team.origin);
    await page.getByLabel("Your name").fill("Ana");
    await page.keyboard.press("Enter");
    await focused(".room-header h1");
    await page.getByLabel("Ticket", { exact: true }).fill("WEB-1");
    await page.keyboard.press("Enter");
    await focused("section.stage");
    await ana.votes("5");
    await page.getByRole("button", { name: "Reveal the cards" }).focus();
    await page.keyboard.press("Enter");
    await focused(".dock");
    await ana.presses("Vote again");
    await page.getByRole("button", { name: "Cancel" }).focus();
    await page.keyboard.press("Enter"); // with it goes all that the dock had
    await ana.seesHeading("What is next?");
    await focused(".room-header h1");
  },

  "a form that opens has the focus before the next key, and gives it back: quick typing loses nothing":
    async (team) => {
      const { ana } = await team.meet("ana");
      await ana.opensRoom(team.origin, "Ana");
      await ana.queues("WEB-7 Log in");
      await ana.presses("More about WEB-7");
      assertEquals(await focusedAtOnce(ana, "Edit WEB-7"), "Title");
      assertEquals(await focusedAtOnce(ana, "Cancel"), "Edit WEB-7");
      await ana.begins("WEB-1");
      await ana.votes("5");
      await ana.reveals();
      assertEquals(await focusedAtOnce(ana, "Add a note"), "Note");
      await ana.closesDialog();
      await ana.presses(/^Results/);
      assertEquals(await focusedAtOnce(ana, "Edit the outcome of WEB-1"), "Estimate");
      await ana.page.keyboard.type("13"); // in place of what is suggested
      assertEquals(await ana.page.locator("input:focus").inputValue(), "13");
      assertEquals(await focusedAtOnce(ana, "Cancel"), "Edit the outcome of WEB-1");
    },

  "without a connection the header stays free, and so does every card": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    for (const viewport of [{ width: 1280, height: 720 }, { width: 360, height: 640 }]) {
      await bob.page.setViewportSize(viewport);
      await bob.hasTicket("WEB-1");
      await bob.goesOffline();
      await bob.card("5").click({ trial: true });
      await bob.page.getByRole("button", { name: /^Menu of/ }).click({ trial: true });
      await bob.presses(/^Results/);
      await bob.closesDialog();
      await bob.returns();
    }
    // and what is lost is said as a whole, whatever else there is to say
    await ana.queues("WEB-2");
    await ana.goesOffline();
    await ana.page.getByRole("button", { name: "More about WEB-2" }).press("Delete");
    await ana.sees("There is no connection: nothing was changed.");
    const [banner, notice] = await Promise.all(
      [".banner", ".notice.problem"].map((one) => ana.page.locator(one).boundingBox()),
    );
    assert(banner && notice && notice.y + notice.height <= banner.y);
  },

  "what was typed is there when a dialog is opened again, whatever came meanwhile": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.opensMenu();
    const name = ana.page.getByLabel("Your name here", { exact: true });
    await name.fill("Anastasia");
    await bob.joins(link, "Bob");
    await ana.sees("Not saved yet.");
    await ana.closesDialog();
    await ana.seesAtTable("Bob");
    await ana.opensMenu();
    assertEquals(await name.inputValue(), "Anastasia");
    await ana.presses("Save: Your name here");
    await ana.page.getByText("Not saved yet.").waitFor({ state: "detached" });
    await ana.closesDialog();
    await ana.presses("Add tickets");
    const lines = ana.page.getByLabel("One ticket a line");
    await lines.fill("WEB-1 The first");
    await ana.closesDialog();
    await ana.presses("Add tickets");
    assertEquals(await lines.inputValue(), "WEB-1 The first");
    await ana.presses("Add 1 ticket");
    await ana.presses("Add tickets");
    assertEquals(await lines.inputValue(), "");
    await ana.closesDialog();
    await ana.begins("WEB-2");
    for (const one of [ana, bob]) await one.votes("5");
    await ana.reveals();
    await ana.presses("Another ticket…");
    const next = ana.page.getByLabel("Ticket", { exact: true });
    await next.fill("WEB-3");
    await ana.closesDialog();
    await ana.presses("Another ticket…");
    assertEquals(await next.inputValue(), "WEB-3");
    await ana.closesDialog();
    // a note outlives even its ballot
    await ana.presses("Add a note");
    const note = ana.page.getByLabel("Note", { exact: true });
    await note.fill("Ask the bank");
    await ana.closesDialog();
    await ana.presses("Add a note");
    assertEquals(await note.inputValue(), "Ask the bank");
    await ana.closesDialog();
    await ana.begins("WEB-3");
    await ana.presses(/^Results/);
    await ana.presses("Edit the outcome of WEB-2");
    assertEquals(await note.inputValue(), "Ask the bank");
    await ana.presses("Save");
    await ana.page.getByRole("row").getByText("Ask the bank").waitFor();
  },
};
