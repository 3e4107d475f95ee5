// More clients than there are seats join at once, on several workers [R2].
import { assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { isUpdated, Table, turnedAway } from "./table.ts";
import type { Terminal } from "./v1_terminal.ts";

const CLIENTS = 20;
const SEATS_LEFT = 3;

stories("seats", {
  "[R2] twenty clients race for the last three seats": async (server) => {
    await using table = new Table(server);
    const anna = await table.creates("anna", 1 + SEATS_LEFT);
    const racers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, i) => table.knocks(`racer-${i}.`)),
    );
    await anna.prompted("begin");
    const losers: Terminal[] = [];
    const winners: Terminal[] = [];
    for (const racer of racers) {
      (await racer.staysFor("ROOM_CAPACITY_REACHED") ? winners : losers).push(racer);
    }
    assertEquals(winners.length, SEATS_LEFT);
    for (const loser of losers) await turnedAway(loser);
    assertEquals(anna.types, [
      "CREATE_ROOM",
      ...Array(2 + SEATS_LEFT).fill("ROOM_JOIN_UPDATES"),
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
    ]);
    for (const winner of winners) await isUpdated(anna, winner.name, 1);
    await anna.begins("T-ONE");
    for (const person of [anna, ...winners]) await person.votes("13");
    await anna.reveals();
    await anna.prompted("begin");
  },
});
