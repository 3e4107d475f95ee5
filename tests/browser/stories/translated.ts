/** A page that the browser translates stays correct. */
import { assertEquals } from "@std/assert";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/**
 * What a browser's translator does to a page, with words that nobody mistakes: every text node, and every one that
 * comes, gives its place to elements with the translation in them; what must not be translated stays.
 */
const TRANSLATOR = `(() => {
  const done = new WeakSet();
  const translate = () => {
    const texts = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode() !== null) found.push(texts.currentNode);
    for (const node of found) {
      if (done.has(node) || node.parentElement.closest("[translate=no]") !== null) continue;
      const [outer, inner] = ["font", "font"].map((name) => document.createElement(name));
      const translated = document.createTextNode("«" + node.data + "»");
      done.add(translated);
      inner.append(translated);
      outer.append(inner);
      node.replaceWith(outer);
    }
  };
  translate();
  new MutationObserver(translate).observe(document.getElementById("app"), {
    childList: true,
    characterData: true,
    subtree: true,
  });
})()`;

/** What stands somewhere on the page, but for the translator's marks. */
async function read({ page }: Person, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).replaceAll(/[«»]/g, "").replaceAll(/\s+/g, " ")
    .trim();
}

export const TRANSLATED: Readonly<Record<string, Story>> = {
  "a page that the browser translates shows the new ticket and the votes for it": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1", "The first");
    await bob.hasTicket("WEB-1");
    await bob.page.evaluate(TRANSLATOR);
    for (const [ticket, title] of [["WEB-2", "The second"], ["WEB-3", "The third"]] as const) {
      await bob.card("5").click();
      await ana.sees("1 of 2 voters voted");
      await bob.page.getByText("1 of 2 voters voted").waitFor();
      await ana.votes("8");
      await ana.reveals();
      await bob.seesOutcome();
      assertEquals(await bob.table(), { Ana: "8", Bob: "5" });
      await ana.begins(ticket, title);
      await bob.hasTicket(ticket);
      assertEquals(await read(bob, ".ticket-bar h2"), `${ticket} ${title}`);
      assertEquals(await read(bob, ".progress"), "0 of 2 voters voted");
      await bob.page.getByText("Pick your card").waitFor();
    }
    // and what is there no more is not on the page
    const text = await bob.page.locator("#app").innerText();
    for (const old of ["WEB-1", "The first", "WEB-2", "The second", "You picked"]) {
      assertEquals(text.includes(old), false, old);
    }
  },
};
