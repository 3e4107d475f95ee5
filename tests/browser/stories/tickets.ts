/** From the server's address to estimates: small and large teams, old terminals among them. */
import { assertEquals } from "@std/assert";
import type { Story } from "../play.ts";

export const TICKETS: Readonly<Record<string, Story>> = {
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
    await bob.sees("Everybody has voted. Ana turns the cards.");
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

    await ana.begins("WEB-9");
    await ana.votes("1");
    await bob.votes("21");
    await ana.reveals();
    await bob.sees("Far apart. Let Ana (1) and Bob (21) explain.");
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
    await fay.sees("You observe this vote");
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
    await dan.opensMenu();
    await dan.presses("Leave the room");
    await dan.seesHeading("You left the room");
    await tom.votes("1");
    for (const one of [ana, bob, cleo, eve]) await one.votes("1");
    await ana.reveals();
    await bob.sees("Everybody agrees on 1.");
    assertEquals((await bob.table())["Dan"], "1");
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
};
