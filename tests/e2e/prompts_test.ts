// One unanswered prompt at a time [P1.5]: what happens in the room while somebody sits at a prompt.
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { assertFrames, assertSecret, cardsByName, Table, told } from "./table.ts";

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
    await told(bela, "cyril", 2);
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

  "[R10, P1.5] the joiner votes before the admin answers: one prompt, one yes": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("LATE");
    for (const person of [anna, bela, cyril]) await person.votes("13");
    await anna.prompted("reveal");
    await cyril.interrupt();
    await told(bela, "cyril", 2);
    const dora = await table.joins("dora");
    await dora.votes("21");
    await bela.receives("VOTING_COMPLETED", { nth: 2 });
    await anna.reveals();
    await anna.begins("NEXT");
    await anna.votes("1");
    assertEquals(anna.prompts, ["begin", "vote", "reveal", "begin", "vote"]);
    const revealed = anna.types.indexOf("VOTES_REVEALED");
    assertEquals(anna.types.slice(revealed - 5, revealed + 3), [
      "REVEAL_VOTES_PROMPT",
      "ROOM_JOIN_UPDATES",
      "ROOM_JOIN_UPDATES",
      "text",
      "VOTING_COMPLETED",
      "VOTES_REVEALED",
      "BEGIN_VOTING_PROMPT",
      "ASK_FOR_VOTE",
    ]);
  },

  "[R4, P1.5] leaver and refill while the admin is asked for a ticket: no second prompt": async (
    server,
  ) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.prompted("begin");
    await cyril.interrupt();
    await told(bela, "cyril", 2);
    const dora = await table.joins("dora");
    await bela.receives("ROOM_CAPACITY_REACHED", { nth: 2 });
    await anna.begins("T-ONE");
    for (const person of [anna, bela, dora]) await person.votes("13");
    await anna.reveals();
    await anna.prompted("begin");
    assertEquals(anna.prompts, ["begin", "vote", "reveal", "begin"]);
    assertEquals(anna.types.slice(5, 11), [
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
      "ROOM_JOIN_UPDATES",
      "ROOM_JOIN_UPDATES",
      "ROOM_CAPACITY_REACHED",
      "ASK_FOR_VOTE",
    ]);
  },

  "[R4] the room fills anew while a ballot is open: nobody is told that it is full": async (
    server,
  ) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await bela.votes("13");
    await cyril.interrupt();
    await told(bela, "cyril", 2);
    const dora = await table.joins("dora");
    await dora.votes("13");
    await anna.votes("13");
    await anna.reveals();
    await anna.prompted("begin");
    await bela.receives("AWAITING_ADMIN_VOTE_START");
    for (const person of [anna, bela]) {
      assertEquals(person.types.filter((type) => type === "ROOM_CAPACITY_REACHED").length, 1);
    }
    assert(!dora.types.includes("ROOM_CAPACITY_REACHED"));
  },

  "[W5, P1.5] a ticket that can't stand is refused, and asked for again": async (server) => {
    await using table = new Table(server);
    const anna = await table.creates("anna", 1);
    await anna.begins("x".repeat(65));
    await anna.begins("\u0007\u0001");
    await anna.begins("\u001b[31m\u202e");
    await anna.begins(` ${"y".repeat(64)} `);
    await anna.prompted("vote");
    assertEquals(anna.types.slice(3), [
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
      ...Array(3).fill(["text", "BEGIN_VOTING_PROMPT"]).flat(),
      "ASK_FOR_VOTE",
    ]);
    assertFrames(anna, anna.types.with(-1, `ASK_FOR_VOTE "${"y".repeat(64)}"`));
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

  "[R9] the one who is waited for leaves: complete without it": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await anna.votes("13");
    await bela.votes("21");
    await cyril.prompted("vote");
    await cyril.cut();
    await anna.reveals();
    const revealed = await bela.receives("VOTES_REVEALED");
    assertEquals(cardsByName(revealed), { anna: "13", bela: "21" });
    assertSecret(bela, ["13", "21"]);
  },

  "[R10, R9] a late joiner who leaves again is no longer waited for": async (server) => {
    await using table = new Table(server);
    const [anna, bela, cyril] = await table.fills("anna", "bela", "cyril");
    assert(anna !== undefined && bela !== undefined && cyril !== undefined);
    await anna.begins("T-ONE");
    await cyril.interrupt();
    await bela.votes("13");
    await told(bela, "cyril", 2);
    const dora = await table.joins("dora");
    await dora.prompted("vote");
    await anna.votes("21");
    await anna.receives("ROOM_JOIN_UPDATES", { with: ["dora"] });
    assert(!bela.types.includes("VOTING_COMPLETED"));
    await dora.interrupt();
    await anna.reveals();
    const revealed = await bela.receives("VOTES_REVEALED");
    assertEquals(cardsByName(revealed), { anna: "21", bela: "13" });
  },
});
