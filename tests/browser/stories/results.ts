/** The end of a session, and what people take along. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** What a download holds, and what its file is called. */
async function downloads({ page }: Person, form: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: `Download as ${form}` }).click();
  const file = await coming;
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
      }

      const csv = await downloads(bob, "CSV");
      assertEquals(csv.name, `estimates-${room_id}.csv`);
      const [heads, first = "", second = ""] = csv.text.split("\r\n");
      assertEquals(
        heads,
        "ticket,title,attempt,estimate,mean,median,min,max,consensus,votes,revealed_at",
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
      const told = JSON.parse(json.text);
      assertEquals(told.room_id, room_id);
      assertEquals(told.participants.map(({ name }: { name: string }) => name), ["Ana", "Bob"]);
      assertEquals(
        told.ballots.map(({ ticket_id, estimate }: { ticket_id: string; estimate?: string }) => [
          ticket_id,
          estimate,
        ]),
        [["WEB-7", "8"], ["WEB-8", undefined]],
      );

      const markdown = await downloads(ana, "Markdown");
      assertEquals(markdown.name, `estimates-${room_id}.md`);
      assertStringIncludes(markdown.text, "| WEB-8 |  |  | 3 x2 | 3 | 3 | yes |");
      assertStringIncludes(markdown.text, "\\| piped");

      await ana.presses("Copy for a chat");
      await ana.page.getByRole("button", { name: "Copied" }).waitFor();
      const chat = await ana.page.evaluate<string>("navigator.clipboard.readText()");
      assertStringIncludes(chat, "WEB-8: 3, everybody agrees\n");
      // and the room is gone
      await bob.presses("Open a new room");
      await bob.asksToJoin(link, "Bob");
      await bob.seesHeading(`There is no room ${room_id}`);
    },
};
