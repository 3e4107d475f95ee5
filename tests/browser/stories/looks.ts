/** How the page looks and is used by keyboard, in every phase: see looks.ts for what is measured. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { Album, assertNothingSticksOut, SIZES } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";
import type { Team } from "../team.ts";

/** Everything that is loaded for the page, as it travels, headers included. */
const PAGE_BYTES_MAX = 60 * 1_024;

const MANY = Array.from({ length: 9 }, (_, n) => `WEB-${n + 20} Ticket number ${n + 20}`);

/** Presses Tab until the focus is on what is called so. */
async function tabTo(
  { page }: Person,
  name: string | RegExp,
  role: "button" | "textbox" = "button",
) {
  const wanted = page.getByRole(role, { name }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 40; presses++) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way by Tab to ${name}`);
}

/** The focus is to be seen, wherever it is. */
async function assertFocusShows({ page }: Person): Promise<void> {
  const outline = await page.evaluate(() =>
    document.activeElement === null ? "none" : getComputedStyle(document.activeElement).outlineStyle
  );
  assert(outline !== "none", "what has the focus has an outline");
}

async function waysInAndOut(team: Team): Promise<void> {
  const album = new Album();
  const { ana, bob, gus } = await team.meet("ana", "bob", "gus");
  await ana.page.goto(team.origin);
  await album.take(ana.page, "01-entry");
  await ana.page.getByText("More settings").click();
  await album.take(ana.page, "02-entry-more");
  const link = await ana.opensRoom(team.origin, "Ana", { seats: 2 });
  await album.take(ana.page, "03-lobby-alone");
  await bob.page.goto(link);
  await album.take(bob.page, "04-join");
  await bob.joins(link, "Bob");
  await gus.asksToJoin(link, "Gus");
  await gus.seesHeading("The room is full");
  await album.take(gus.page, "30-full");
  await gus.page.goto(`${team.origin}/r/00000000`);
  await gus.seesHeading("There is no room 00000000");
  await album.take(gus.page, "31-no-such-room");
  const first = bob.page;
  bob.page = await bob.opensTab();
  await bob.page.goto(link);
  await first.getByRole("heading", { name: "Open in another tab" }).waitFor();
  await album.take(first, "32-other-tab");
  await ana.page.getByTitle("Manage Bob").click();
  await album.take(ana.page, "33-member");
  await ana.presses("Remove from the room");
  await bob.seesHeading("You were removed from the room");
  await album.take(bob.page, "34-removed");
  await bob.joins(link, "Bob");
  await bob.leaves();
  await bob.seesHeading("You left the room");
  await album.take(bob.page, "35-left");
  album.assertFlawless();
}

async function room(team: Team): Promise<void> {
  const album = new Album();
  const { ana, bob, cleo, dan, eve } = await team.meet("ana", "bob", "cleo", "dan", "eve");
  const link = await ana.opensRoom(team.origin, "Ana");
  await bob.joins(link, "Bob");
  await cleo.joins(link, "Cleopatra Featherstonehaugh");
  await dan.joins(link, "Dan");
  await eve.joins(link, "Eve", { observer: true });
  await ana.seesAtTable("Dan");
  await album.take(ana.page, "05-lobby-admin");
  await album.take(bob.page, "06-lobby-member");
  await ana.page.getByRole("button", { name: "Invite" }).click();
  await album.take(ana.page, "07-invite");
  await ana.closesDialog();
  await ana.presses("Add tickets");
  const pasted = `WEB-7 Log in with a passkey\n${MANY.join("\n")}`;
  await ana.page.getByLabel("One ticket a line").fill(pasted);
  await ana.page.getByLabel("Choose a file").setInputFiles({
    name: "operations, in the order in which they came.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("Key,Summary\nOPS-1,From a file\n"),
  });
  await ana.sees("1 ticket read.");
  await album.take(ana.page, "08-add-tickets");
  await ana.presses(/^Add \d+ tickets$/);
  await bob.sees("Log in with a passkey");
  await ana.page.getByRole("button", { name: "More about WEB-7" }).click();
  await ana.presses("Edit WEB-7");
  await ana.page.getByRole("form", { name: "Edit WEB-7" }).waitFor();
  await album.take(ana.page, "09-queue");
  await ana.page.keyboard.press("Escape");

  await ana.presses(/^Next: WEB-7/);
  await bob.hasTicket("WEB-7");
  await album.take(bob.page, "10-voting");
  await ana.page.getByLabel("Start a timer").selectOption("10 min");
  await bob.votes("5");
  await cleo.votes("13");
  await ana.sees("2 of 4 voters voted");
  await album.take(ana.page, "11-voting-admin");
  await album.take(bob.page, "12-voted");
  await album.take(eve.page, "13-observer");
  await ana.presses("Start over");
  await album.take(ana.page, "14-start-over-asked");
  await ana.closesDialog();
  await dan.votes("8");
  await ana.votes("5");
  await bob.sees("Everybody has voted");
  await album.take(ana.page, "15-complete-admin");
  await album.take(bob.page, "16-complete");
  await ana.reveals();
  await bob.sees("Far apart");
  await album.take(ana.page, "17-apart-admin");
  await album.take(bob.page, "18-apart");
  await ana.presses("Another ticket…");
  await album.take(ana.page, "36-what-is-next");
  await ana.closesDialog();
  await ana.presses("Vote again");
  for (const one of [ana, bob, cleo, dan]) await one.votes("8");
  await ana.reveals();
  await ana.settlesOn("8");
  await bob.sees("Everybody agrees");
  await album.take(ana.page, "19-consensus-admin");
  await album.take(bob.page, "20-consensus");
  await ana.presses(/^Results/);
  await ana.page.getByRole("table").waitFor();
  await ana.presses("Edit the outcome of WEB-7");
  await album.take(ana.page, "21-results");
  await ana.page.keyboard.press("Escape"); // out of the form
  await ana.page.getByRole("form", { name: /^Edit the outcome/ }).waitFor({ state: "detached" });
  await ana.closesDialog();
  await ana.presses(/^Next: WEB-20/);
  await cleo.votes("3");
  await cleo.goesOffline();
  await cleo.card("5").click();
  await album.take(cleo.page, "22-reconnecting");
  await ana.seesAtTable("Cleopatra", "away");
  await album.take(ana.page, "23-somebody-away");
  await ana.opensMenu();
  await ana.presses("Room settings…");
  await album.take(ana.page, "37-room-settings");
  await ana.closesDialog();
  await ana.page.keyboard.press("?");
  await album.take(ana.page, "38-keys");
  await ana.closesDialog();
  await ana.opensMenu();
  await album.take(ana.page, "24-menu");
  await ana.presses("End the session");
  await album.take(ana.page, "25-end-asked");
  await ana.presses("End the session");
  await ana.seesHeading("The session is over");
  await album.take(ana.page, "26-over");
  album.assertFlawless();
}

export const LOOKS: Readonly<Record<string, Story>> = {
  "a room in every phase, at every size, light and dark: nothing cut off, axe content": room,

  "the ways in and out, at every size, light and dark: nothing cut off, axe content": waysInAndOut,

  "by keyboard alone, from the address to the estimate": async (team) => {
    const { ana } = await team.meet("ana");
    const { keyboard } = ana.page;
    await ana.page.goto(team.origin);
    await ana.page.getByLabel("Your name").waitFor();
    await keyboard.type("Ana"); // the first thing to do has the focus
    await keyboard.press("Enter");
    await ana.seesAtTable("Ana");
    await tabTo(ana, "Ticket", "textbox");
    await assertFocusShows(ana);
    await keyboard.type("WEB-7");
    await keyboard.press("Tab");
    await keyboard.type("Log in with a passkey");
    await keyboard.press("Enter");
    await ana.hasTicket("WEB-7");
    await keyboard.type("13"); // the digits lead to the card
    await assertFocusShows(ana);
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowLeft");
    await keyboard.press("ArrowLeft");
    await keyboard.press("Enter");
    await ana.hasPicked("8");
    await tabTo(ana, "Reveal the cards");
    await assertFocusShows(ana);
    await keyboard.press("Enter");
    await ana.seesOutcome();
    await tabTo(ana, "8");
    await keyboard.press("Enter");
    await ana.sees("Estimate: 8");
    // into a dialog, around in it, and out; the focus is where it was
    await tabTo(ana, /^Menu of Ana/);
    await keyboard.press("Enter");
    await ana.page.getByRole("dialog").waitFor();
    for (let n = 0; n < 12; n++) await keyboard.press("Tab");
    await keyboard.press("Escape");
    await ana.page.getByRole("dialog").waitFor({ state: "detached" });
    await keyboard.press("Enter");
    await ana.page.getByRole("dialog").waitFor();
  },

  "on a phone of 360 px, with the finger, a whole ticket": async (team) => {
    const phone = { viewport: SIZES.narrow, hasTouch: true, isMobile: true };
    const [ana, bob] = [await team.person(phone), await team.person(phone)];
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins(
      "WEB-7",
      "A title that is too long for one line on such a small screen, by far",
    );
    await bob.card("☕").tap();
    await bob.hasPicked("☕");
    await ana.card("13").tap();
    for (const one of [ana, bob]) await assertNothingSticksOut(one.page, "voting on a phone");
    await ana.page.getByRole("button", { name: "Reveal the cards" }).tap();
    await bob.seesOutcome();
    for (const one of [ana, bob]) await assertNothingSticksOut(one.page, "revealed on a phone");
  },

  "forty at the table fit, names of forty characters too": async (team) => {
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "W".repeat(40), { seats: 40 });
    for (let n = 1; n < 40; n++) await team.terminal(`Old friend ${n}`, link);
    await ana.seesAtTable("Old friend 39");
    await ana.begins("W".repeat(64), "W".repeat(200));
    for (const [size, viewport] of Object.entries(SIZES)) {
      await ana.page.setViewportSize(viewport);
      await assertNothingSticksOut(ana.page, `forty, ${size}`);
    }
  },

  "with reduced motion nothing moves, with dark the page is dark": async (team) => {
    const calm = await team.person({ reducedMotion: "reduce", colorScheme: "dark" });
    const { bob } = await team.meet("bob");
    await bob.joins(await calm.opensRoom(team.origin, "Ana"), "Bob");
    await calm.begins("WEB-1");
    await bob.votes("5");
    await calm.votes("8");
    await calm.reveals();
    const moving = await calm.page.evaluate(() =>
      document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().duration))
        .filter((ms) => ms > 1)
    );
    assertEquals(moving, []);
    const background = await calm.page.evaluate(() =>
      getComputedStyle(document.body).backgroundColor
    );
    const [red = 255, green = 255, blue = 255] = background.match(/\d+/g)?.map(Number) ?? [];
    assert(Math.max(red, green, blue) < 64, background);
  },

  "screen readers announce who joins, votes and what came out": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    const announced = ana.page.locator("p.unseen[role=status][aria-live=polite]");
    const announces = (text: string) =>
      announced.filter({ hasText: text }).waitFor({ state: "attached" });
    await bob.joins(link, "Bob");
    await announces("Bob joined.");
    await ana.begins("WEB-1");
    await bob.votes("5");
    await announces("Bob voted.");
    await ana.votes("5");
    await announces("Everybody has voted.");
    await ana.reveals();
    await announces("The cards are revealed: everybody agrees on 5.");
  },

  "the page loads in less than 60 KB, all of it from its own host": async (team) => {
    const { ana } = await team.meet("ana");
    const session = await ana.context.newCDPSession(ana.page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => bytes += encodedDataLength);
    await ana.context.addInitScript(`
      globalThis.styleSheetsRead = 0;
      document.addEventListener("load", ({ target }) => {
        if (target.rel === "stylesheet") globalThis.styleSheetsRead++;
      }, true);
    `);
    await ana.page.goto(team.origin, { waitUntil: "networkidle" });
    await ana.page.getByLabel("Your name").waitFor();
    assertEquals(await ana.page.evaluate("styleSheetsRead"), 1);
    assert(bytes > 10_000 && bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
    console.error(`the page: ${bytes} bytes on the wire`);
  },
};
