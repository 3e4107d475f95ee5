// Names and room ids as people type them [W2, W5].
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { RawSocket } from "./raw_socket.ts";
import { stories } from "./stories.ts";
import { cardsByName, isUpdated, Table, turnedAway } from "./table.ts";

/** Names as typed, and as everybody must see them. */
const CLEANED: [string, string][] = [
  ["\u001b[31mred\u001b[0m", "red"],
  ["a\u202eb\u2066c", "abc"],
  ["be\u200b\ufeffll", "bell"],
  ["\u0000nu\u0007l\u0088l", "null"],
  ["  two \t\n words ", "two words"],
  ["Zoe\u0308", "Zoë"],
  ["👩‍🚀", "👩‍🚀"],
  ["x".repeat(40), "x".repeat(40)],
];

stories("names", {
  "[W5] the second ana is shown as ana (2)": async (server) => {
    await using table = new Table(server);
    const ana = await table.creates("ana", 3);
    const second = await table.joins("ana");
    await table.joins("ANA");
    await isUpdated(ana, "ana (2)", 1);
    await isUpdated(ana, "ANA (3)", 1);
    await isUpdated(second, "ana (2)", 1);
    await ana.begins("T-ONE");
    for (const person of table.people) await person.votes("5");
    await ana.reveals();
    const revealed = await second.receives("VOTES_REVEALED");
    assertEquals(cardsByName(revealed), { ana: "5", "ana (2)": "5", "ANA (3)": "5" });
  },

  "[W5] what a terminal would obey, or nobody sees, is stripped": async (server) => {
    await using table = new Table(server);
    const host = await table.creates("host", 1 + CLEANED.length);
    for (const [typed] of CLEANED) await table.joins(typed);
    await host.begins("T-ONE");
    for (const person of table.people) await person.votes("5");
    await host.reveals();
    const cards = cardsByName(await host.receives("VOTES_REVEALED"));
    assertEquals(Object.keys(cards).sort(), ["host", ...CLEANED.map(([, seen]) => seen)].sort());
    for (const line of host.screen) assertNotMatch(line, /(?!\n)\p{Cc}|\p{Bidi_Control}/u);
  },

  "[W5] a name of nothing, or of more than 40 characters, is refused": async (server) => {
    await using table = new Table(server);
    await table.creates("host", 2);
    for (const name of ["", "  ", "\u200b\u202e", "\u001b[31m", "x".repeat(41)]) {
      const nobody = await table.knocks(name);
      await turnedAway(nobody, "name", "1", "40");
    }
  },

  "[W2] a room id is found however it is typed": async (server) => {
    // Most ids have no 0 and no 1: open rooms until both have been mistyped.
    const mistyped = new Set<string>();
    for (let rooms = 0; rooms < 300 && mistyped.size < 2; rooms++) {
      await using table = new Table(server);
      const host = await table.creates("host", 2);
      const lookAlikes = ["0", "1"].filter((digit) => table.roomId.includes(digit));
      if (lookAlikes.every((digit) => mistyped.has(digit))) continue;
      lookAlikes.forEach((digit) => mistyped.add(digit));
      const typed = table.roomId.toLowerCase().replaceAll("0", "o").replace("1", "i")
        .replaceAll("1", "L");
      await table.joins("guest", `  ${typed} `);
      await host.prompted("begin");
    }
    assertEquals(mistyped.size, 2);
  },

  "[W2] the action's case and the space around it don't matter": async (server) => {
    await using table = new Table(server);
    await table.creates("host", 2);
    // The terminal never types its action, so this goes by hand.
    const query = new URLSearchParams({
      action: " join_Room ",
      name: "guest",
      room_id: table.roomId,
    });
    await using guest = await RawSocket.open(server.port, { path: `/ws?${query}` });
    await guest.text(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: table.roomId } }));
    const frame = await guest.message();
    assert(frame.kind === "text" && frame.text.includes(table.roomId));
  },
});
