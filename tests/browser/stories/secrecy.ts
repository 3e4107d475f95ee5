/** [R7] No card before the reveal: on the wire, and in the document of every page. */
import { assert, assertEquals } from "@std/assert";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";
import { documentWithoutDeck, framesWith } from "../secrecy.ts";

/** Words that stand nowhere by accident. An old terminal has two cards of it. */
const CARDS = ["walnut", "pecan", "hazel", "almond"];
const DECK = ["1", "2", ...CARDS].join(", ");

async function assertNoCard(people: readonly Person[]): Promise<void> {
  for (const { page, received } of people) {
    assertEquals(framesWith(CARDS, received), []);
    const text = await documentWithoutDeck(page);
    assertEquals(CARDS.filter((card) => text.includes(card)), []);
  }
}

export const SECRECY: Readonly<Record<string, Story>> = {
  "before the reveal no card is on the wire, nor in any page, hidden or not": async (team) => {
    const { ana, bob, cleo, fay } = await team.meet("ana", "bob", "cleo", "fay");
    const link = await ana.opensRoom(team.origin, "Ana", { deck: DECK });
    await bob.joins(link, "Bob");
    await cleo.joins(link, "Cleo");
    await fay.joins(link, "Fay", { observer: true });
    const tom = await team.terminal("Tom", link);
    const people = [ana, bob, cleo, fay];
    await ana.seesAtTable("Tom");
    await ana.begins("WEB-1");
    await assertNoCard(people);
    await bob.votes("walnut");
    await cleo.votes("pecan");
    await cleo.votes("hazel");
    await ana.sees("2 of 4 voters voted");
    await assertNoCard(people);
    await tom.votes("1");
    await ana.votes("almond");
    for (const one of people) await one.sees("Everybody has voted");
    await assertNoCard(people);
    // the old terminal, too, was sent who has voted, and no more
    assert(tom.types.includes("VOTING_COMPLETED"));
    const sent = tom.frames.filter(({ type }) => type !== "text").map(({ raw }) => raw);
    assertEquals(sent.filter((raw) => CARDS.some((card) => raw.includes(card))), []);

    await ana.reveals();
    await fay.seesOutcome();
    const text = await documentWithoutDeck(fay.page);
    assertEquals(CARDS.filter((card) => !text.includes(card)), ["pecan"]); // given up for another
    assert(framesWith(CARDS, fay.received).length > 0, "and the search does find cards");
  },

  "an attempt that was begun anew is never shown": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    await bob.joins(await ana.opensRoom(team.origin, "Ana", { deck: DECK }), "Bob");
    await ana.begins("WEB-1");
    await bob.votes("walnut");
    await ana.sees("1 of 2 voters voted");
    await ana.presses("Start over");
    await ana.page.getByRole("dialog").getByRole("button", { name: "Start over" }).click();
    await bob.sees("Vote 2");
    await bob.votes("pecan");
    await ana.votes("pecan");
    await ana.reveals();
    await bob.sees("Everybody agrees on pecan.");
    assertEquals(framesWith(["walnut"], ana.received), []);
    assert(!(await documentWithoutDeck(ana.page)).includes("walnut"));
  },

  "the seat's token is in no address, no document and no file of the page, on the way back neither [P2.2, W14]":
    async (team) => {
      const heads: string[] = [];
      team.isBehind({
        request: (head) => {
          heads.push(head);
          return head;
        },
      });
      const { ana } = await team.meet("ana");
      const addresses: string[] = [];
      ana.page.on("request", (request) => addresses.push(request.url()));
      ana.page.on("websocket", (socket) => addresses.push(socket.url()));
      await ana.opensRoom(team.origin, "Ana");
      const token = /"resume_token":"([0-9a-f]{32})"/.exec(ana.received[0] ?? "")?.[1];
      assert(token !== undefined);
      await ana.page.reload();
      await ana.seesAtTable("Ana");
      assert(!(await ana.page.content()).includes(token));
      assert(!ana.page.url().includes(token));
      assert(addresses.some((one) => one.includes("action=RESUME")));
      assertEquals(addresses.filter((one) => one.includes(token)), []);
      // what a proxy sees of it, and does not log unless it is set to
      const resumes = heads.filter((head) => head.includes("action=RESUME"));
      assertEquals(resumes.map((head) => head.includes(`estimatex.token.${token}`)), [true]);
      assertEquals(heads.filter((head) => head.split("\r\n")[0]?.includes(token)), []);
    },
};
