// A whole session of old terminal clients, frame by frame (P1, R3-R12, R14, R16).
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { LogLine } from "./program_lines.ts";
import { stories } from "./stories.ts";
import { assertFrames, assertSecret, cardsByName, Table, turnedAway } from "./table.ts";

const NAMES = ["anna", "bela", "cyril", "dora", "emil"] as const;
const TICKETS = ["POKER-A", "POKER-B", "POKER-C"] as const;
const CARDS: Record<string, string> = {
  anna: "13",
  bela: "21",
  cyril: "13",
  dora: "21",
  emil: "8",
};

stories("a session", {
  "[R3-R16] five terminals estimate three tickets, start to finish": async (server) => {
    await using table = new Table(server);
    const people = await table.fills(...NAMES);
    const [anna, ...others] = people;
    assert(anna !== undefined);

    for (const ticket of TICKETS) {
      await anna.begins(ticket);
      for (const person of people) {
        await person.votes(CARDS[person.name] ?? "");
        // Everybody who has voted is notified, so the order of the lines is certain.
        await person.receives("text", { with: [person.name, ticket] });
      }
      await anna.reveals();
      for (const person of people) {
        const revealed = await person.receives("VOTES_REVEALED", { with: [ticket] });
        assertEquals(cardsByName(revealed), CARDS);
      }
    }
    for (const person of others) await person.receives("AWAITING_ADMIN_VOTE_START", { nth: 3 });
    await anna.prompted("begin");
    await anna.interrupt();

    for (const person of others) {
      assertEquals(await person.ended(), { by: "server", code: 1000, why: "closed 1000" });
    }
    const ballot = (ticket: string) => [
      `ASK_FOR_VOTE ${ticket}`,
      ...NAMES.map((name) => `text ${name} ${ticket}`),
      `VOTING_COMPLETED "ticket_id":"${ticket}"`,
    ];
    people.forEach((person, seat) => {
      const isAdmin = person === anna;
      const earlier = NAMES.slice(0, seat);
      const later = NAMES.slice(seat + 1);
      assertFrames(person, [
        ...(isAdmin ? [`CREATE_ROOM ${table.roomId}`] : []),
        `ROOM_JOIN_UPDATES ${table.roomId}`,
        ...earlier.map((name) => `ROOM_JOIN_UPDATES ${name}${name === "anna" ? " admin" : ""}`),
        `ROOM_JOIN_UPDATES ${person.name}`,
        ...later.map((name) => `ROOM_JOIN_UPDATES ${name}`),
        "ROOM_CAPACITY_REACHED",
        ...(isAdmin ? ["BEGIN_VOTING_PROMPT"] : []),
        ...TICKETS.flatMap((ticket) => [
          ...ballot(ticket),
          ...(isAdmin ? [`REVEAL_VOTES_PROMPT "ticket_id":"${ticket}"`] : []),
          `VOTES_REVEALED "ticket_id":"${ticket}"`,
          isAdmin ? "BEGIN_VOTING_PROMPT" : "AWAITING_ADMIN_VOTE_START",
        ]),
        ...(isAdmin ? [] : [`texts ${TICKETS.join(" ")} 13 21 8`]),
      ]);
      assertSecret(person, ["13", "21"]);
    });

    const ofRoom = ({ room }: LogLine) => room === table.roomId;
    const { reason, ballots, participants } = await server.logged("session_ended", ofRoom);
    assertEquals([reason, ballots], ["admin_left", TICKETS.length]);
    for (const name of NAMES) assertStringIncludes(JSON.stringify(participants), name);
    for (const ticket of TICKETS) {
      const { votes } = await server.logged(
        "ballot_revealed",
        (line) => ofRoom(line) && line["ticket"] === ticket,
      );
      for (const name of NAMES) assertStringIncludes(JSON.stringify(votes), name);
    }
    // [R14] The room's id no longer joins.
    await turnedAway(await table.knocks("gustav"));
  },
});
