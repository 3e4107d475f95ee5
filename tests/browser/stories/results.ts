/** The end of a session, and what people take along. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** What a download holds, and what its file is called. */
async function downloads({ page }: Person, form: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `Download as ${form}` }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await Deno.readTextFile(await file.path()) };
}

export const RESULTS: Readonly<Record<string, Story>> = {
  "the session's end brings its results to all, as a table, CSV, JSON, Markdown and for a chat":
    async (
      team,
    ) => {
      const ana = await team.person({ permissions: ["clipboard-read", "clipboard-write"] });
      const { bob } = await team.meet("bob");
      const link = await ana.opensRoom(team.origin, "Ana");
      const room_id = link.slice(-8);
      await bob.joins(link, "Bob");
      await ana.begins("WEB-7", '=1+1, "quoted" | piped');
      await ana.votes("5");
      await bob.votes("8");
      await ana.reveals();
      await ana.settlesOn("8");
      await ana.begins("WEB-8");
      await ana.votes("3");
      await bob.votes("3");
      await ana.reveals();

      // while it goes on
      await bob.presses(/^Results/);
      const rows = bob.page.getByRole("table").getByRole("row");
      await rows.filter({ hasText: "WEB-8" }).getByText("consensus").waitFor();
      assertEquals(await rows.count(), 3);
      await bob.closesDialog();

      await ana.opensMenu();
      await ana.presses("End the session");
      await ana.sees("The room closes for everybody");
      await ana.presses("End the session");
      for (const one of [ana, bob]) {
        await one.seesHeading("The session is over");
        await one.page.getByRole("row").filter({ hasText: "WEB-7" }).getByText("6.5").first()
          .waitFor();
        // what stands out is to take the results along
        assertEquals(await one.page.locator("button.primary").allInnerTexts(), ["Copy for a chat"]);
      }

      const csv = await downloads(bob, "CSV");
      assertEquals(csv.name, `estimates-${room_id}.csv`);
      const [heads, first = "", second = ""] = csv.text.split("\r\n");
      assertEquals(
        heads,
        "\uFEFFticket,title,attempt,estimate,mean,median,min,max,consensus,votes,revealed_at,url,note,suggestion",
      );
      assert(
        first.startsWith(
          `WEB-7,"'=1+1, ""quoted"" | piped",1,8,6.5,6.5,5,8,false,"Ana: 5, Bob: 8",`,
        ),
        first,
      );
      assert(second.startsWith('WEB-8,,1,,3,3,3,3,true,"Ana: 3, Bob: 3",'), second);

      const json = await downloads(bob, "JSON");
      assertEquals(json.name, `estimates-${room_id}.json`);
      const saved = JSON.parse(json.text);
      assertEquals(saved.room_id, room_id);
      assertEquals(saved.participants.map(({ name }: { name: string }) => name), ["Ana", "Bob"]);
      assertEquals(
        saved.ballots.map(({ ticket_id, estimate }: { ticket_id: string; estimate?: string }) => [
          ticket_id,
          estimate,
        ]),
        [["WEB-7", "8"], ["WEB-8", undefined]],
      );

      const markdown = await downloads(ana, "Markdown");
      assertEquals(markdown.name, `estimates-${room_id}.md`);
      assertStringIncludes(markdown.text, "| WEB-8 |  |  | 3 x2 | 3 | 3 | 3 | yes |  |");
      assertStringIncludes(markdown.text, "\\| piped");

      await ana.presses("Copy for a chat");
      await ana.page.getByRole("button", { name: "Copied" }).waitFor();
      const chat = await ana.page.evaluate<string>("navigator.clipboard.readText()");
      assertStringIncludes(chat, "WEB-8: 3, consensus\n");
      // whoever loads the page again still has them
      await bob.page.reload();
      await bob.seesHeading("This room is over");
      await bob.page.getByRole("row").filter({ hasText: "WEB-7" }).getByText("6.5").first()
        .waitFor();
      // and the room is gone
      await bob.presses("Open a new room");
      await bob.page.goto(link);
      await bob.seesHeading("This room is over");
    },

  "on paper the results have all their rows, and nothing to press": async (team) => {
    const ana = await team.person({ viewport: { width: 794, height: 240 } });
    const { page } = ana;
    await ana.opensRoom(team.origin, "Ana");
    for (const ticket of ["WEB-1", "WEB-2", "WEB-3"]) {
      await ana.begins(ticket);
      await ana.votes("5");
      await ana.reveals();
    }
    await ana.presses(/^Results/);
    await page.getByRole("dialog").getByRole("row").nth(3).waitFor();
    await page.emulateMedia({ media: "print" });
    const [top, hidden] = await page.getByRole("dialog").evaluate((one) => {
      if (!(one instanceof HTMLElement)) throw new Error("it is no dialog");
      const { top } = one.getBoundingClientRect();
      return [top, one.scrollHeight - one.offsetHeight];
    });
    assertEquals([top, hidden], [0, 0]);
    assertEquals(await page.getByRole("button").count(), 0);
    assert(await page.evaluate("document.documentElement.scrollHeight > innerHeight"));

    await page.emulateMedia({ media: "screen" });
    await ana.closesDialog();
    await ana.opensMenu();
    await ana.presses("End the session");
    await ana.presses("End the session");
    await ana.seesHeading("The session is over");
    await page.emulateMedia({ media: "print" });
    assertEquals(await page.getByRole("button").count(), 0);
  },

  "the estimate and the note of any ticket are edited in the results, and taken along": async (
    team,
  ) => {
    const ana = await team.person({ permissions: ["clipboard-read", "clipboard-write"] });
    const { bob } = await team.meet("bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues("https://tracker.example/browse/WEB-7 Log in\nWEB-8 Log out");
    for (const [ticket, next] of [["WEB-7", /^Next: WEB-7/], ["WEB-8", /^Next: WEB-8/]] as const) {
      await ana.presses(next);
      await bob.hasTicket(ticket);
      for (const one of [ana, bob]) await one.votes("5");
      await ana.reveals();
    }
    await ana.presses("Vote again");
    for (const one of [ana, bob]) await one.votes("8");
    await ana.reveals();

    await ana.presses(/^Results/);
    const dialog = ana.page.getByRole("dialog");
    await dialog.getByRole("row").nth(3).waitFor();
    // the last attempt of a ticket is the one that counts
    assertEquals(await dialog.getByRole("button", { name: /^Edit the outcome/ }).count(), 2);
    await ana.presses("Edit the outcome of WEB-7");
    const form = dialog.getByRole("form", { name: "Edit the outcome of WEB-7" });
    assertEquals(await form.getByLabel("Estimate").inputValue(), "5"); // all agreed
    const composed = { key: "Escape", isComposing: true }; // an input method's own
    await form.getByLabel("Estimate").dispatchEvent("keydown", composed);
    await ana.page.keyboard.type("13"); // it has the focus
    await form.getByLabel("Note").fill("Without | single sign-on");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    const row = (page: Person["page"]) =>
      page.getByRole("dialog").getByRole("row").filter({ hasText: "WEB-7" });
    await row(ana.page).getByText("13", { exact: true }).waitFor();
    await ana.page.locator("[aria-label='Edit the outcome of WEB-7']:focus").waitFor();
    // an estimate can be another one, but not none
    await ana.page.keyboard.press("Enter");
    await form.getByLabel("Estimate").fill("");
    await form.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").filter({ hasText: "Type an estimate of 1 to 16" }).waitFor();
    // Escape closes the form, and not what is around it
    await form.waitFor();
    await form.getByLabel("Estimate").focus();
    await ana.page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });

    await bob.presses(/^Results/);
    await row(bob.page).getByText("13", { exact: true }).waitFor();
    await row(bob.page).getByText("Without | single sign-on").waitFor();
    const link = row(bob.page).getByRole("link", { name: "WEB-7" });
    assertEquals(
      [await link.getAttribute("href"), await link.getAttribute("rel")],
      ["https://tracker.example/browse/WEB-7", "noreferrer noopener"],
    );
    assertEquals(await bob.page.getByRole("button", { name: /^Edit the outcome/ }).count(), 0);

    for (const form of ["CSV", "Markdown", "JSON"]) {
      const { text } = await downloads(ana, form);
      assertStringIncludes(text.replaceAll("\\", ""), "Without | single sign-on", form);
    }
    await ana.presses("Copy for a chat");
    await ana.page.getByRole("button", { name: "Copied" }).waitFor();
    const chat = await ana.page.evaluate<string>("navigator.clipboard.readText()");
    assertStringIncludes(chat, "WEB-7 Log in: 13 – Without | single sign-on – https://tracker.");
  },
};
