/** The queue in the admin's hands [P2.5a]: dragged, stepped through, edited, taken out and put back. */
import { assert, assertEquals } from "@std/assert";
import { Calls } from "../calls.ts";
import { assertNothingSticksOut, settled, SIZES } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

const THREE = "WEB-1 First\nWEB-2 Second\nWEB-3 Third";

/** So many of a long queue are drawn in one task: see queue.tsx. */
const ROWS_AT_ONCE = 5;

/** Waits until somebody's queue is in this order. */
async function hasQueue(person: Person, ids: readonly string[]): Promise<void> {
  await person.page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll(".queue .ticket-id")].map((one) => one.textContent).join() ===
        wanted,
    ids.join(),
  );
}

/** What has the focus, by its name. */
async function focused({ page }: Person): Promise<string> {
  return await page.evaluate(() =>
    document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""
  );
}

/** Takes a ticket by its grip to a place beside another one's row; lets it go there unless `drop` is false. */
async function drags({ page }: Person, ticket: string, to: { over: string; drop?: boolean }) {
  const row = (id: string) => page.locator(`[data-row="${id}"]`);
  const from = await row(ticket).locator(".grip").boundingBox();
  const target = await row(to.over).boundingBox();
  assert(from !== null && target !== null);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, target.y + target.height / 3, { steps: 4 });
  await page.locator(".drop-before").waitFor();
  if (to.drop !== false) await page.mouse.up();
}

/** The most rows that come in one task, from here on. */
async function rowsAtOnce({ page }: Person): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const queue = document.querySelector(".queue");
    if (queue === null) throw new Error("there is no queue");
    const { dataset } = document.documentElement;
    new MutationObserver((records) => {
      const came = records.flatMap(({ addedNodes }) => [...addedNodes])
        .filter((one) => one instanceof Element)
        .reduce((sum, one) => {
          return sum + Number(one.matches(".queued-row")) +
            one.querySelectorAll(".queued-row").length;
        }, 0);
      dataset["rows"] = String(Math.max(came, Number(dataset["rows"] ?? 0)));
    }).observe(queue, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset["rows"]));
}

export const QUEUE: Readonly<Record<string, Story>> = {
  "two hundred tickets come a few at a time, and a vote draws none of them again": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    const mostRows = await rowsAtOnce(ana);
    await ana.queues(Array.from({ length: 200 }, (_, n) => `WEB-${n + 1}`).join("\n"));
    await ana.page.getByRole("row").nth(199).waitFor();
    assertEquals(await mostRows(), ROWS_AT_ONCE);
    await ana.presses(/^Next: WEB-1/);
    await bob.hasTicket("WEB-1");
    await ana.page.getByRole("row").nth(198).waitFor();
    const calls = await Calls.of(ana);
    await bob.votes("5");
    await ana.sees("1 of 2 voters voted");
    assertEquals(await calls.since('"queued-head"'), 0);
    await ana.presses("More about WEB-200");
    await calls.some('"queued-head"');
  },

  "two hundred tickets: Tab passes them in a few stops, and arrow keys lead through them": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    const all = Array.from({ length: 200 }, (_, n) => `https://jira.example/browse/WEB-${n + 1}`);
    await ana.queues(all.join("\n"));
    for (const one of [ana, bob]) await one.page.getByRole("row").nth(199).waitFor();
    const { keyboard } = ana.page;
    const queue = ana.page.locator(".queue");
    const inQueue = () => queue.evaluate((one) => one.contains(document.activeElement));
    await ana.page.getByRole("button", { name: "Add tickets" }).focus();
    let stops = 0;
    while (await inQueue()) {
      stops++;
      await keyboard.press("Tab");
    }
    assert(stops <= 4, `${stops} stops in the queue`);
    // and back into it
    while (!await inQueue()) await keyboard.press("Shift+Tab");
    await ana.page.getByRole("button", { name: "More about WEB-1", exact: true }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      await keyboard.press(key);
    }
    assertEquals(await focused(ana), "More about WEB-3");
    await keyboard.press("ArrowLeft");
    assertEquals(await focused(ana), "WEB-3");
    await keyboard.press("End");
    assertEquals(await focused(ana), "WEB-200");
    await keyboard.press("Home");
    assertEquals(await focused(ana), "WEB-1");
    // whoever reads along has one stop, too
    await bob.page.locator("[data-row=WEB-1] a").focus();
    await bob.page.keyboard.press("ArrowDown");
    assertEquals(await focused(bob), "WEB-2");
    assertEquals(await bob.page.locator(".queue [tabindex='0']").count(), 1);
  },

  "a ticket is moved by drag and by keys, and the focus goes with it": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues(`${THREE}\nWEB-4 Fourth`);
    await hasQueue(bob, ["WEB-1", "WEB-2", "WEB-3", "WEB-4"]);
    await drags(ana, "WEB-4", { over: "WEB-2" });
    for (const one of [ana, bob]) await hasQueue(one, ["WEB-1", "WEB-4", "WEB-2", "WEB-3"]);
    assertEquals(await bob.page.locator(".grip").count(), 0);
    // Escape lets it be
    await drags(ana, "WEB-3", { over: "WEB-1", drop: false });
    await ana.page.keyboard.press("Escape");
    await ana.page.locator(".drop-before").waitFor({ state: "detached" });
    await ana.page.mouse.up();
    // by keys, the focus with it
    const { keyboard } = ana.page;
    await ana.page.getByRole("button", { name: "More about WEB-3" }).focus();
    await keyboard.press("Alt+ArrowUp");
    await hasQueue(ana, ["WEB-1", "WEB-4", "WEB-3", "WEB-2"]);
    await ana.page.locator("[data-toggle=WEB-3]:focus").waitFor();
    await keyboard.press("Alt+ArrowDown");
    await hasQueue(bob, ["WEB-1", "WEB-4", "WEB-2", "WEB-3"]);
    await ana.page.locator("[data-toggle=WEB-3]:focus").waitFor();
    await keyboard.press("Enter");
    await ana.page.getByRole("button", { name: "Move WEB-3 to the top" }).focus();
    await keyboard.press("Enter");
    for (const one of [ana, bob]) await hasQueue(one, ["WEB-3", "WEB-1", "WEB-4", "WEB-2"]);
    await ana.page.locator("[aria-label='Move WEB-3 to the top']:focus").waitFor();
    // a command each: the page never sends the others along
    assertEquals(ana.sent.filter((one) => one.includes("QUEUE_TICKETS")).length, 1);
  },

  "a ticket that was taken out comes back to its place": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues(THREE);
    await ana.page.getByRole("button", { name: "More about WEB-2" }).focus();
    await ana.page.keyboard.press("Delete");
    await hasQueue(bob, ["WEB-1", "WEB-3"]);
    await ana.page.locator("[data-toggle=WEB-3]:focus").waitFor();
    await ana.sees("WEB-2 was removed from the queue.");
    await ana.presses("Undo");
    for (const one of [ana, bob]) await hasQueue(one, ["WEB-1", "WEB-2", "WEB-3"]);
    await ana.page.locator("[data-toggle=WEB-2]:focus").waitFor();
    await bob.sees("Second");
    // whoever has nothing to press there still gets to each ticket
    await bob.page.locator(".queue [tabindex='0']").focus();
    await bob.page.keyboard.press("End");
    assertEquals(await focused(bob), "WEB-3Third");
    // who puts a notice away by keyboard is near where they were
    await ana.page.getByRole("button", { name: "More about WEB-2" }).press("Delete");
    const undo = ana.page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    await ana.page.getByRole("button", { name: "Dismiss" }).last().press("Enter");
    await ana.page.locator("aside.queue:focus").waitFor();
    // where nothing was changed, the way back is still there
    await ana.page.getByRole("button", { name: "More about WEB-1" }).press("Delete");
    await undo.waitFor();
    await ana.goesOffline();
    await undo.click();
    await ana.sees("nothing was changed");
    await undo.waitFor();
    await ana.returns();
    // what is offered ends with the visit
    await ana.page.getByRole("button", { name: "More about WEB-3" }).press("Delete");
    await undo.first().waitFor();
    await ana.leaves();
    await ana.seesHeading("You left the room");
    assertEquals(await ana.page.getByRole("button", { name: "Undo" }).count(), 0);
  },

  "a ticket is edited in place: title, link and description, and nothing dangerous": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues(THREE);
    await ana.presses("More about WEB-2");
    await ana.presses("Edit WEB-2");
    const form = ana.page.getByRole("form", { name: "Edit WEB-2" });
    await ana.page.keyboard.press("ControlOrMeta+A");
    await ana.page.keyboard.type("Pay by card"); // the title has the focus
    await form.getByLabel("Link").fill("javascript:alert(1)");
    await form.getByText("A link begins with https:// or http://.").waitFor();
    assert(await form.getByRole("button", { name: "Save" }).isDisabled());
    await form.getByLabel("Link").fill("https://tracker.example/WEB-2");
    await form.getByLabel("Description").fill("As in\nhttps://docs.example/pay.");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await ana.page.locator("[aria-label='Edit WEB-2']:focus").waitFor();
    await bob.sees("Pay by card");
    const link = bob.page.getByRole("link", { name: "WEB-2" });
    assertEquals(
      [await link.getAttribute("href"), await link.getAttribute("rel")],
      ["https://tracker.example/WEB-2", "noreferrer noopener"],
    );
    // what is long is shown when it is asked for
    assertEquals(await bob.page.getByText("As in").count(), 0);
    await bob.presses("More about WEB-2");
    await bob.page.getByRole("link", { name: "https://docs.example/pay", exact: true }).waitFor();
    assertEquals(await bob.page.getByRole("button", { name: "More about WEB-1" }).count(), 0);
    // Escape gives up, and nothing is sent
    await ana.presses("Edit WEB-2");
    const composed = { key: "Escape", isComposing: true }; // an input method's own
    await form.getByLabel("Title").dispatchEvent("keydown", composed);
    await form.getByLabel("Title").fill("Never");
    await ana.page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    assertEquals(ana.sent.filter((one) => one.includes("EDIT_TICKET")).length, 1);
    // and while it is voted on, above the table
    await ana.presses("Start voting on WEB-2");
    await bob.hasTicket("WEB-2");
    await ana.presses("Edit WEB-2");
    assertEquals(await form.getByLabel("Link").inputValue(), "https://tracker.example/WEB-2");
    await form.getByLabel("Title").fill("Pay by card or cash");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await bob.sees("Pay by card or cash");
    assertEquals(await bob.page.getByRole("button", { name: "Edit WEB-2" }).count(), 0);
  },

  "too much for a queue is reported before it is sent, counted as the server counts": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    const lines = (count: number, more = "") =>
      Array.from({ length: count }, (_, n) => `WEB-${n + 1} ${more}`).join("\n");
    await ana.presses("Add tickets");
    const field = ana.page.getByLabel("One ticket a line");
    const add = ana.page.getByRole("button", { name: /^Add \d+ tickets?$/ });
    await field.fill(lines(201));
    await ana.sees("1 ticket too many: a queue holds at most 200 tickets.");
    assert(await add.isDisabled());
    // 200 titles of 4-byte signs are more than 32 KiB
    await field.fill(lines(200, "🂡".repeat(100)));
    await ana.sees(/tickets too many: a queue holds at most 32 KiB\./);
    assert(await add.isDisabled());
    await field.fill(lines(190, "x".repeat(120)));
    await ana.page.evaluate(`
      globalThis.previews = [];
      const preview = document.querySelector(".preview");
      new MutationObserver(() => previews.push(preview.textContent)).observe(preview, { childList: true });
    `);
    await add.click();
    await ana.page.getByRole("row").nth(189).waitFor();
    assertEquals(await ana.page.evaluate("previews"), [], "none of them is called a repetition");
    await ana.page.getByRole("button", { name: "More about WEB-1", exact: true }).click();
    await ana.page.getByRole("button", { name: "Edit WEB-1", exact: true }).click();
    await ana.page.getByLabel("Description").fill("y".repeat(4_000));
    await ana.sees("The queue would be larger than its limit of 32 KiB.");
    assert(await ana.page.getByRole("button", { name: "Save" }).isDisabled());
    assertEquals(ana.received.filter((one) => one.includes("queue_full")), []);
    assertEquals(ana.sent.filter((one) => /QUEUE_TICKETS|EDIT_TICKET/.test(one)).length, 1);
  },

  "the longest ticket fits a phone of 360 px, wherever it stands, and no notice covers it": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    const { page } = ana;
    await page.setViewportSize(SIZES.narrow);
    await ana.opensRoom(team.origin, "Ana");
    await ana.queues("WEB-1\nWEB-2");
    await ana.presses("More about WEB-1");
    await ana.presses("Edit WEB-1");
    await page.getByLabel("Title", { exact: true }).fill("W".repeat(200));
    await page.getByLabel("Link", { exact: true }).fill(
      `https://tracker.example/${"x".repeat(1_900)}`,
    );
    await page.getByLabel("Description").fill(`${"D".repeat(300)} words\n`.repeat(12));
    await assertNothingSticksOut(page, "the form");
    await ana.presses("Save");
    await page.getByRole("button", { name: "Edit WEB-1" }).waitFor();
    await assertNothingSticksOut(page, "the queue");
    await ana.presses("Start voting on WEB-1");
    await ana.hasTicket("WEB-1");
    await page.locator(".ticket-bar summary").click();
    await assertNothingSticksOut(page, "the ticket");
    await page.locator(".ticket-bar summary").click();
    await ana.presses("More about WEB-2");
    await ana.presses("Remove WEB-2");
    await ana.sees("was removed from the queue");
    await page.evaluate(() => scrollTo(0, 0));
    await settled(page);
    const id = await page.locator(".ticket-bar .ticket-id").boundingBox();
    const notice = await page.locator(".notices").boundingBox();
    const dock = await page.locator(".dock").boundingBox();
    assert(id !== null && notice !== null && dock !== null);
    assert(notice.y > id.y + id.height, "all notices are below the ticket");
    assert(notice.y + notice.height <= dock.y, "and above what there is to press");
    await ana.votes("5");
    await ana.reveals();
    await assertNothingSticksOut(page, "the outcome");
    await ana.presses(/^Results/);
    await ana.presses("Edit the outcome of WEB-1");
    await assertNothingSticksOut(page, "the results");
  },
};
