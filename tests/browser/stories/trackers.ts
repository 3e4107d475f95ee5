/** Tickets out of a tracker, and estimates back to it [A5], against a Jira of the tests' own. */
import { assertEquals } from "@std/assert";
import { giveToProgram, programsFolder } from "../../program.ts";
import { JiraCloudStandIn } from "../../trackers/standins/jira.ts";
import { newSecret, Receiver } from "../../webhooks/receiver.ts";
import { Album } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";
import type { Team } from "../team.ts";

const KEY = "okapi-and-tapir-0";
const API_KEY = "zebra-and-gnu-0123456789abcdef";

/** A sprint of so many tickets, and one ticket that is in none. */
function jira(count: number): JiraCloudStandIn {
  const sprint = Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    title: at === 0 ? "Log in with a passkey" : `Work of the sprint, part ${at + 1}`,
    sprint: "Sprint 7",
    estimate: at === 2 ? 3 : null,
  }));
  return new JiraCloudStandIn([...sprint, { number: 99, title: "Of another sprint" }]);
}

/** A server that asks this tracker; who opens a room has the key in the browser already. */
async function withTracker(
  team: Team,
  tracker: JiraCloudStandIn,
  more: { readonly flags: readonly string[]; readonly secrets: Record<string, string> } = {
    flags: [],
    secrets: {},
  },
): Promise<void> {
  const folder = programsFolder();
  const secrets = { key: KEY, token: tracker.token, ...more.secrets };
  for (const [name, secret] of Object.entries(secrets)) {
    await Deno.writeTextFile(`${folder}/${name}`, secret);
    giveToProgram(`${folder}/${name}`);
  }
  const flags = [
    ...["--create-key-file", "FOLDER/key", "--tracker", `JIRA=jira:${tracker.site}`],
    ...["--tracker-token-file", "JIRA=FOLDER/token"],
    ...["--tracker-field", `JIRA=${tracker.field}`, ...more.flags],
  ];
  await team.hasOwnServer({
    flags: flags.map((flag) => flag.replace("FOLDER", folder)),
    reads: folder,
  });
}

async function opensRoom(ana: Person, team: Team): Promise<string> {
  await ana.page.goto(team.origin);
  await ana.page.evaluate((key) => localStorage.setItem("estimatex.key", JSON.stringify(key)), KEY);
  return await ana.opensRoom(team.origin, "Ana");
}

async function searches({ page }: Person, query: string): Promise<void> {
  await page.getByLabel("Search for").fill(query);
  await page.getByRole("button", { name: "Search", exact: true }).click();
}

/** Begins the first ticket of the queue, wherever the page offers it. */
async function starts(ana: Person, ticket: string): Promise<void> {
  await ana.presses(new RegExp(`^(Next: ${ticket}|Start voting on ${ticket})`));
}

export const TRACKERS: Readonly<Record<string, Story>> = {
  "a sprint comes out of Jira, is estimated, and the estimates go back": async (team) => {
    await using tracker = jira(12);
    await withTracker(team, tracker);
    const album = new Album();
    const { ana, bob } = await team.meet("ana", "bob");
    const { page } = ana;
    const link = await opensRoom(ana, team);
    await bob.joins(link, "Bob");
    await ana.presses("Add tickets");
    await ana.picks("JIRA");
    await searches(ana, 'sprint:"Sprint 7"');
    await ana.sees("12 tickets found");
    await page.getByLabel("Select all").check();
    await album.take(page, "41-tracker-search");
    await ana.presses("Add 12 tickets");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await bob.sees("Work of the sprint, part 12");
    assertEquals((await bob.queue()).slice(0, 2), ["WEB-1", "WEB-2"]);

    // what is there is marked, and not chosen again
    await ana.presses("Add tickets");
    await searches(ana, "");
    await page.getByText("in the queue").nth(11).waitFor();
    await page.getByLabel("Select all").check();
    await ana.presses("Add 1 ticket");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await ana.sees("Of another sprint");

    for (const [ticket, card] of [["WEB-1", "5"], ["WEB-2", "8"]] as const) {
      await starts(ana, ticket);
      await bob.hasTicket(ticket);
      await bob.votes(card);
      await ana.votes(card);
      await ana.reveals();
      await ana.settlesOn(card);
    }
    tracker.fieldType = null;
    await ana.presses(/^Results/);
    await ana.presses("Write 2 estimates back");
    await ana.sees("0 estimates written back");
    await ana.sees("The tracker has no field that takes this estimate.");
    await album.take(page, "42-not-written-back");
    tracker.fieldType = "number";
    await ana.presses("Write 2 estimates back");
    await ana.sees("2 estimates written back");
    assertEquals([1, 2, 3].map((number) => tracker.estimateOf(number)), [5, 8, 3]);
    await page.getByRole("button", { name: /^Write / }).waitFor({ state: "detached" });
    await album.take(page, "43-written-back");

    // what changed since is offered once more before the session ends: a room that is over writes nothing
    await page.keyboard.press("Escape");
    await ana.settlesOn("5");
    await ana.opensMenu();
    await ana.presses("End the session");
    await ana.presses("Write 1 estimate back");
    await ana.sees("1 estimate written back");
    assertEquals(tracker.estimateOf(2), 5);
    await album.take(page, "44-written-back-at-the-end");
    album.assertFlawless();
    const secrets = [...ana.received, ...bob.received].filter((one) => one.includes(tracker.token));
    assertEquals(secrets, []);
  },

  "what a tracker doesn't do is a sentence, and the next search works": async (team) => {
    await using tracker = jira(3);
    await withTracker(team, tracker);
    const { ana } = await team.meet("ana");
    const { page } = ana;
    await opensRoom(ana, team);
    await ana.presses("Add tickets");
    await ana.picks("JIRA");
    await searches(ana, "assignee = ");
    await ana.sees("The tracker doesn’t understand this search.");
    await searches(ana, "nothing has this title");
    await ana.sees("Nothing was found.");
    await searches(ana, "WEB-2");
    await ana.sees("1 ticket found");
    // taken out and put back, it still comes out of the tracker
    await page.getByRole("checkbox", { name: /^WEB-2/ }).check();
    await ana.presses("Add 1 ticket");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await ana.presses(/More about WEB-2/);
    await ana.presses("Remove WEB-2");
    await ana.presses("Undo");
    await page.waitForFunction(
      () => document.querySelector(".queue .ticket-id")?.textContent === "WEB-2",
    );
    const states = ana.received.filter((one) => one.includes('"queue":[{"ticket_id":"WEB-2"'));
    assertEquals(states.at(-1)?.includes('"tracker":"JIRA"'), true);
    tracker.expire();
    await ana.presses("Add tickets");
    await searches(ana, "");
    await ana.sees("The tracker doesn’t let the server do this.");
  },

  "the whole of it: open with a key, import, estimate, write back, receive the webhook, fetch the session":
    async (team) => {
      await using tracker = jira(2);
      await using receiver = new Receiver();
      await withTracker(team, tracker, {
        flags: [
          ...["--webhook", receiver.url, "--webhook-secret-file", "FOLDER/webhook"],
          ...["--api-key-file", "FOLDER/api", "--data", programsFolder()],
        ],
        secrets: { webhook: newSecret(), api: API_KEY },
      });
      const { ana } = await team.meet("ana");
      await ana.page.goto(team.origin);
      await ana.page.getByLabel("Your name").fill("Ana");
      await ana.presses("Open the room");
      await ana.page.getByLabel("Key", { exact: true }).fill(KEY);
      await ana.presses("Open the room");
      await ana.page.getByRole("list", { name: "Voters" }).waitFor();
      const roomId = ana.page.url().slice(-8);

      await ana.presses("Add tickets");
      await ana.picks("JIRA");
      await searches(ana, 'sprint:"Sprint 7"');
      await ana.page.getByLabel("Select all").check();
      await ana.presses("Add 2 tickets");
      await ana.page.getByRole("dialog").waitFor({ state: "detached" });
      await starts(ana, "WEB-1");
      await ana.votes("5");
      await ana.reveals();
      await ana.settlesOn("5");
      await ana.presses(/^Results/);
      await ana.presses("Write 1 estimate back");
      await ana.sees("1 estimate written back");
      assertEquals(tracker.estimateOf(1), 5);
      await ana.closesDialog();
      await ana.opensMenu();
      await ana.presses("End the session");
      await ana.presses("End the session");
      await ana.seesHeading("The session is over");

      const events = (await receiver.gets(3)).map(({ body }) => JSON.parse(body));
      assertEquals(events.map(({ type }) => type).toSorted(), [
        "ballot.revealed",
        "estimate.set",
        "session.ended",
      ]);
      const set = events.find(({ type }) => type === "estimate.set");
      const { ticket_id, tracker: from, estimate } = set.data.ballot;
      assertEquals([set.data.room_id, ticket_id, from, estimate], [roomId, "WEB-1", "JIRA", "5"]);
      const response = await fetch(`${team.origin}/api/v1/sessions/${roomId}`, {
        headers: { authorization: `Bearer ${API_KEY}` },
      });
      assertEquals(response.status, 200);
      const { ballots } = await response.json();
      assertEquals(ballots.map((one: typeof set.data.ballot) => [one.ticket_id, one.estimate]), [
        ["WEB-1", "5"],
      ]);
    },
};
