/** From the server's address to estimates: small and large teams, old terminals among them. */
import { assertEquals } from "@std/assert";
import type { Story } from "../play.ts";

/** From the first address to the third outcome. */
export const MAIN: Readonly<Record<string, Story>> = {
  "two people open a room, join by its link, and get through three tickets": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await bob.sees("Ana picks the first ticket");

    await ana.begins("WEB-7", "Log in with a passkey");
    await bob.sees("Log in with a passkey");
    await bob.votes("8");
    await ana.sees("1 of 2 voters voted");
    await ana.votes("5");
    assertEquals(await ana.table(), { Ana: "", Bob: "" });
    await bob.sees("Everybody has voted. Ana reveals the cards.");
    await ana.reveals();
    await bob.sees("Close together.");
    assertEquals(await bob.table(), { Ana: "5", Bob: "8" });
    await ana.settlesOn("8");

    await ana.begins("WEB-8");
    await bob.hasTicket("WEB-8");
    await bob.votes("3");
    await ana.votes("3");
    await ana.reveals();
    await bob.sees("Everybody agrees on 3.");
    await bob.page.locator(".settled-on", { hasText: /^\s*3\s*$/ }).waitFor(); // as large as an estimate

    await ana.begins("WEB-9");
    await ana.votes("1");
    await bob.votes("21");
    await ana.reveals();
    await bob.sees("Far apart. Let Ana (1) and Bob (21) explain.");
  },
};

export const TICKETS: Readonly<Record<string, Story>> = {
  ...MAIN,

  "what reads tickets is loaded when it is wanted, and a line that is gone is reported": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    const loaded: string[] = [];
    ana.page.on("request", (request) => {
      const name = /add_tickets/.exec(request.url())?.[0];
      if (name !== undefined) loaded.push(name);
    });
    await ana.opensRoom(team.origin, "Ana");
    assertEquals(loaded, []);
    await ana.goesOffline();
    await ana.presses("Add tickets");
    await ana.sees("This part of the page can't be loaded.");
    await ana.returns();
    await ana.presses("Add tickets");
    await ana.seesHeading("Add tickets");
    assertEquals(loaded.length, 2);
  },

  "five people, an observer and an old terminal get through three tickets": async (team) => {
    const { ana, bob, cleo, dan, eve, fay } = await team.meet(
      "ana",
      "bob",
      "cleo",
      "dan",
      "eve",
      "fay",
    );
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await cleo.joins(link, "Cleo");
    await dan.joins(link, "Dan");
    await fay.joins(link, "Fay", { observer: true });
    const tom = await team.terminal("Tom", link);
    await ana.seesAtTable("Tom");

    // the first: Cleo changes her mind, Eve comes late and is asked at once [R6, R10]
    await ana.begins("WEB-1");
    await tom.votes("5");
    await bob.votes("5");
    await cleo.hasTicket("WEB-1");
    await cleo.votes("13");
    await cleo.votes("8");
    await dan.votes("5");
    await fay.sees("You are observing");
    assertEquals(await fay.page.getByRole("group", { name: "Pick a card" }).count(), 0);
    await eve.joins(link, "Eve");
    await eve.votes("3");
    await ana.votes("5");
    await ana.reveals();
    const first = { Ana: "5", Bob: "5", Cleo: "8", Dan: "5", Eve: "3", Tom: "5" };
    for (const one of [ana, bob, cleo, dan, eve, fay]) {
      await one.seesOutcome();
      assertEquals(await one.table(), first);
    }
    await tom.receives("VOTES_REVEALED", { with: ["WEB-1"] });
    await ana.settlesOn("5");

    // the second: revealed with cards missing, then voted on once more [R11, R12]
    await ana.begins("WEB-2");
    await tom.votes("2");
    await bob.votes("13");
    await ana.sees("2 of 6 voters voted");
    await ana.presses("Reveal now, 4 votes missing");
    await eve.sees("Far apart. Let Tom (2) and Bob (13) explain.");
    assertEquals((await eve.table())["Cleo"], "");
    await ana.presses("Vote again");
    await eve.sees("Vote 2");
    await tom.votes("8");
    for (const one of [ana, bob, cleo, dan, eve]) await one.votes("8");
    await ana.reveals();
    await fay.sees("Everybody agrees on 8.");

    // the third: who leaves is not waited for, and the vote stays [R9]
    await ana.begins("WEB-3");
    await dan.votes("1");
    await dan.leaves();
    await dan.seesHeading("You left the room");
    await tom.votes("1");
    for (const one of [ana, bob, cleo, eve]) await one.votes("1");
    await ana.reveals();
    await bob.sees("Everybody agrees on 1.");
    assertEquals((await bob.table())["Dan"], "1");
  },

  "a vote that is cancelled leads to the next ticket, not to a first one": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    await ana.presses("Cancel");
    await ana.seesHeading("What do we estimate first?");
    await bob.sees("Ana picks the first ticket.");
    await ana.begins("WEB-2");
    for (const one of [ana, bob]) await one.votes("5");
    await ana.reveals();
    await ana.presses("Vote again");
    await ana.presses("Cancel");
    await ana.seesHeading("What is next?");
    await bob.seesHeading("What is next?");
    await bob.sees("Ana picks the next ticket.");
  },

  "a card is taken back, a vote begins anew, and nobody sees what was [R7, R12]": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.begins("WEB-1");
    await bob.votes("8");
    await ana.sees("1 of 2 voters voted");
    await bob.presses("Take it back");
    await ana.sees("0 of 2 voters voted");
    await bob.sees("Pick your card");
    await bob.votes("5");
    await ana.sees("1 of 2 voters voted");
    // only where something is lost it is asked for twice
    await ana.presses("Start over");
    await ana.sees("1 vote will be forgotten");
    await ana.page.getByRole("dialog").getByRole("button", { name: "Start over" }).click();
    await bob.sees("Vote 2");
    await bob.sees("Pick your card");
    await ana.sees("0 of 2 voters voted");
  },

  "what the votes suggest is one press from settled, and the next ticket is on the table": async (
    team,
  ) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await ana.queues("WEB-1\nWEB-2\nWEB-3");
    const outcome = bob.page.getByRole("region", { name: "Outcome" });
    await ana.presses(/^Next: WEB-1/);
    await bob.votes("8");
    await ana.votes("5");
    await ana.reveals();
    await outcome.getByText("Suggested 8").waitFor();
    await outcome.getByText("Spread").waitFor();
    // all that the deck has, what was played first
    const cards = ana.page.getByRole("group", { name: "Final estimate" }).getByRole("button");
    assertEquals((await cards.allInnerTexts()).slice(0, 4), ["5", "8", "1", "2"]);
    assertEquals(await cards.count(), 7);
    assertEquals(await ana.page.locator(".chip.preselected").count(), 0);
    await ana.presses("Accept 8 and next");

    await bob.hasTicket("WEB-2");
    for (const one of [ana, bob]) await one.votes("3");
    await ana.reveals();
    await bob.sees("Everybody agrees on 3.");
    assertEquals(await outcome.getByText("Spread").count(), 0);
    assertEquals(await ana.page.locator(".chip.preselected").allInnerTexts(), ["3"]);
    await ana.presses("Accept 3 and next");

    // without one that follows, too; and what is to be remembered is noted
    await bob.hasTicket("WEB-3");
    for (const one of [ana, bob]) await one.votes("13");
    await ana.reveals();
    await ana.page.getByRole("button", { name: "Accept 13", exact: true }).click();
    await outcome.getByText("Estimate 13").waitFor();
    await bob.page.locator(".ticket-bar").getByText("Estimate: 13").waitFor();
    assertEquals(await bob.page.getByRole("button", { name: "Add a note" }).count(), 0);
    await ana.presses("Add a note");
    await ana.page.keyboard.type("See https://docs.example/a."); // it has the focus
    await ana.presses("Save");
    await outcome.getByRole("link", { name: "https://docs.example/a", exact: true }).waitFor();
    await ana.page.locator("button:focus", { hasText: "Edit the note" }).waitFor();
    await bob.presses(/^Results/);
    const estimates = bob.page.getByRole("dialog").locator(".estimate-cell");
    await estimates.nth(2).waitFor();
    assertEquals(await estimates.allInnerTexts(), ["8", "3", "13"]);
  },

  "a ticket that is there already is reported, in the list and in the form": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    await ana.queues("WEB-1 First\nWEB-2 Second");
    await ana.presses("Add tickets");
    await ana.page.getByLabel("One ticket a line").fill("WEB-2\nWEB-3\nWEB-3 again");
    await ana.sees("1 of these is in the queue already. It keeps its place.");
    await ana.sees(/^Left out: .*WEB-3/);
    await ana.closesDialog();
    const ticket = ana.page.getByLabel("Ticket", { exact: true });
    await ticket.fill("WEB-2");
    await ana.sees("WEB-2 will be taken from the queue.");
    await ana.presses("Start voting");
    await ana.hasTicket("WEB-2");
    await ana.sees("Second");
    await ana.votes("5");
    await ana.reveals();
    await ana.presses("Another ticket…");
    await ticket.fill("WEB-2");
    await ana.sees("WEB-2 was voted on before. This is a new vote.");
  },
};
