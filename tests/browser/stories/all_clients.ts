/** A team in which everybody has another client: the page, the terminal client, the old one. */
import { assertEquals } from "@std/assert";
import { cardsByName } from "../../e2e/table.ts";
import { Home } from "../../terminal/program.ts";
import { Window } from "../../terminal/tmux.ts";
import type { Story } from "../play.ts";

const TICKETS = "WEB-7 Log in with a passkey\nWEB-8\tLog out\nWEB-9";

const ROUNDS: readonly [ticket: string, cards: readonly [string, string, string]][] = [
  ["WEB-7", ["5", "8", "13"]],
  ["WEB-8", ["3", "3", "3"]],
  ["WEB-9", ["1", "21", "2"]],
];

export const ALL_CLIENTS: Readonly<Record<string, Story>> = {
  "page, terminal client and old terminal estimate a list of tickets together": async (team) => {
    await using home = new Home();
    const ana = await team.person();
    const link = await ana.opensRoom(team.origin, "Ana");
    await using bob = await Window.open(home, ["join", link, "--name", "Bob"]);
    await bob.shows("online", "Ana");
    const tom = await team.terminal("Tom", link);
    await ana.sees("Tom");
    await ana.queues(TICKETS);
    for (const [ticket, [anas, bobs, toms]] of ROUNDS) {
      await ana.presses(new RegExp(`Next: ${ticket}`));
      await ana.hasTicket(ticket);
      await ana.votes(anas);
      await bob.shows(ticket, "You have not voted yet.");
      await bob.types(bobs);
      await bob.presses("Enter");
      await bob.shows(`Your vote: ${bobs}`);
      await tom.votes(toms);
      await ana.reveals();
      await bob.shows("revealed");
      const revealed = await tom.receives("VOTES_REVEALED", { with: [ticket] });
      assertEquals(cardsByName(revealed), { Ana: anas, Bob: bobs, Tom: toms });
    }
    await ana.opensMenu();
    await ana.presses("End the session");
    await ana.page.getByRole("dialog").getByRole("button", { name: "End the session" }).click();
    await ana.seesHeading("The session is over");
    // what came of it stands in the terminals, too
    await bob.shows("WEB-7", "WEB-8", "WEB-9", "[exit 0");
    await tom.ended();
  },
};
