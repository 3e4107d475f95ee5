/** The page lies still: what comes and goes moves nothing else, covers nothing, and fits at any width. */
import { assert, assertEquals } from "@std/assert";
import { assertNothingSticksOut, settled, SIZES } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** From phones to desktops; at some of them a title fills its line to the last word. */
const WIDTHS = [320, 360, 520, 640, 700, 768, 840, 960, 1100, 1280];

/** Where something is on the screen, once nothing moves. */
async function placeOf({ page }: Person, role: "list" | "group", name: string) {
  await settled(page);
  return await page.getByRole(role, { name }).boundingBox();
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function areApart(one: Box | null, other: Box | null): boolean {
  if (one === null || other === null) return false;
  return one.x + one.width <= other.x || other.x + other.width <= one.x ||
    one.y + one.height <= other.y || other.y + other.height <= one.y;
}

export const STILLNESS: Readonly<Record<string, Story>> = {
  "the cards lie still: what a vote and a reveal change moves nothing above them": async (team) => {
    const { ana, wide } = await team.meet("ana", "wide");
    const narrow = await team.person({ viewport: SIZES.narrow });
    const link = await ana.opensRoom(team.origin, "Ana");
    await wide.joins(link, "Bob");
    await narrow.joins(link, "Cleo");
    await ana.begins("WEB-1", "Log in with a passkey");
    const people = [wide, narrow];
    const tables = () => Promise.all(people.map((one) => placeOf(one, "list", "Voters")));
    const hands = () => Promise.all(people.map((one) => placeOf(one, "group", "Pick a card")));
    const tickets = () =>
      Promise.all(
        people.map((one) => one.page.getByRole("heading", { level: 2 }).first().boundingBox()),
      );
    for (const one of people) await one.hasTicket("WEB-1");
    const before = { tables: await tables(), hands: await hands() };
    for (const one of [ana, ...people]) await one.votes("5");
    for (const one of people) await one.sees("Everybody has voted. Ana reveals the cards.");
    assertEquals({ tables: await tables(), hands: await hands() }, before);
    const ticketsBefore = await tickets();
    await ana.reveals();
    for (const one of people) await one.seesOutcome();
    assertEquals(await tickets(), ticketsBefore); // what is below them makes room for the outcome
    // and once more: that it is the second vote is announced, too
    await ana.presses("Vote again");
    for (const one of people) await one.sees("Vote 2");
    const second = { tables: await tables(), hands: await hands() };
    assertEquals(second, before);
    for (const one of [ana, ...people]) await one.votes("5");
    for (const one of people) await one.sees("Everybody has voted. Ana reveals the cards.");
    assertEquals({ tables: await tables(), hands: await hands() }, before);
  },

  "a timer moves nothing when it comes and goes, and lies over nothing, at any width": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const people = [ana, bob];
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bartholomew Featherstonehaugh");
    await ana.begins("WEB-1", "Log in with a passkey, and with the old password for a while");
    await bob.votes("5");
    await ana.sees("1 of 2 voters voted");
    const timerOf = ({ page }: Person) => page.getByRole("timer", { name: "Time left" });
    const places = async () => {
      const found = [];
      for (const width of WIDTHS) {
        for (const one of people) {
          await one.page.setViewportSize({ ...SIZES.narrow, width });
          found.push(await placeOf(one, "list", "Voters"), await placeOf(one, "group", "Pick a"));
          found.push(await one.page.getByRole("heading", { name: "WEB-1" }).boundingBox());
        }
        for (const button of [/^Reveal now/, "Start over"]) {
          found.push(await ana.page.getByRole("button", { name: button }).boundingBox());
        }
      }
      return found;
    };
    const before = await places();
    await ana.page.getByLabel("Start a timer").selectOption("10 min");
    for (const one of people) await timerOf(one).waitFor();
    assertEquals(await places(), before);
    for (const width of WIDTHS) {
      await bob.page.setViewportSize({ ...SIZES.narrow, width });
      await settled(bob.page);
      const timer = await timerOf(bob).boundingBox();
      for (
        const one of [bob.page.getByRole("heading", { name: "WEB-1" }), bob.page.locator("h1")]
      ) {
        assert(areApart(timer, await one.boundingBox()), `the timer at ${width} px`);
      }
      await assertNothingSticksOut(bob.page, `a timer at ${width} px`);
    }
    await ana.presses("Stop the timer");
    for (const one of people) await timerOf(one).waitFor({ state: "detached" });
    assertEquals(await places(), before);
  },

  "who moves the focus through the dock scrolls nothing above it": async (team) => {
    const { bob } = await team.meet("bob");
    const ana = await team.person({ viewport: SIZES.narrow });
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    await settled(ana.page);
    const where = () =>
      ana.page.evaluate(() => {
        const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
        const isInDock = document.activeElement?.closest(".dock") !== null;
        return { scrollTop, canScroll: scrollHeight > clientHeight, isInDock };
      });
    await ana.page.getByRole("button", { name: "Add tickets" }).focus();
    const before = await where();
    assert(before.canScroll);
    for (const stop of ["card", "start over", "cancel"]) {
      await ana.page.keyboard.press("Tab");
      await settled(ana.page);
      assertEquals(await where(), { ...before, isInDock: true }, stop);
    }
  },

  "the header fits at any width, with results to look at and a long name": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bartholomew Featherstonehaugh");
    await ana.begins("WEB-1");
    for (const one of [ana, bob]) await one.votes("5");
    await ana.reveals();
    await bob.seesOutcome();
    for (const width of WIDTHS) {
      await bob.page.setViewportSize({ ...SIZES.narrow, width });
      await assertNothingSticksOut(bob.page, `the header at ${width} px`);
    }
  },
};
