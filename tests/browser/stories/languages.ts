/** The page in other languages: which one somebody sees, what is fetched for it, and that it fits. */
import { assert, assertEquals } from "@std/assert";
import { Crowd } from "../crowd.ts";
import { settled, stickingOut } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";
import type { Team } from "../team.ts";

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 720 };

/** Before the page's own code: every heading that is ever drawn. */
const WATCH_HEADINGS = `
  globalThis.headings = new Set();
  new MutationObserver(() => {
    const heading = document.querySelector("h1");
    if (heading !== null) globalThis.headings.add(heading.textContent);
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

function htmlOf({ page }: Person) {
  return page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    return { lang, dir };
  });
}

/** Opens a room without a word: whoever plays may read any language. Returns its address. */
async function opensRoom({ page }: Person, team: Team): Promise<string> {
  await page.goto(team.origin);
  await page.locator("input[autocomplete=nickname]").fill("Ana");
  await page.locator("main form button.primary").click();
  await page.waitForURL(/\/r\/[0-9A-Z]{8}$/);
  await page.locator(".seat").waitFor();
  return page.url();
}

/** Puts a ticket on the table. */
async function begins({ page }: Person, ticket: string): Promise<void> {
  await page.locator("form.begin input").first().fill(ticket);
  await page.locator("form.begin button[type=submit]").click();
  await page.locator(".hand .card").first().waitFor();
}

/** The signs of each such text as they stand from left to right. */
function asShown({ page }: Person, selector: string): Promise<readonly string[]> {
  return page.evaluate((selector) =>
    [...document.querySelectorAll(selector)].map((one) => {
      const signs: { readonly sign: string; readonly left: number }[] = [];
      const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        for (const { index, 0: sign } of (text.textContent ?? "").matchAll(/\S/gu)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + sign.length);
          signs.push({ sign, left: range.getBoundingClientRect().left });
        }
      }
      return signs.sort((a, b) => a.left - b.left).map(({ sign }) => sign).join("");
    }), selector);
}

export const IN_OTHER_WORDS: Readonly<Record<string, Story>> = {
  "somebody whose browser asks for German sees nothing else, and can switch": async (team) => {
    const ana = await team.person({ locale: "de-DE" });
    await ana.page.addInitScript(WATCH_HEADINGS);
    const fetched: string[] = [];
    ana.page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    await ana.page.goto(team.origin);
    await ana.seesHeading("Raum eröffnen");
    assertEquals(await htmlOf(ana), { lang: "de", dir: "ltr" });
    assertEquals(await ana.page.evaluate("[...globalThis.headings]"), ["Raum eröffnen"]);
    const languages = fetched.filter((path) => /\/(ar|de|es|fr|ja|pl|pt_br|zh_cn)-/.test(path));
    assertEquals(languages.length, 1);

    await ana.page.getByLabel("Sprache").selectOption("English");
    await ana.seesHeading("Open a room");
    assertEquals(await htmlOf(ana), { lang: "en", dir: "ltr" });
    await ana.page.reload();
    await ana.seesHeading("Open a room");
    await ana.page.getByLabel("Language").selectOption("Deutsch");
    await ana.seesHeading("Raum eröffnen");
  },

  "what the server refuses is shown in the person's language": async (team) => {
    const ana = await team.person({ locale: "de-DE" });
    await ana.page.goto(team.origin);
    await ana.page.getByLabel("Dein Name").fill("Ana");
    await ana.page.getByText("Weitere Einstellungen").click();
    await ana.page.getByLabel("Plätze zum Abstimmen").fill("5000");
    await ana.presses("Raum eröffnen");
    await ana.sees("Gib eine ganze Zahl von 1 bis 100 ein.");
    await ana.page.goto(`${team.origin}/r/00000000`);
    await ana.seesHeading("Es gibt keinen Raum 00000000");
  },

  "in Arabic the page runs from right to left, and so does the hand": async (team) => {
    const ana = await team.person({ locale: "ar-EG", viewport: LAPTOP });
    await opensRoom(ana, team);
    assertEquals(await htmlOf(ana), { lang: "ar", dir: "rtl" });
    await begins(ana, "WEB-7");
    await settled(ana.page);
    const cards = ana.page.locator(".hand .card");
    const [first, second] = await Promise.all([0, 1].map((n) => cards.nth(n).boundingBox()));
    assert(first && second && first.x > second.x, "the first card is on the right");
    await cards.first().focus();
    await ana.page.keyboard.press("ArrowLeft");
    assertEquals(await ana.page.evaluate("document.activeElement.textContent"), "2");
    const logo = await ana.page.locator(".room-header .logo").boundingBox();
    assert(logo && logo.x > LAPTOP.width / 2, "the header begins on the right");
  },

  "in Arabic a card with a sign reads as it was written, wherever it stands": async (team) => {
    const cards = ["-1", "3+", "~5"];
    const [ana, bob] = [await team.person({ locale: "ar" }), await team.person()];
    const link = await bob.opensRoom(team.origin, "Bob", { deck: cards.join(", ") });
    await ana.page.goto(link);
    await ana.page.locator("main input").first().fill("Ana");
    await ana.page.locator("main form button.primary").click();
    await ana.page.locator(".seat").first().waitFor();
    await using crowd = await Crowd.join(link, ["Cem", "Dan"]);
    await bob.begins("WEB-7");
    await ana.page.locator(".hand").waitFor();
    assertEquals(await asShown(ana, ".hand .card"), cards);
    await ana.page.locator(".hand .card").nth(1).click();
    await crowd.vote("WEB-7", ["3+", "~5"]);
    await bob.votes("-1");
    await bob.reveals();
    await bob.page.getByTitle("Manage Ana").click();
    await bob.presses("Make admin");
    await ana.page.locator(".chip").first().waitFor();
    assertEquals(await asShown(ana, ".group-card"), cards);
    assertEquals(await asShown(ana, ".chip"), cards);
    await ana.page.locator(".chip").nth(1).click();
    await ana.page.locator(".estimated").waitFor();
    assertEquals(await asShown(ana, ".settled-on strong, .estimated strong"), ["3+", "3+"]);
    await ana.page.locator(".room-header .count").click();
    await ana.page.locator("td").first().waitFor();
    assertEquals(await asShown(ana, "td bdi"), ["3+", "-1", "3+x2", "~5"]);
  },

  "no language is cut off, on a phone or a laptop, from the way in to the reveal": async (team) => {
    const wrong: string[] = [];
    const ana = await team.person({ locale: "en-US", reducedMotion: "reduce" });
    await ana.page.goto(team.origin);
    const language = ana.page.locator("select.language");
    const offered = await language.locator("option").evaluateAll((all) =>
      all.map((one) => one.getAttribute("value") ?? "")
    );
    // English is what the other stories are played in
    const others = offered.filter((one) => one !== "en");
    assert(others.length >= 8, String(offered));
    /** In one language after the other, on the same page. */
    const look = async (what: string, speak: (code: string) => Promise<unknown>) => {
      for (const code of others) {
        await speak(code);
        await ana.page.locator(`html[lang="${code}"]`).waitFor({ state: "attached" });
        for (const size of [PHONE, LAPTOP]) {
          await ana.page.setViewportSize(size);
          const found = await stickingOut(ana.page);
          wrong.push(...found.map((one) => `${code}, ${size.width} wide, ${what}: ${one}`));
        }
      }
    };
    const chooses = (code: string) => language.selectOption(code);
    const opensMenu = async () => {
      await ana.page.locator(".room-header button").last().click();
      await ana.page.locator("dialog details.more summary").click();
    };
    const choosesInMenu = async (code: string) => {
      await opensMenu();
      await chooses(code);
      await ana.page.keyboard.press("Escape");
      await ana.page.locator("dialog").waitFor({ state: "detached" });
    };
    await look("the way in", chooses);
    const link = await opensRoom(ana, team);
    await look("alone", choosesInMenu);
    await using crowd = await Crowd.join(link, ["Bob", "Cleo"]);
    await begins(ana, "WEB-7");
    await look("a vote", choosesInMenu);
    await crowd.vote("WEB-7", ["3", "8"]);
    await ana.page.locator(".hand .card").nth(2).click();
    await ana.page.locator(".action-bar button.primary").click();
    await ana.page.locator(".outcome").waitFor();
    await look("the outcome", choosesInMenu);
    await opensMenu();
    await look("the menu", chooses);
    assertEquals(wrong, []);
  },
};
