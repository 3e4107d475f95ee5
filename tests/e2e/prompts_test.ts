// One unanswered prompt at a time [P1.5]: what happens in the room while somebody sits at a prompt.
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { assertFrames, assertSecret, cardsByName, isUpdated, Table } from "./table.ts";

stories("prompts", {
  "[R10, P1.5] the admin's yes is refused when somebody joined, and asked for again": async (
    server,
  ) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("LATE");
    for (const [person, card] of [[anna, "13"], [bela, "13"], [cyril, "21"]] as const) {
      await person.votes(card);
      await person.receives("text", { with: [person.name] });
    }
    await anna.prompted("reveal");
    await cyril.interrupt();
    await isUpdated(bela, "cyril", 2);
    const dora = await table.joins("dora");
    await dora.prompted("vote");
    await anna.reveals();
    // Refused with a line, no hang: dora is being waited for.
    await anna.receives("ROOM_JOIN_UPDATES", { with: ["dora"] });
    await anna.receives("text", { nth: 4 });
    await dora.votes("21");
    await anna.reveals();
    const cards = { anna: "13", bela: "13", cyril: "21", dora: "21" };
    assertEquals(cardsByName(await dora.receives("VOTES_REVEALED")), cards);
    await anna.prompted("begin");
    assertFrames(anna, [
      "CREATE_ROOM",
      "ROOM_JOIN_UPDATES",
      "ROOM_JOIN_UPDATES anna",
      "ROOM_JOIN_UPDATES bela",
      "ROOM_JOIN_UPDATES cyril",
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
      "ASK_FOR_VOTE LATE",
      "text anna LATE",
      "text bela LATE",
      "text cyril LATE",
      "VOTING_COMPLETED LATE",
      "REVEAL_VOTES_PROMPT LATE",
      "ROOM_JOIN_UPDATES cyril",
      "ROOM_JOIN_UPDATES dora",
      "text",
      "text dora LATE",
      "VOTING_COMPLETED LATE",
      "REVEAL_VOTES_PROMPT LATE",
      "VOTES_REVEALED LATE",
      "BEGIN_VOTING_PROMPT",
    ]);
    for (const person of [anna, bela, dora]) assertSecret(person, ["13", "21"]);
  },

  "[W5] a ticket is shown to everybody as it was cleaned": async (server) => {
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T\u001b[31m-\u202eONE\u0007");
    await bela.receives("ASK_FOR_VOTE", { with: ['"T-ONE"'] });
    // Each client repeats the id that it was asked with.
    for (const person of [anna, bela]) await person.votes("3");
    await anna.reveals();
    await bela.receives("VOTES_REVEALED", { with: ['"T-ONE"'] });
  },
});
