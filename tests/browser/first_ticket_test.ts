// From the server's address to a first estimate, in the real browser [P2, R7].
import { assert, assertEquals } from "@std/assert";
import { browserTest } from "./chromium.ts";
import { Team } from "./people.ts";

browserTest("two people open a room, join by its link, vote and reveal", async () => {
  await using team = await Team.meets();
  const ana = await team.person();
  const bob = await team.person();
  const link = await ana.opensRoom(team.origin, "Ana");
  await bob.joins(link, "Bob");
  await bob.sees("Ana picks the first ticket");
  await ana.begins("WEB-7", "Log in with a passkey");
  await bob.sees("Log in with a passkey");

  await bob.votes("8");
  await ana.sees("1 of 2 voters voted");
  const secret = ana.received.length;
  await ana.votes("5");
  await ana.sees("Everybody has voted");
  // [R7] neither in the page nor on the wire is there a card before the reveal
  const before = ana.received.slice(0, secret).filter((frame) => /"votes"|"card":/.test(frame));
  assertEquals(before, []);
  assertEquals(await ana.page.locator(".card-front").allInnerTexts(), ["", ""]);

  await ana.presses("Reveal the cards");
  await bob.sees("Close together.");
  assertEquals(await bob.page.locator(".card-front").allInnerTexts(), ["5", "8"]);
  await ana.page.getByRole("group", { name: /Final estimate/ }).getByRole("button", { name: "8" })
    .click();
  await ana.sees("Final estimate: 8");
  assert(bob.page.url().endsWith(new URL(link).pathname));
  team.assertNoTrouble();
});
