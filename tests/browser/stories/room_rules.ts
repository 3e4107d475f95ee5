/** What a team can do about its room and the people in it [R11b, R17b, W14]. */
import { assertEquals } from "@std/assert";
import type { Story } from "../play.ts";

export const ROOM_RULES: Readonly<Record<string, Story>> = {
  "a room gets a name, seats, cards, a passcode and a lock, and newcomers meet them": async (
    team,
  ) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.opensMenu();
    await ana.presses("Room settings…");
    const { page } = ana;
    await page.getByLabel("Name of the room", { exact: true }).fill("Checkout team");
    await ana.presses("Save: Name of the room");
    await ana.seesHeading("Checkout team");
    const seats = page.getByLabel("Seats for voters", { exact: true });
    await seats.fill("300");
    await ana.presses("Save: Seats for voters");
    await ana.sees("Type a whole number from 1 to 100.");
    await seats.fill("30");
    await ana.presses("Save: Seats for voters");
    await ana.sees("There are 30 seats now");
    assertEquals(await page.getByText("Type a whole number").count(), 0); // it is answered
    await page.getByLabel("Cards", { exact: true }).selectOption("Your own cards");
    const cards = page.getByLabel("Your own cards");
    await cards.fill("0,5, 1");
    await ana.sees("If 0,5 is one card, put semicolons between the cards");
    await cards.fill("0,5; 1; 2");
    await ana.presses("Use these cards");
    await ana.sees("The room has new cards");
    await page.getByLabel("Passcode for newcomers", { exact: true }).fill("open sesame");
    await ana.presses("Save: Passcode for newcomers");
    await ana.sees("Newcomers need the passcode now");
    await bob.asksToJoin(link, "Bob");
    await bob.sees("This room needs a passcode.");
    const passcode = bob.page.getByLabel("Passcode", { exact: true });
    assertEquals(await passcode.getAttribute("type"), "password");
    await passcode.fill("wrong");
    await bob.presses("Join the room");
    await bob.sees("That is not the passcode.");
    await passcode.fill("open sesame");
    await bob.presses("Join the room");
    await bob.seesHeading("Checkout team");
    await bob.hasTitle("Checkout team");
    const kept = await bob.page.evaluate(() => JSON.stringify({ ...localStorage }));
    assertEquals(kept.includes("sesame"), false);
    // where the link is no longer enough, the invitation says so
    const invitation = bob.page.getByRole("dialog");
    await bob.presses("Invite");
    await invitation.getByText("Newcomers need the passcode now").waitFor();
    await ana.picks("Locked");
    await invitation.getByText("The room is locked").waitFor();
    assertEquals(await invitation.getByText("Anyone who opens it").count(), 0);
    await bob.closesDialog();
    await cleo.asksToJoin(link, "Cleo");
    await cleo.page.getByLabel("Passcode", { exact: true }).fill("open sesame");
    await cleo.presses("Join the room");
    await cleo.seesHeading("The room is locked");
    await ana.presses("Remove the passcode");
    await ana.sees("No passcode is needed now");
    await ana.picks("Open");
    await cleo.asksToJoin(link, "Cleo");
    await cleo.seesHeading("Checkout team");
    await ana.closesDialog();
    await ana.begins("WEB-1");
    await cleo.votes("0,5");
  },

  "somebody is asked once more, becomes an observer, and is removed for good": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await ana.votes("5");
    await ana.presses("Nudge");
    await bob.sees("Ana is waiting for your vote on WEB-1.");
    await bob.hasTitle(`Your turn: 1/2 WEB-1 · Room ${link.slice(-8)}`);
    await ana.page.getByTitle("Manage Bob").click();
    await ana.presses("Make an observer");
    await bob.sees("You are observing");
    await ana.presses("Cancel");
    await ana.page.getByRole("dialog").getByRole("button", { name: "Cancel the vote" }).click();
    await ana.sees("Voting on WEB-1 was cancelled");
    await ana.page.getByTitle("Manage Bob").click();
    await ana.presses("Remove for good");
    await bob.seesHeading("You can't join this room");
    await bob.sees("The admin has removed you for good.");
    assertEquals(await bob.page.getByRole("button", { name: "Join again" }).count(), 0);
  },

  "a name is changed, every voter may run the room, and a vote needs no ticket": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
    await bob.opensMenu();
    await bob.page.getByLabel("Your name here", { exact: true }).fill("Robert");
    await bob.presses("Save: Your name here");
    await ana.seesAtTable("Robert");
    await bob.closesDialog();
    await ana.opensMenu();
    await ana.presses("Room settings…");
    await ana.picks("By every voter");
    await bob.presses("Start a vote");
    await bob.hasTicket("Vote 1");
    await bob.votes("8");
    await ana.closesDialog();
    await ana.votes("8");
    await bob.sees("Everybody has voted. Reveal the cards."); // nobody waits for Ana
    await bob.reveals();
    await ana.settlesOn("8");
    await bob.page.getByRole("region", { name: "Outcome" }).getByText("Estimate").waitFor();
  },
};
