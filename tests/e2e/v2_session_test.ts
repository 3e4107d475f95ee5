// Whole sessions of v2 members, with and without v1 clients [P2, R3-R16].
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { assertFrames, assertSecret, cardsByName } from "./table.ts";
import { assertSecretV2, cardsOf, V2Table, voted } from "./v2_table.ts";

const TICKETS = ["POKER-A", "POKER-B", "POKER-C"] as const;
/** A deck of which terminals can play two cards, and whose other cards nothing else looks like. */
const DECK = "13,21,zebra,okapi";
const CARDS = { anna: "zebra", bela: "13", cyril: "21", dora: "okapi" } as const;

stories("v2 sessions", {
  "[P2.3, R3-R16] terminals and v2 members estimate three tickets": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 4, { deck: DECK });
    const bela = await table.seats("bela");
    const cyril = await table.seats("cyril");
    const dora = await table.joins("dora");
    const emil = await table.joins("emil", { role: "observer" });
    const terminals = [bela, cyril];

    for (const [round, ticket] of TICKETS.entries()) {
      await anna.sets("BEGIN_VOTING", { ticket_id: ticket, title: `Title of ${ticket}` });
      await anna.sets("MEMBER_VOTED", { ticket_id: ticket, vote: CARDS.anna });
      for (const terminal of terminals) {
        await terminal.votes(CARDS[terminal.name === "bela" ? "bela" : "cyril"]);
        await dora.seesMember(terminal.name, { voted: true });
      }
      assertEquals(voted(dora.room), ["anna", "bela", "cyril"]);
      await anna.isRefused("REVEAL_VOTES", { ticket_id: ticket }, "not_complete");
      await dora.sets("MEMBER_VOTED", { ticket_id: ticket, vote: CARDS.dora });
      await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
      await dora.isRefused("REVEAL_VOTES", { ticket_id: ticket }, "not_admin");
      await anna.sets("REVEAL_VOTES", { ticket_id: ticket });
      for (const member of [anna, dora, emil]) {
        const room = await member.sees(
          "cards",
          ({ ballot }) => ballot?.phase === "revealed" && ballot.ticket_id === ticket,
        );
        assertEquals(cardsOf(room), CARDS);
        assertEquals(room.results_count, round + 1);
        assert(room.ballot?.phase === "revealed");
        assertEquals(room.ballot.title, `Title of ${ticket}`);
        assertEquals(room.ballot.summary, {
          counts: DECK.split(",").map((card) => ({ card, count: 1 })),
          counted_apart: [],
          mean: 17,
          median: 17,
          min: 13,
          max: 21,
          consensus: false,
          suggestion: "21",
        });
      }
      for (const terminal of terminals) {
        const revealed = await terminal.receives("VOTES_REVEALED", { with: [ticket] });
        assertEquals(cardsByName(revealed), CARDS);
        await terminal.receives("AWAITING_ADMIN_VOTE_START", { nth: round + 1 });
      }
    }

    const fresh = await table.agrees(emil, anna, dora);
    await anna.does("END_SESSION");
    for (const member of [anna, dora, fresh]) {
      const { data } = await member.receives("SESSION_ENDED");
      assertEquals(data.reason, "ended_by_admin");
      assertEquals(data.results.ballots.map(({ ticket_id }) => ticket_id), [...TICKETS]);
      assertEquals(data.results.participants.map(({ name, left_at }) => [name, left_at]), [
        ["anna", null],
        ["bela", null],
        ["cyril", null],
        ["dora", null],
        ["emil", null],
      ]);
      await member.isClosed(1000);
      assertEquals(member.frames.at(-1)?.type, "SESSION_ENDED");
    }

    // the terminals noticed nothing unusual
    for (const terminal of terminals) {
      assertEquals(await terminal.ended(), { by: "server", code: 1000, why: "closed 1000" });
      assertFrames(terminal, [
        `ROOM_JOIN_UPDATES ${table.roomId}`,
        "ROOM_JOIN_UPDATES anna admin",
        ...(terminal === cyril ? ["ROOM_JOIN_UPDATES bela"] : []),
        `ROOM_JOIN_UPDATES ${terminal.name}`,
        ...(terminal === bela ? ["ROOM_JOIN_UPDATES cyril"] : []),
        "ROOM_JOIN_UPDATES dora",
        "ROOM_CAPACITY_REACHED",
        "ROOM_JOIN_UPDATES emil",
        ...TICKETS.flatMap((ticket) => [
          "text 13 21",
          `ASK_FOR_VOTE ${ticket}`,
          ...["anna", "bela", "cyril", "dora"].map((name) => `text ${name} ${ticket}`),
          `VOTING_COMPLETED ${ticket}`,
          `VOTES_REVEALED ${ticket}`,
          "AWAITING_ADMIN_VOTE_START",
        ]),
        `texts ${TICKETS.join(" ")} zebra okapi`,
      ]);
      assertSecret(terminal, ["13", "21", "zebra", "okapi"]);
    }
    for (const member of [anna, dora, emil]) assertSecretV2(member, DECK.split(","));
    const { reason } = await server.logged("session_ended", ({ room }) => room === table.roomId);
    assertEquals(reason, "ended_by_admin");
  },

  "[R14, P1.4] an old terminal is the admin of v2 members": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.v1.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.joins("cyril");
    const { room } = bela.welcome;
    assertEquals(room.members.map(({ name }) => name), ["anna", "bela"]);
    assertEquals(room.members[0]?.member_id, room.admin_id);
    await bela.isRefused("END_SESSION", {}, "not_admin");
    await anna.begins("T-ONE");
    await anna.votes("8");
    await bela.sees("T-ONE", ({ ballot }) => ballot?.ticket_id === "T-ONE");
    await bela.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "?" });
    await cyril.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "☕" });
    await anna.reveals();
    assertEquals(cardsOf(await cyril.sees("cards", ({ results_count }) => results_count === 1)), {
      anna: "8",
      bela: "?",
      cyril: "☕",
    });
    const revealed = await anna.receives("VOTES_REVEALED");
    assertEquals(cardsByName(revealed), { anna: "8", bela: "?", cyril: "☕" });
    await anna.prompted("begin");
    const fresh = await table.agrees(bela, cyril);
    await anna.cut();
    for (const member of [fresh, cyril]) {
      assertEquals((await member.receives("SESSION_ENDED")).data.reason, "admin_left");
      await member.isClosed(1000);
    }
  },
});
