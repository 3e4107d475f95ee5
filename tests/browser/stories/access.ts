/** Who may come in where the operator says so [A1]. */
import { assertEquals } from "@std/assert";
import { giveToProgram, programsFolder } from "../../program.ts";
import type { Story } from "../play.ts";
import type { Team } from "../team.ts";

const KEY = "okapi-and-tapir-0";

export const ACCESS: Readonly<Record<string, Story>> = {
  "where rooms take a key the page asks for it once, says who has it, and forgets one that is no longer good":
    async (team) => {
      const folder = programsFolder();
      const file = `${folder}/keys`;
      await Deno.writeTextFile(file, KEY);
      giveToProgram(file);
      await team.hasOwnServer({ flags: ["--create-key-file", file], reads: folder });
      const { ana, bob } = await team.meet("ana", "bob");
      const { page } = ana;
      const key = page.getByLabel("Key", { exact: true });
      const kept = () => page.evaluate(() => localStorage.getItem("estimatex.key"));
      await page.goto(team.origin);
      await page.getByLabel("Your name").fill("Ana");
      await ana.presses("Open the room");
      await ana.sees("Opening a room on this server takes a key.");
      assertEquals(await key.getAttribute("type"), "password");
      await key.fill("a key of my own");
      await ana.presses("Open the room");
      await ana.sees("That is not this server’s key.");
      assertEquals(await kept(), null);
      await key.fill(KEY);
      await ana.presses("Open the room");
      await ana.page.getByRole("list", { name: "Voters" }).waitFor();
      assertEquals(page.url().includes(KEY), false);
      // to join takes none, and the next room needs none typed
      await bob.joins(page.url(), "Bob");
      assertEquals(await bob.page.evaluate(() => localStorage.getItem("estimatex.key")), null);
      await ana.opensRoom(team.origin, "Ana");
      await page.evaluate(() => localStorage.setItem("estimatex.key", '"of another server"'));
      await page.goto(team.origin);
      await ana.presses("Open the room");
      await ana.sees("That is not this server’s key.");
      assertEquals(await kept(), null);
    },
  "an admin link makes admin whoever is in the room already, too": async (team) => {
    const { joinLink, adminLink } = await opensRoomByProgram(team);
    const { bob } = await team.meet("bob");
    await bob.joins(joinLink, "Bob");
    await bob.sees("The admin picks the first ticket.");
    await bob.page.goto(adminLink); // in the tab that shows the room, and so without a new page
    await bob.presses(/^Next: T-1/);
    await bob.hasTicket("T-1");
    await bob.page.reload();
    await bob.hasTicket("T-1");
    assertEquals(await bob.page.getByText("you · admin").count(), 1);
    assertEquals(bob.page.url(), joinLink);
  },
  "a program opens a room, and who has its admin link runs it; the address and the copied link keep no secret":
    async (team) => {
      const { joinLink, adminLink } = await opensRoomByProgram(team);
      const { ana, bob } = await team.meet("ana", "bob");
      const [, secret = "none"] = adminLink.split("=");
      await bob.joins(joinLink, "Bob");
      await bob.sees("The admin picks the first ticket.");
      const { page } = ana;
      await page.goto(adminLink);
      await ana.sees("This link makes you the admin, unless somebody has used it before you.");
      assertEquals(page.url(), joinLink);
      await page.reload(); // before anybody joined with it
      await page.getByLabel("Your name").fill("Ana");
      await ana.presses("Join the room");
      await page.getByRole("list", { name: "Voters" }).waitFor();
      assertEquals(page.url(), joinLink);
      await ana.presses(/^Next: T-1/);
      await bob.hasTicket("T-1");
      const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
      assertEquals(stored.includes(secret), false);
      // whoever finds the link later is a member like any other
      const { cem } = await team.meet("cem");
      await cem.joins(adminLink, "Cem");
      await cem.sees(/^An admin link works only once, and \u2068?Ana\u2069? is the admin\./);
      await cem.hasTicket("T-1");
      assertEquals(await cem.page.getByText("you · admin").count(), 0);
      assertEquals(cem.page.url(), joinLink);
    },

  "where people sign in at a proxy the page has their name, and nobody types or changes it": async (
    team,
  ) => {
    await team.hasOwnServer({ flags: ["--trust-proxy", "--auth-header", "Remote-Name"] });
    const signedIn = (name: string) => team.person({ extraHTTPHeaders: { "Remote-Name": name } });
    const [ana, bob] = [await signedIn("Ana"), await signedIn("Bob")];
    const name = ana.page.getByLabel("Your name");
    await ana.page.goto(team.origin);
    await ana.sees("Your name comes from your sign-in.");
    assertEquals([await name.inputValue(), await name.isEditable()], ["Ana", false]);
    await ana.presses("Open the room");
    await ana.seesAtTable("Ana");
    await bob.page.goto(ana.page.url());
    await bob.sees("Your name comes from your sign-in.");
    await bob.presses("Join the room");
    await ana.seesAtTable("Bob");
    await ana.opensMenu();
    assertEquals(await ana.page.getByLabel("Your name here").count(), 0);
  },
};

/** A room with one ticket that a program opens on a server of this story's own. */
async function opensRoomByProgram(
  team: Team,
): Promise<{ readonly joinLink: string; readonly adminLink: string }> {
  const folder = programsFolder();
  const file = `${folder}/keys`;
  await Deno.writeTextFile(file, KEY);
  giveToProgram(file);
  await team.hasOwnServer({ flags: ["--api-key-file", file], reads: folder });
  const opened = await fetch(`${team.origin}/api/v1/rooms`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ capacity: 4, tickets: [{ ticket_id: "T-1", title: "Login" }] }),
  });
  const { join_link: joinLink, admin_link: adminLink } = await opened.json();
  return { joinLink, adminLink };
}
