// What a program sends out of turn changes nothing, and whoever comes back is counted once [R5, R9].
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { cardsByName, isUpdated, Table } from "./table.ts";
import type { Terminal } from "./v1_terminal.ts";

/** Sends something that must be refused, and waits for the line that refuses it. */
async function refused(person: Terminal, type: string, data: unknown): Promise<void> {
  const before = person.types.filter((type) => type === "text").length;
  await person.sends(type, data);
  await person.receives("text", { nth: before + 1 });
  assertEquals(person.exit, undefined, "it stays");
}

stories("ballots", {
  "[R9] whoever comes back under the same name is counted once": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await cyril.votes("21");
    await cyril.receives("text", { with: ["cyril"] });
    await cyril.cut();
    await bela.votes("13");
    await isUpdated(bela, "cyril", 2);
    const again = await table.joins("cyril");
    await again.votes("3");
    await anna.votes("13");
    await anna.reveals();
    const cards = { anna: "13", bela: "13", cyril: "3" };
    assertEquals(cardsByName(await again.receives("VOTES_REVEALED")), cards);
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
});
