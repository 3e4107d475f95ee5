/** The table: what a vote costs, how a name is read, what the cards show at the reveal, in any colours. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { Calls } from "../calls.ts";
import { Crowd } from "../crowd.ts";
import { settled } from "../looks.ts";
import type { Story } from "../play.ts";

/** Only a seat has this in it. */
const SEAT = '"card-place"';

/** A place with an avatar and a card in it, and a text with a name in it. */
const SEAT_ELEMENTS = 6;

/** So many of them are drawn in one task, whatever the machine: see slices.ts. */
const SLICE = 10;
const FIRST_SLICE = 4;

/** Counts the seats that come in one task, from here on: in the first that brings any, and the most at once. */
async function seatsAtOnce(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const table = document.querySelector(".table");
    if (table === null) throw new Error("there is no table");
    let most = 0;
    const count = (one: Node) =>
      one instanceof Element
        ? Number(one.matches(".seat")) + one.querySelectorAll(".seat").length
        : 0;
    new MutationObserver((records) => {
      const came = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]));
      const outer = [...came].filter((one) => one.parentNode !== null && !came.has(one.parentNode));
      // gone from what was pressed before that is: or the new table is laid out in the midst of drawing it
      document.documentElement.dataset["focus"] ??= document.activeElement?.className ?? "";
      const seats = outer.reduce((sum, one) => sum + count(one), 0);
      most = Math.max(most, seats);
      if (seats > 0) document.documentElement.dataset["first"] ??= String(seats);
      document.documentElement.dataset["most"] = String(most);
    }).observe(table, { childList: true, subtree: true });
  });
  return () =>
    page.evaluate(() =>
      ["first", "most"].map((one) => Number(document.documentElement.dataset[one]))
    );
}

/** The most seats that come, go or change in one task with the dock, from here on. */
async function seatsWithDock(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const room = document.querySelector(".room");
    if (room === null) throw new Error("there is no room");
    let most = 0;
    const around = (one: Node, part: string) => one instanceof Element ? one.closest(part) : null;
    const within = (one: Node) =>
      one instanceof Element
        ? [...one.querySelectorAll(".seat"), ...one.matches(".seat") ? [one] : []]
        : [];
    new MutationObserver((records) => {
      if (!records.some(({ target }) => around(target, ".dock") !== null)) return;
      const seats = records.flatMap(({ target, addedNodes, removedNodes }) => [
        around(target, ".seat"),
        ...[...addedNodes, ...removedNodes].flatMap(within),
      ]);
      most = Math.max(most, new Set(seats.filter((one) => one !== null)).size);
      document.documentElement.dataset["withDock"] = String(most);
    }).observe(room, { attributes: true, childList: true, subtree: true });
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset["withDock"]));
}

/** Whether the dock was there with the first of the room, in every room of this page. */
const IS_DOCK_FIRST = `
  new MutationObserver(() => {
    if (document.querySelector(".room") === null) return;
    document.documentElement.dataset.isDockFirst ??= document.querySelector(".dock") !== null;
  }).observe(document, { childList: true, subtree: true });
`;

/** Delay and length together. */
const FEAST_MS_MAX = 1_000;

/** A few pixels of something as they are painted; what a style computes to is not what forced colours make of it. */
async function groundOf(page: Page, one: Locator, { fromBottom = false } = {}): Promise<string> {
  await settled(page);
  const box = await one.boundingBox();
  if (box === null) throw new Error("it is not there");
  const { x, y, width, height } = box;
  const clip = {
    x: x + width / 2 - 1,
    y: fromBottom ? y + height - 3 : y + 5,
    width: 2,
    height: 2,
  };
  const pixels = await page.screenshot({ clip });
  return pixels.toString("base64");
}

export const TABLE: Readonly<Record<string, Story>> = {
  "sixty at the table: another person's vote draws one seat again, and a reveal none": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    await ana.context.addInitScript(IS_DOCK_FIRST);
    const link = await ana.opensRoom(team.origin, "Ana", { seats: 60 });
    await using crowd = await Crowd.join(
      link,
      Array.from({ length: 59 }, (_, n) => `Friend ${n + 1}`),
    );
    await ana.seesAtTable("Friend 59");
    // each element of a seat is there sixty times
    const inSeat = await ana.page.locator(".seat").last()
      .evaluate((seat) => seat.querySelectorAll("*").length);
    assertEquals(inSeat, SEAT_ELEMENTS);
    // what is long to draw comes in parts, so that a press never waits for all of it
    assertEquals(await ana.page.evaluate("document.documentElement.dataset.isDockFirst"), "false");
    const withDock = await seatsWithDock(ana.page);
    await ana.begins("WEB-1");
    await ana.page.locator(".seats.open").waitFor(); // all of the beginning is drawn
    const calls = await Calls.of(ana);
    await crowd.vote("WEB-1", ["5"]);
    await ana.sees("1 of 60 voters voted");
    assertEquals(await calls.some(SEAT), 1);
    await ana.votes("8");
    await ana.sees("2 of 60 voters voted");
    assertEquals(await calls.some(SEAT), 1);
    await ana.presses(/^Reveal now/);
    await ana.seesOutcome();
    assertEquals(await calls.since(SEAT), 0);
    const groups = ana.page.locator(".groups");
    await groups.waitFor(); // the table comes a frame later
    await ana.seesAtTable("Friend 59");
    // each in the row of the card, those without a vote last
    const table = await ana.table();
    assertEquals([table["Friend 1"], table["Ana"], table["Friend 59"]], ["5", "8", ""]);
    const atOnce = await seatsAtOnce(ana.page);
    await ana.presses("Vote again");
    await groups.waitFor({ state: "detached" });
    await ana.seesAtTable("Friend 59");
    await crowd.vote("WEB-1", ["5"]);
    await ana.sees("1 of 60 voters voted");
    await ana.presses(/^Reveal now/);
    await ana.seesOutcome();
    await groups.waitFor();
    await ana.seesAtTable("Friend 59");
    assertEquals(await atOnce(), [FIRST_SLICE, SLICE]);
    const most = await withDock();
    assert(most < FIRST_SLICE, `${most} seats in one task with the dock`);
    assertEquals(await ana.page.evaluate("document.documentElement.dataset.focus"), "dock");
    // the dock's height changes with each phase; no seat's style hangs on it
    const heights = await ana.page.evaluate(() =>
      ["html", ".queue-inside", ".seat"].map((one) => {
        const found = document.querySelector(one);
        return found === null ? "" : getComputedStyle(found).getPropertyValue("--dock-height");
      })
    );
    assertEquals(heights[0], heights[1]);
    assertEquals(heights[2], "0px");
  },

  "a long name has two lines, is whole with the focus, and moves nothing; each reads its own way":
    async (team) => {
      const { ana, bob } = await team.meet("ana", "bob");
      const link = await ana.opensRoom(team.origin, "Ana");
      const long = "Wolfeschlegelsteinhausen Bergerdorff Jr.";
      const arabic = "محمد بن عبد الله الخوارزمي";
      await using _ = await Crowd.join(link, [long, arabic]);
      await bob.joins(link, "Bob");
      await ana.begins("WEB-1");
      await bob.hasTicket("WEB-1");
      const name = bob.page.locator(".member-name", { hasText: long });
      const isWhole = () =>
        name.locator(".text").evaluate((text) => text.scrollHeight <= text.clientHeight);
      const below = bob.page.getByRole("group", { name: "Pick a card" });
      await settled(bob.page);
      const before = await below.boundingBox();
      assertEquals(await isWhole(), false);
      await name.focus();
      assertEquals(await isWhole(), true);
      assertEquals(await below.boundingBox(), before);
      const direction = await bob.page.locator(".member-name", { hasText: arabic }).locator("bdi")
        .evaluate((text) => getComputedStyle(text).direction);
      assertEquals(direction, "rtl");
    },

  "in forced colours the card that is picked, those that lie down, and the shares can be distinguished":
    async (team) => {
      const ana = await team.person({ forcedColors: "active" });
      const { bob } = await team.meet("bob");
      await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
      await ana.begins("WEB-1");
      await ana.votes("5");
      const place = (name: string) =>
        ana.page.locator(".seat", { hasText: name }).locator(".card-place");
      const ground = (one: Locator, how = {}) => groundOf(ana.page, one, how);
      assertNotEquals(await ground(ana.card("5")), await ground(ana.card("8")), "picked");
      assertNotEquals(await ground(place("Ana")), await ground(place("Bob")), "lies down");
      await bob.votes("8");
      await ana.reveals();
      const shares = ana.page.locator(".group-people");
      assertNotEquals(
        await ground(shares.first(), { fromBottom: true }),
        await ground(ana.page.locator("main")),
        "a share",
      );
      const button = (name: string) => ana.page.getByRole("button", { name });
      assertNotEquals(
        await ground(button("Another ticket…")),
        await ground(button("Vote again")),
        "the thing to do",
      );
      const chip = (card: string) =>
        ana.page.getByRole("group", { name: "Final estimate" })
          .getByRole("button", { name: card, exact: true });
      const edge = (card: string) =>
        chip(card).evaluate((one) => getComputedStyle(one).borderStyle);
      assertNotEquals(await edge("8"), await edge("5"), "what the votes suggest");
      await ana.settlesOn("5");
      assertNotEquals(await ground(chip("5")), await ground(chip("8")), "the estimate");
    },

  "an agreement of three is a little feast, below a second; of two, or with reduced motion, none":
    async (team) => {
      const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
      const link = await ana.opensRoom(team.origin, "Ana");
      await bob.joins(link, "Bob");
      const feast = () =>
        ana.page.locator(".group-card").first().evaluate((card) => {
          const { animationName, animationDuration, animationDelay } = getComputedStyle(
            card,
            "::after",
          );
          const seconds = parseFloat(animationDuration) + parseFloat(animationDelay);
          return { name: animationName, ms: seconds * 1_000 };
        });
      await ana.begins("WEB-1");
      for (const one of [ana, bob]) await one.votes("5");
      await ana.reveals();
      assertEquals((await feast()).name, "none");
      await cleo.joins(link, "Cleo");
      await ana.presses("Vote again");
      for (const one of [ana, bob, cleo]) await one.votes("5");
      await ana.reveals();
      const { name, ms } = await feast();
      assertEquals(name, "burst");
      assert(ms > 0 && ms < FEAST_MS_MAX, `${ms} ms`);
      await ana.page.emulateMedia({ reducedMotion: "reduce" });
      assertEquals((await feast()).name, "none");
    },
};
