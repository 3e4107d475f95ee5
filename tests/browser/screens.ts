/**
 * Takes a picture of every phase of the page, wide and narrow, light and dark, into dist/screens: for people
 * to look at. Run it with: deno run -P=test tests/browser/screens.ts [NAME...]
 */
import { type Person, Team } from "./people.ts";

const FOLDER = new URL("../../dist/screens/", import.meta.url);

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } } as const;
const SCHEMES = ["light", "dark"] as const;

/** How long movements on the page take at most, in milliseconds. */
const SETTLED_MS = 550;

const wanted = new Set(Deno.args);

/** The page as it is, four times. */
async function shoot({ page }: Person, name: string): Promise<void> {
  if (wanted.size > 0 && !wanted.has(name)) return;
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(SETTLED_MS);
      const { pathname } = new URL(`${name}-${size}-${colorScheme}.png`, FOLDER);
      await page.screenshot({ path: pathname });
    }
  }
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: "light" });
}

async function entries(team: Team, { ana, bob, eve }: People): Promise<string> {
  await ana.page.goto(team.origin);
  await shoot(ana, "01-entry");
  await ana.page.getByLabel("Your name").fill("Ana");
  await ana.page.getByText("More settings").click();
  await ana.page.getByLabel("Seats for voters").fill("4");
  await shoot(ana, "02-entry-more");
  await ana.presses("Open the room");
  await ana.page.waitForURL(/\/r\/[0-9A-Z]{8}$/);
  const link = ana.page.url();
  await shoot(ana, "03-lobby-alone");
  await bob.page.goto(link);
  await shoot(bob, "04-join");
  await bob.joins(link, "Bob");
  await eve.joins(link, "Eve", { observer: true });
  return link;
}

interface People {
  readonly ana: Person;
  readonly bob: Person;
  readonly cleo: Person;
  readonly dan: Person;
  readonly eve: Person;
}

async function session(team: Team): Promise<void> {
  const people: People = {
    ana: await team.person(),
    bob: await team.person(),
    cleo: await team.person(),
    dan: await team.person(),
    eve: await team.person(),
  };
  const { ana, bob, cleo, dan, eve } = people;
  const link = await entries(team, people);
  await cleo.joins(link, "Cleopatra Featherstonehaugh");
  await dan.joins(link, "Dan");
  await shoot(ana, "05-lobby-admin");
  await shoot(bob, "06-lobby-member");
  await ana.presses("Invite");
  await shoot(ana, "07-invite");
  await ana.page.keyboard.press("Escape");
  await queue(ana);
  await shoot(ana, "09-queue");
  await ana.presses(/^Next: WEB-7/);
  await bob.page.getByRole("group", { name: "Pick a card" }).waitFor();
  await shoot(bob, "10-voting");
  await ana.page.getByLabel("Start a timer").selectOption("2");
  await bob.votes("5");
  await cleo.votes("13");
  await shoot(ana, "11-voting-admin");
  await shoot(bob, "12-voted");
  await shoot(eve, "13-observer");
  await dan.votes("8");
  await ana.votes("5");
  await shoot(ana, "14-complete-admin");
  await shoot(bob, "15-complete");
  await ana.presses("Reveal the cards");
  await bob.sees("Far apart");
  await shoot(ana, "16-revealed-apart-admin");
  await shoot(bob, "17-revealed-apart");
  await ana.presses("Vote again");
  for (const one of [ana, bob, cleo, dan]) await one.votes("8");
  await shoot(bob, "18-vote-again");
  await ana.presses("Reveal the cards");
  await ana.page.getByRole("group", { name: "Final estimate" })
    .getByRole("button", { name: "8", exact: true }).click();
  await bob.sees("Everybody agrees");
  await shoot(ana, "19-consensus-admin");
  await shoot(bob, "20-consensus");
  await ana.presses(/^Results/);
  await ana.page.getByRole("table").waitFor();
  await shoot(ana, "21-results");
  await ana.page.keyboard.press("Escape");
  await ana.presses("Menu of Ana");
  await shoot(ana, "22-menu");
  await ana.page.keyboard.press("Escape");
  await ana.page.getByTitle("Manage Dan").click();
  await shoot(ana, "23-member");
  await exits(team, people, link);
}

async function queue(ana: Person): Promise<void> {
  await ana.presses("Add tickets");
  await ana.page.getByRole("textbox").last().fill(
    "Key,Summary\nWEB-7,Log in with a passkey\nWEB-8,Log out on every device\nWEB-9,\n" +
      "WEB-10,Export the audit log as CSV for the compliance team",
  );
  await shoot(ana, "08-add-tickets");
  await ana.presses("Add 4 tickets");
  await ana.page.getByRole("complementary", { name: "Tickets to come" }).getByText("WEB-10")
    .waitFor();
}

async function exits(team: Team, { ana, bob, cleo, dan }: People, link: string): Promise<void> {
  const late = await team.person();
  await late.page.goto(link);
  await late.page.getByLabel("Your name").fill("Gus");
  await late.presses("Join the room");
  await late.sees("The room is full");
  await shoot(late, "24-full");

  await ana.presses("Remove from the room");
  await dan.sees("You were removed");
  await shoot(dan, "25-removed");
  await ana.presses(/^Next: WEB-8/);
  await cleo.votes("3");
  await cleo.goesOffline();
  await cleo.sees("Connection lost");
  await cleo.card("5").click();
  await shoot(cleo, "26-reconnecting");
  await shoot(ana, "27-somebody-away");

  const tab = await bob.context.newPage();
  bob.watch(tab);
  await tab.goto(link);
  await bob.sees("Open in another tab");
  await shoot(bob, "28-other-tab");
  await tab.close();

  await late.page.goto(`${team.origin}/r/00000000`);
  await late.page.getByLabel("Your name").fill("Gus");
  await late.presses("Join the room");
  await late.sees("There is no room");
  await shoot(late, "29-no-such-room");
  await ana.presses("Menu of Ana");
  await ana.presses("End the session");
  await shoot(ana, "30-end-asked");
  await ana.presses("End the session");
  await ana.sees("The session is over");
  await shoot(ana, "31-over");
}

await Deno.mkdir(FOLDER, { recursive: true });
await using team = await Team.meets();
await session(team);
