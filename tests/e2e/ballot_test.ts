// Who may do what to a ballot, and which votes count [R5, R6, R9]. Much of it takes clients that send
// what the real one would not send at that moment.
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { assertSecret, cardsByName, Table, told } from "./table.ts";
import type { Terminal } from "./v1_terminal.ts";

/** Sends something that must be refused, and waits for the line that says so. */
async function refused(person: Terminal, type: string, data: unknown): Promise<void> {
  const before = person.types.filter((type) => type === "text").length;
  await person.sends(type, data);
  await person.receives("text", { nth: before + 1 });
  assertEquals(person.exit, undefined, "it stays");
}

/** Waits until what this member sent before has reached the room: the refusal comes after it. */
async function dealtWith(person: Terminal): Promise<void> {
  await refused(person, "REVEAL_VOTES", { ticket_id: "T-NONE" });
}

stories("ballots", {
  "[R9] a vote stays when its voter leaves in mid-ballot": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await cyril.votes("21");
    await cyril.receives("text", { with: ["cyril"] });
    await cyril.cut();
    await bela.votes("13");
    await told(bela, "cyril", 2);
    await anna.votes("13");
    await anna.reveals();
    const cards = { anna: "13", bela: "13", cyril: "21" };
    assertEquals(cardsByName(await bela.receives("VOTES_REVEALED")), cards);
    assertSecret(bela, ["13", "21"]);
  },

  "[R9] whoever comes back under the same name is counted once": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await cyril.votes("21");
    await cyril.receives("text", { with: ["cyril"] });
    await cyril.cut();
    await bela.votes("13");
    await told(bela, "cyril", 2);
    const again = await table.joins("cyril");
    await again.votes("3");
    await anna.votes("13");
    await anna.reveals();
    const cards = { anna: "13", bela: "13", cyril: "3" };
    assertEquals(cardsByName(await again.receives("VOTES_REVEALED")), cards);
  },

  "[R6] a second vote replaces the first, counts once and is told once": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T-ONE");
    await bela.votes("13");
    await bela.receives("text", { with: ["bela"] });
    await bela.sends("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "21" });
    await dealtWith(bela);
    await anna.votes("8");
    await anna.reveals();
    assertEquals(cardsByName(await bela.receives("VOTES_REVEALED")), { anna: "8", bela: "21" });
    await anna.prompted("begin");
    assertEquals(anna.types.slice(-6, -2), [
      "text",
      "text",
      "VOTING_COMPLETED",
      "REVEAL_VOTES_PROMPT",
    ]);
    assertSecret(anna, ["13", "21"]);
  },

  "[R5] whoever is not the admin begins and reveals nothing, and stays": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await bela.receives("ROOM_CAPACITY_REACHED");
    await refused(bela, "BEGIN_VOTING", { ticket_id: "T-EVIL" });
    await refused(bela, "REVEAL_VOTES", { ticket_id: "T-EVIL" });
    await anna.begins("T-ONE");
    await bela.votes("13");
    await bela.receives("text", { with: ["bela"] });
    await refused(bela, "BEGIN_VOTING", { ticket_id: "T-EVIL" });
    await refused(bela, "REVEAL_VOTES", { ticket_id: "T-ONE" });
    await anna.votes("13");
    await anna.prompted("reveal");
    await bela.receives("VOTING_COMPLETED");
    await refused(bela, "REVEAL_VOTES", { ticket_id: "T-ONE" });
    await anna.reveals();
    await bela.receives("VOTES_REVEALED");
    const seen = anna.frames.filter(({ raw }) => raw.includes("EVIL"));
    assertEquals(seen, [], "the room never notices");
  },

  "[R6] votes before, after and beside the open ballot are refused": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await bela.receives("ROOM_CAPACITY_REACHED");
    await refused(bela, "MEMBER_VOTED", { ticket_id: "T-ONE", vote: "13" });
    await anna.begins("T-ONE");
    await anna.votes("5");
    await bela.votes("8");
    await bela.receives("text", { with: ["bela"] });
    await refused(bela, "MEMBER_VOTED", { ticket_id: "T-TWO", vote: "13" });
    await anna.reveals();
    await bela.receives("AWAITING_ADMIN_VOTE_START");
    await refused(bela, "MEMBER_VOTED", { ticket_id: "T-ONE", vote: "13" });
    await anna.begins("T-TWO");
    await anna.votes("5");
    await bela.votes("8");
    await anna.reveals();
    for (const nth of [1, 2]) {
      const revealed = await bela.receives("VOTES_REVEALED", { nth });
      assertEquals(cardsByName(revealed), { anna: "5", bela: "8" });
    }
  },

  "[R6, P1.5] a card that is not in the deck is refused, and asked for again": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T-ONE");
    await anna.votes("5");
    await anna.receives("text", { with: ["anna"] });
    // A second client version with a longer menu: its first answer is the one that the server hears.
    await bela.sends("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "40" });
    await bela.votes("8");
    await bela.receives("ASK_FOR_VOTE", { nth: 2 });
    await bela.votes("13");
    await bela.receives("text", { with: ["bela"] });
    await dealtWith(bela);
    await anna.reveals();
    assertEquals(cardsByName(await bela.receives("VOTES_REVEALED")), { anna: "5", bela: "13" });
  },

  "[R5] only one ballot is open at a time": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T-ONE");
    await anna.votes("5");
    await anna.receives("text", { with: ["anna"] });
    await refused(anna, "BEGIN_VOTING", { ticket_id: "T-TWO" });
    await refused(anna, "REVEAL_VOTES", { ticket_id: "T-ONE" });
    await bela.votes("8");
    await anna.reveals();
    await anna.begins("T-TWO");
    await bela.votes("8");
    assertEquals(bela.types.filter((type) => type === "ASK_FOR_VOTE").length, 2);
  },
});
