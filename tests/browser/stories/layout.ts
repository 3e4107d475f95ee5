/** Where things are: what there is to press is in sight and free, whatever the phase, and stays there. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { Crowd } from "../crowd.ts";
import { assertNothingSticksOut, settled, stickingOut } from "../looks.ts";
import type { Story } from "../play.ts";

/** A laptop and a phone, as they are sold. */
const SCREENS = [{ width: 1280, height: 720 }, { width: 390, height: 844 }] as const;

/** A small phone, upright and on its side. */
const SMALL = { width: 360, height: 640 };
const ON_ITS_SIDE = { width: 740, height: 360 };

/** A laptop at four times the size (WCAG 1.4.10). */
const FOUR_TIMES = { width: 320, height: 256 };

/** How much of a small phone's window the dock may take, in any phase. */
const DOCK_SHARE_MAX = 0.4;

const SEVEN = ["Bob", "Cleo", "Dan", "Eve", "Finn", "Rosa", "Sam"] as const;

/** Controls of header, stage and dock, or of one of them, that are out of the window, or under something else. */
async function outOfReach(page: Page, within = "#app"): Promise<readonly string[]> {
  await settled(page);
  return await page.evaluate((within) => {
    const kinds = ":is(button, input, select, textarea, a)";
    const controls = [...document.querySelectorAll(`${within} ${kinds}`)]
      .filter((one) => one.checkVisibility() && one.closest(".queue, .notices") === null);
    return controls.flatMap((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      const name = `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent}`;
      if (top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) {
        return [`outside at ${Math.round(top)} to ${Math.round(bottom)}: ${name}`];
      }
      const points = [0.1, 0.5, 0.9].map((share) => top + (bottom - top) * share);
      const isFree = points.every((y) => {
        const found = document.elementFromPoint((left + right) / 2, y);
        return found !== null && (one.contains(found) || found.contains(one));
      });
      return isFree ? [] : [`covered: ${name}`];
    });
  }, within);
}

/** Controls that lie under the dock while they have the focus; the queue's are among them. */
async function coveredInFocus(page: Page): Promise<readonly string[]> {
  await settled(page);
  const found = await page.evaluate(() => {
    const dock = document.querySelector(".dock");
    const controls = [...document.querySelectorAll("#app :is(button, input, select, textarea, a)")];
    const covered = controls.flatMap((one) => {
      if (!(one instanceof HTMLElement) || !one.checkVisibility() || dock?.contains(one)) return [];
      one.focus();
      if (document.activeElement !== one) return []; // out of use
      const { top, bottom } = one.getBoundingClientRect();
      const edge = dock?.checkVisibility() ? dock.getBoundingClientRect().top : innerHeight;
      return bottom > edge || top < 0 ? [`${one.ariaLabel ?? one.textContent} at ${bottom}`] : [];
    });
    scrollTo(0, 0);
    return covered;
  });
  return found;
}

/** How much of the window the dock takes. */
async function dockShare(page: Page): Promise<number> {
  await settled(page);
  return await page.evaluate(() =>
    (document.querySelector(".dock")?.getBoundingClientRect().height ?? 0) / innerHeight
  );
}

/** How much of it has to be scrolled to, in pixels. */
function hiddenIn(page: Page, selector: string) {
  return page.locator(selector).evaluate((one) => ({
    right: one.scrollWidth - one.clientWidth,
    below: one.scrollHeight - one.clientHeight,
  }));
}

export const LAYOUT: Readonly<Record<string, Story>> = {
  "eight at the table: the next step is in sight on a laptop and on a phone, in every phase":
    async (team) => {
      const { ana } = await team.meet("ana");
      const link = await ana.opensRoom(team.origin, "Ana");
      await using crowd = await Crowd.join(link, SEVEN);
      await ana.seesAtTable("Sam");
      const wrong: string[] = [];
      const look = async (phase: string) => {
        for (const screen of SCREENS) {
          await ana.page.setViewportSize(screen);
          await ana.page.evaluate(() => scrollTo(0, 0));
          const found = [...await outOfReach(ana.page), ...await coveredInFocus(ana.page)];
          wrong.push(...found.map((one) => `${phase}, ${screen.width} wide: ${one}`));
        }
      };
      await look("before the first ticket");
      await ana.queues(
        "WEB-7 Log in with a passkey\nWEB-8 Log out everywhere, and forget each device but the one that is left\nWEB-9\nWEB-10\nWEB-11",
      );
      await ana.page.getByText("5 tickets added").waitFor({ state: "detached" });
      await look("with a queue");
      await ana.presses(/^Next: WEB-7/);
      await ana.hasTicket("WEB-7");
      await look("nobody has voted");
      await ana.votes("5");
      await crowd.vote("WEB-7", ["3", "5", "5", "8", "13"]);
      await ana.sees("6 of 8 voters voted");
      await ana.sees(/^Waiting for \u2068?Rosa\u2069? and \u2068?Sam/);
      await look("two are missing");
      await ana.page.setViewportSize(ON_ITS_SIDE);
      await settled(ana.page);
      const [hand, queue] = await Promise.all(
        [".hand", ".queue"].map((one) => ana.page.locator(one).boundingBox()),
      );
      assert((hand?.y ?? Infinity) < (queue?.y ?? 0), "the cards come before the tickets to come");
      const card = await ana.card("3").boundingBox();
      const end = (card?.y ?? Infinity) + (card?.height ?? 0);
      assert(end <= ON_ITS_SIDE.height, `the cards end out of sight, at ${end}`);
      await crowd.vote("WEB-7", ["3", "5", "5", "8", "13", "5", "8"]);
      await ana.sees("Everybody has voted");
      await look("everybody has voted");
      // on the phone the words have two lines, and what can be pressed is beside the first
      const [words, edit] = await Promise.all(
        [".progress > strong", ".progress > button"].map((one) =>
          ana.page.locator(one).boundingBox()
        ),
      );
      assert((edit?.y ?? Infinity) < (words?.y ?? 0) + (words?.height ?? 0) / 2);
      await ana.reveals();
      await look("revealed");
      await ana.settlesOn("5");
      await look("estimated");
      for (const screen of SCREENS) {
        await ana.page.setViewportSize(screen);
        await ana.opensMenu();
        const menu = await hiddenIn(ana.page, "dialog");
        await ana.closesDialog();
        await ana.presses(/^Results/);
        const results = await hiddenIn(ana.page, "dialog .scroll");
        await ana.closesDialog();
        const none = { right: 0, below: 0 };
        assertEquals({ menu, results }, { menu: none, results: none }, `${screen.width} wide`);
      }
      await ana.page.setViewportSize(FOUR_TIMES);
      wrong.push(...(await stickingOut(ana.page)).map((one) => `at four times the size: ${one}`));
      await ana.page.setViewportSize(SMALL);
      const shares = [await dockShare(ana.page)];
      await ana.presses("Vote again");
      await crowd.vote("WEB-7", ["3", "5", "5", "8", "13", "5", "8"]);
      await ana.votes("8");
      await ana.sees("Everybody has voted");
      await ana.reveals();
      shares.push(await dockShare(ana.page));
      assert(Math.max(...shares) < DOCK_SHARE_MAX, `the dock takes ${shares} of a small phone`);
      assertEquals(wrong, []);
    },

  "on a small phone the table keeps most of the window, and what is seldom pressed opens above the dock":
    async (team) => {
      const { ana } = await team.meet("ana");
      await ana.opensRoom(team.origin, "Ana");
      await ana.begins("WEB-7");
      await ana.page.setViewportSize(SMALL);
      const share = await dockShare(ana.page);
      assert(share < DOCK_SHARE_MAX, `the dock takes ${share} of a small phone`);
      assertEquals(await outOfReach(ana.page, ".dock"), []);
      await ana.presses("More actions");
      assertEquals(await outOfReach(ana.page, ".lesser"), []);
      const timer = ana.page.getByLabel("Start a timer");
      await timer.click(); // opens its list, which would close with the menu
      await ana.page.keyboard.press("Escape");
      await timer.press("ArrowDown"); // only chooses
      await ana.page.getByRole("button", { name: "Start a timer" }).waitFor();
      await timer.selectOption("10 min");
      // what it was opened for is done: it gives way
      await ana.page.locator(".lesser").waitFor({ state: "hidden" });
      await ana.votes("5");
      await ana.presses("More actions");
      await ana.page.getByRole("button", { name: "Start over" }).press("Enter");
      await ana.seesHeading("Start over?");
      await ana.closesDialog();
      await ana.page.locator("button:focus[aria-label='More actions']").waitFor();
      await ana.presses("More actions");
      await ana.page.setViewportSize({ width: SMALL.height, height: SMALL.width }); // turned
      await ana.page.locator(".lesser:popover-open").waitFor({ state: "detached" });
    },

  "no card breaks its word, however wide the window": async (team) => {
    const { ana } = await team.meet("ana");
    const cards = ["XS", "XXL", "XXXL", "1000", "12345"];
    const link = await ana.opensRoom(team.origin, "Ana", { deck: cards.join(", ") });
    await using crowd = await Crowd.join(link, cards);
    await ana.begins("WEB-7");
    const look = async () => {
      for (const width of [400, 640, 760, 900, 1280]) {
        await ana.page.setViewportSize({ width, height: 800 });
        await assertNothingSticksOut(ana.page, `${width} wide`);
      }
    };
    await look();
    await crowd.vote("WEB-7", cards);
    await ana.votes("XS");
    await ana.reveals();
    await look();
    const other = ana.page.getByLabel("Another estimate");
    await other.fill("W".repeat(16));
    await other.press("Enter");
    const label = ana.page.locator(".settled-on span");
    await label.getByText("Estimate").waitFor();
    await ana.page.setViewportSize(SMALL);
    await settled(ana.page);
    const { height = 0 } = await label.boundingBox() ?? {};
    assert(height < 30, `a label of one word is ${height} px high`);
  },

  "a ticket of the queue that opens above the dock shows all there is to press": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    await ana.queues(Array.from({ length: 30 }, (_, n) => `WEB-${n + 1} Ticket`).join("\n"));
    for (const size of SCREENS) {
      await ana.page.setViewportSize(size);
      await settled(ana.page);
      const toggle = ana.page.getByRole("button", { name: "More about WEB-20", exact: true });
      await toggle.focus(); // scrolls no further than to its row
      await ana.page.keyboard.press("Enter");
      await settled(ana.page);
      const [more, dock] = await Promise.all(
        [".queued-more", ".dock"].map((one) => ana.page.locator(one).boundingBox()),
      );
      assert(more && dock && more.y + more.height <= dock.y, `${size.width} wide`);
      await toggle.press("Enter");
    }
  },

  "twenty-five at the table: the dock is free and whole, and what has the focus is never under it":
    async (team) => {
      const { ana } = await team.meet("ana");
      const link = await ana.opensRoom(team.origin, "Ana", { seats: 25 });
      const names = Array.from({ length: 24 }, (_, n) => `Old friend ${n + 1}`);
      await using crowd = await Crowd.join(link, names);
      await ana.seesAtTable("Old friend 24");
      const wrong: string[] = [];
      const look = async (phase: string) => {
        for (const screen of SCREENS) {
          await ana.page.setViewportSize(screen);
          await ana.page.evaluate(() => scrollTo(0, 0));
          const found = [
            ...await outOfReach(ana.page, ".dock"),
            ...await coveredInFocus(ana.page),
          ];
          wrong.push(...found.map((one) => `${phase}, ${screen.width} wide: ${one}`));
        }
      };
      await ana.begins("WEB-7");
      await ana.votes("5");
      await look("voting");
      await crowd.vote("WEB-7", names.map((_, n) => ["3", "5", "8", "13", "?"][n % 5] ?? "5"));
      await ana.sees("Everybody has voted");
      await ana.reveals();
      await look("revealed");
      assertEquals(wrong, []);
    },
};
