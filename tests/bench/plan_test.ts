// Who speaks which protocol, and how a plan is shared out.
import { assertEquals } from "@std/assert";
import { type Plan, protocolsOf, split } from "./plan.ts";

Deno.test("of all members the wanted share speaks v1, spread over the rooms", () => {
  const table: [v1Percent: number, rooms: number, members: number, v1: number][] = [
    [0, 7, 10, 0],
    [100, 7, 10, 70],
    [50, 4, 5, 10],
    [10, 10, 3, 3],
    [33, 100, 1, 33],
  ];
  for (const [v1Percent, rooms, members, v1] of table) {
    const all = Array.from(
      { length: rooms },
      (_, room) => protocolsOf({ members, v1Percent }, room),
    );
    assertEquals(all.flat().filter((protocol) => protocol === "v1").length, v1);
    assertEquals(all.every(({ length }) => length === members), true);
  }
});

Deno.test("processes get whole rooms, all of them, and no process none", () => {
  const plan: Plan = {
    urls: ["ws://localhost:8080/ws"],
    rooms: 7,
    members: 10,
    v1Percent: 50,
    paceMs: null,
    churn: false,
  };
  const rooms = (parts: number) => split(plan, parts).map((part) => part.rooms);
  assertEquals(rooms(1), [7]);
  assertEquals(rooms(3), [2, 2, 3]);
  assertEquals(rooms(9), [1, 1, 1, 1, 1, 1, 1]);
});
