/** Ways in, and out again: links, codes, full rooms, unknown ones, what the browser remembers. */
import { assert, assertEquals } from "@std/assert";
import { settled, SIZES } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** What the page offers as the thing to do. */
async function mainButtons({ page }: Person): Promise<string[]> {
  return await page.locator("main .primary").allInnerTexts();
}

/** Before the page's own code: every field that somebody is asked to fill is noted. */
const NOTES_FIELDS = `
  globalThis.fields = [];
  // however slow the machine is, the answer comes before the page gives up waiting for it: its one timer of less
  // than a second, before there is a room
  globalThis.Worker = class extends Worker {
    postMessage({ id, ms }) {
      super.postMessage({ id, ms: ms !== null && ms < 1_000 ? 60_000 : ms });
    }
  };
  new MutationObserver(() => {
    for (const { labels } of document.querySelectorAll("input")) {
      const name = labels[0]?.textContent ?? "";
      if (!globalThis.fields.includes(name)) globalThis.fields.push(name);
    }
  }).observe(document, { childList: true, subtree: true });`;

export const WAYS_IN: Readonly<Record<string, Story>> = {
  "whoever is alone in a new room is shown the invitation once; then the header has the way to it":
    async (team) => {
      const { bob } = await team.meet("bob");
      const ana = await team.person({ viewport: SIZES.narrow });
      const link = await ana.opensRoom(team.origin, "Ana");
      const heading = ana.page.getByRole("heading", { name: "Invite your team" });
      const copy = ana.page.getByRole("button", { name: "Copy link" });
      const invite = ana.page.getByRole("button", { name: "Invite" });
      const ticket = ana.page.getByLabel("Ticket", { exact: true });
      await heading.waitFor();
      await ana.page.getByRole("img", { name: /QR code/ }).waitFor();
      assertEquals([await copy.count(), await invite.count()], [1, 0]);
      // in view without scrolling, also on a phone, and the thing to do
      await settled(ana.page);
      const { y = 0, height = 0 } = await copy.boundingBox() ?? {};
      assert(y > 0 && y + height < SIZES.narrow.height, `the button is at ${y}`);
      assertEquals(await mainButtons(ana), ["Copy link"]);

      const typing = await ticket.boundingBox();
      await bob.joins(link, "Bob");
      await heading.waitFor({ state: "detached" });
      assertEquals([await copy.count(), await invite.count()], [0, 1]);
      assertEquals(await ticket.boundingBox(), typing); // where somebody may be typing
      await ana.presses("Invite");
      await heading.waitFor();
      await ana.page.getByRole("img", { name: /QR code/ }).waitFor();
      await ana.closesDialog();
      await bob.leaves();
      await heading.waitFor(); // alone again, before anything began
      await ana.begins("WEB-1");
      await invite.waitFor();
    },

  "what is missing stands beside its field, before anything is sent": async (team) => {
    const ana = await team.person({ viewport: { width: 740, height: 360 } });
    await ana.page.goto(team.origin);
    await ana.presses("Open the room");
    await ana.sees("Type your name.");
    // on a phone on its side the field is far above the button that was pressed
    await ana.hasFocusIn("Your name");
    await ana.page.getByLabel("Your name").fill("Ana");
    await ana.page.getByLabel("Cards", { exact: true }).selectOption("Your own cards");
    await ana.page.getByLabel("Your own cards").fill("S");
    await ana.presses("Open the room");
    await ana.sees(/Type 2 to 24 different cards/);
    await ana.hasFocusIn("Your own cards");
    await ana.page.getByLabel("Your own cards").fill("S, M, L");
    await ana.page.getByText("More settings").click();
    await ana.page.getByLabel("Seats for voters").fill("none");
    await ana.presses("Open the room");
    await ana.sees("Type a whole number, 1 or more.");
    // and what only the server knows, it says
    await ana.page.getByLabel("Seats for voters").fill("5000");
    await ana.presses("Open the room");
    await ana.sees(/whole number from 1 to 100/);
    await ana.hasFocusIn("Seats for voters");
    assertEquals(await ana.page.getByLabel("Your own cards").inputValue(), "S, M, L");
    await ana.page.getByLabel("Seats for voters").fill("3");
    await ana.presses("Open the room");
    await ana.seesAtTable("Ana");
  },

  "name and deck are remembered, and a room's seat is taken again after a reload": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana", { deck: "S, M, L" });
    await ana.begins("WEB-1");
    await ana.votes("M");
    await ana.page.reload();
    await ana.hasPicked("M"); // one's own card is shown again, to oneself [R7]
    await ana.page.goBack();
    await ana.sees(/^You still have a seat in Room/);
    await ana.presses("Go back");
    await ana.hasPicked("M");
    await ana.page.goto(team.origin);
    assertEquals(await ana.page.getByLabel("Your name").inputValue(), "Ana");
    assertEquals(await ana.page.getByLabel("Your own cards").inputValue(), "S, M, L");
    await ana.page.goBack();
    await ana.hasPicked("M");
  },

  "names and tickets are only ever text": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const name = '<img src=x onerror="document.title=1">';
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, name);
    await ana.seesAtTable(name);
    await ana.begins("<b>WEB-1</b>", "<script>document.title = 1</script>");
    await bob.sees("<script>document.title = 1</script>");
    assertEquals(await bob.page.locator("h2 b, h2 script, .seat img").count(), 0);
    await ana.hasTitle(`Your turn: 0/2 <b>WEB-1</b> · Room ${link.slice(-8)}`);
  },

  "a full room says so, and lets people watch while it takes observers [R2]": async (team) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana", { seats: 1 });
    await bob.asksToJoin(link, "Bob");
    await bob.seesHeading("The room is full");
    await bob.sees(/^All seats for voters are taken/);
    assertEquals(await mainButtons(bob), ["Watch as an observer"]);
    await bob.presses("Watch as an observer");
    await bob.sees("You are observing.");
    await ana.page.getByRole("list", { name: "Observers" }).getByText("Bob").waitFor();
    // as many observers as voters
    await cleo.asksToJoin(link, "Cleo", { observer: true });
    await cleo.seesHeading("The room is full");
    await cleo.sees(/^All seats for observers are taken/);
    assertEquals(await mainButtons(cleo), ["Try again"]);
    assertEquals(await cleo.page.getByRole("button", { name: /Watch/ }).count(), 0);
    // who had to watch here is asked as a voter elsewhere
    await bob.page.goto(await cleo.opensRoom(team.origin, "Cleo"));
    assert(await bob.page.getByRole("radio", { name: "Voter" }).isChecked());
  },

  "an unknown room says so before it asks for a name; its code can be corrected": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await ana.context.addInitScript(NOTES_FIELDS);
    for (const code of ["0000000", "00000000"]) { // cut off, and whole
      await ana.page.goto(`${team.origin}/r/${code}`);
      await ana.page.getByRole("heading", { name: `There is no room ${code}`, exact: true })
        .waitFor();
      assertEquals(await ana.page.evaluate("globalThis.fields"), ["Room code or link"]);
    }
    await ana.presses("Open a new room");
    await ana.page.getByLabel("Your name").fill("Ana");
    await ana.presses("Open the room");
    await ana.seesAtTable("Ana");

    const code = new URL(ana.page.url()).pathname.slice(-8);
    await bob.page.goto(`${team.origin}/r/${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`);
    await bob.seesHeading(/^There is no room/);
    await bob.page.getByLabel("Room code or link").fill(code.toLowerCase());
    await bob.page.keyboard.press("Enter");
    await bob.seesHeading(`Join room ${code}`);
  },

  "a link to a room that is over says so, and whoever was there can open it again": async (
    team,
  ) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana", { deck: "S, M, L", seats: 7 });
    await ana.opensMenu();
    await ana.presses("Room settings…");
    await ana.page.getByLabel("Name of the room", { exact: true }).fill("Checkout");
    await ana.page.getByRole("button", { name: "Save: Name of the room" }).click();
    await ana.seesHeading("Checkout");
    await ana.closesDialog();
    await bob.joins(link, "Bob");
    await cleo.joins(link, "Cleo");
    await cleo.leaves();
    await cleo.seesHeading("You left the room");
    await ana.seesAtTable("Bob");
    await ana.begins("WEB-0");
    await bob.votes("S");
    await ana.votes("M");
    await ana.reveals();
    await ana.opensMenu();
    await ana.presses("End the session");
    await ana.presses("End the session");
    await bob.seesHeading("The session is over");
    await bob.sees(
      "Opened again, the room has the same cards and seats, a new link, and no tickets yet.",
    );

    await bob.context.addInitScript(NOTES_FIELDS);
    await bob.page.goto(link);
    await bob.seesHeading("Checkout is over");
    await bob.sees(/^You were here with Ana and Cleo/);
    assertEquals(await bob.page.evaluate("globalThis.fields"), []);
    // the results are still there, but whoever comes back may want to go on
    assertEquals(await mainButtons(bob), ["Open it again", "Copy for a chat"]);
    await bob.presses("Open it again");
    await bob.seesHeading("Checkout");
    await bob.seesAtTable("Bob", "admin");
    await bob.sees("With you last time: Ana and Cleo.");
    assert(bob.page.url() !== link);
    await bob.begins("WEB-1");
    assertEquals(await bob.page.locator(".cards button").allInnerTexts(), ["S", "M", "L"]);
    // to a stranger it is any room that is not there
    const { dan } = await team.meet("dan");
    await dan.page.goto(link);
    await dan.seesHeading(`There is no room ${link.slice(-8)}`);
  },

  "a server that doesn't say whether there is the room keeps nobody from the form": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    await ana.context.addInitScript(`
      globalThis.WebSocket = class extends WebSocket {
        set onclose(listener) {} // no answer comes
      };`);
    // with an answer it would say that there is none
    await ana.page.goto(`${team.origin}/r/00000000`);
    await ana.page.getByLabel("Your name").waitFor();
  },

  "in a second tab the first one says so, and can have the seat back [P2.7]": async (team) => {
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.begins("WEB-1");
    await ana.votes("5");
    const first = ana.page;
    ana.page = await ana.opensTab();
    await ana.page.goto(link);
    await ana.hasPicked("5");
    await first.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await first.getByRole("button", { name: "Use it here" }).click();
    await first.getByText("You picked 5", { exact: true }).waitFor();
    await ana.seesHeading("Open in another tab");
  },
};
