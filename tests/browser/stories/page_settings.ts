/** How a person wants the page: light or dark, sounds, keys; and what a tab in the background shows. */
import { assert, assertEquals } from "@std/assert";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** Waits until this is what is shown: the theme, and the ground's brightness as it is drawn. */
async function shows({ page }: Person, wanted: "dark, dim" | "light, bright"): Promise<void> {
  await page.waitForFunction((one) => {
    const [red = 0] = getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? [];
    const ground = Number(red) > 128 ? "bright" : "dim";
    return `${document.documentElement.dataset["theme"]}, ${ground}` === one;
  }, wanted);
}

async function opensPageSettings(person: Person): Promise<void> {
  await person.opensMenu();
  await person.page.getByText("Language, theme, sounds, keyboard").click();
}

/** Waits until the tab is called so, with this icon: the page's address of one is its name and a hash. */
async function hasTab(person: Person, title: string, icon: "icon" | "icon_marked"): Promise<void> {
  await person.hasTitle(title);
  await person.page.locator(`link[rel="icon"][href*="/${icon}-"]`).waitFor({ state: "attached" });
}

/** Before the page's own code: every tone is noted, and time in the background is the browser's matter. */
const NOTES_TONES = `
  globalThis.tones = [];
  globalThis.OscillatorNode = class extends OscillatorNode {
    start(...when) {
      globalThis.tones.push(this.frequency.value);
      super.start(...when);
    }
  };`;

async function tonesOf({ page }: Person, count: number): Promise<unknown> {
  await page.waitForFunction((many) => {
    const { tones } = globalThis as unknown as { tones: unknown[] };
    return tones.length >= many;
  }, count);
  return await page.evaluate("globalThis.tones.splice(0).map(Math.round)");
}

export const PAGE_SETTINGS: Readonly<Record<string, Story>> = {
  "the theme is the system's until somebody chooses, and then stays, from the first frame on":
    async (
      team,
    ) => {
      const { ana } = await team.meet("ana");
      await ana.page.emulateMedia({ colorScheme: "dark" });
      await ana.page.goto(team.origin);
      await shows(ana, "dark, dim");
      await ana.page.emulateMedia({ colorScheme: "light" });
      await shows(ana, "light, bright");
      await ana.page.getByLabel("Theme").selectOption("Dark");
      await shows(ana, "dark, dim");
      // no frame of another theme: it is set before there is anything in the body
      await ana.context.addInitScript(`new MutationObserver(() => {
      if (document.body !== null) globalThis.atFirst ??= document.documentElement.dataset.theme ?? "none";
    }).observe(document, { childList: true, subtree: true })`);
      const link = await ana.opensRoom(team.origin, "Ana");
      await ana.page.goto(link);
      await ana.seesAtTable("Ana");
      assertEquals(await ana.page.evaluate("globalThis.atFirst"), "dark");
      await shows(ana, "dark, dim");
      await opensPageSettings(ana);
      await ana.picks("Light");
      await shows(ana, "light, bright");
      await ana.page.emulateMedia({ colorScheme: "dark" });
      await shows(ana, "light, bright");
      await ana.picks("System");
      await shows(ana, "dark, dim");
    },

  "a tab says and shows whose turn it is": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    const room = `Room ${link.slice(-8)}`;
    await hasTab(bob, room, "icon");
    await ana.begins("WEB-7");
    await bob.hasTicket("WEB-7");
    await hasTab(bob, `Your turn: 0/2 WEB-7 · ${room}`, "icon_marked");
    await bob.votes("5");
    await hasTab(bob, `1/2 WEB-7 · ${room}`, "icon");
    const marked = await ana.page.evaluate(async () => {
      const href = document.querySelector('link[rel="icon"]')?.getAttribute("href") ?? "";
      return (await fetch(href)).headers.get("content-type");
    });
    assertEquals(marked, "image/svg+xml");
  },

  "sounds are off until somebody wants them: a beginning, all votes, the end of time": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.context.addInitScript(NOTES_TONES);
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await bob.votes("5");
    assertEquals(await bob.page.evaluate("globalThis.tones"), []);
    await opensPageSettings(bob);
    await bob.page.getByLabel("Sounds").check();
    await bob.closesDialog();
    await ana.votes("5");
    assertEquals(await tonesOf(bob, 3), [659, 784, 1047]);
    await ana.reveals();
    await ana.begins("WEB-2");
    assertEquals(await tonesOf(bob, 2), [523, 784]);
    const timer = JSON.stringify({ type: "START_TIMER", data: { seconds: 1 } });
    await ana.page.evaluate(`globalThis.openSockets.at(-1).send(${JSON.stringify(timer)})`);
    assertEquals(await tonesOf(bob, 2), [659, 440]);
    await bob.page.reload();
    await bob.hasTicket("WEB-2");
    await opensPageSettings(bob);
    assert(await bob.page.getByLabel("Sounds").isChecked());
  },

  "? shows the keys, and single keys can be switched off (WCAG 2.1.4)": async (team) => {
    const { ana } = await team.meet("ana");
    const { keyboard } = ana.page;
    await ana.opensRoom(team.origin, "Ana");
    await ana.begins("WEB-1");
    const isAt = (card: string) => ana.card(card).evaluate((one) => one === document.activeElement);
    await keyboard.press("8");
    assert(await isAt("8"));
    await keyboard.press("?");
    await ana.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await keyboard.press("5"); // belongs to the dialog
    await ana.page.getByLabel("Single keys").uncheck();
    await ana.closesDialog();
    assert(await isAt("8"), "the focus is back where it was");
    await keyboard.press("3");
    await keyboard.press("?");
    assert(await isAt("8"));
    assertEquals(await ana.page.getByRole("dialog").count(), 0);
    await keyboard.press("ArrowRight"); // no character
    assert(await isAt("13"));
    await ana.page.reload();
    await ana.hasTicket("WEB-1");
    await keyboard.press("3");
    assertEquals(await isAt("3"), false);
    await opensPageSettings(ana);
    await ana.presses("Keyboard shortcuts");
    await ana.page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByLabel("Single keys")
      .check();
    await keyboard.press("Escape");
    await ana.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor({
      state: "detached",
    });
    await keyboard.press("Escape");
    await keyboard.press("3");
    assert(await isAt("3"));
  },
};
