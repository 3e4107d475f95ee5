// Guessing room ids [W9]: after 30 wrong ones within a minute every join of that address is answered 2 s late,
// the right ones too, whichever worker has it. Seen by order alone: what is asked later is answered before it.
import { assertEquals } from "@std/assert";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { withinOneMinute } from "./one_minute.ts";
import { joins } from "./seats.ts";

/** Wrong guesses in a minute that are answered at once. */
const AT_ONCE = 30;
const NOBODYS = "ZZZZZZZZ";

/** What order some connections got their first line in; reads all of them. */
async function order(sockets: Readonly<Record<string, RawSocket>>): Promise<string[]> {
  const arrived: string[] = [];
  await Promise.all(
    Object.entries(sockets).map(async ([name, socket]) => {
      await socket.line();
      arrived.push(name);
    }),
  );
  return arrived;
}

/** Somebody behind an address of their own, who asks for rooms. */
class Guesser {
  readonly #server: Server;
  readonly address: string;

  constructor(server: Server, number: number) {
    this.#server = server;
    this.address = `192.0.2.${number}`;
  }

  async asksFor(roomId: string): Promise<RawSocket> {
    const path = `/ws?${new URLSearchParams({
      action: "JOIN_ROOM",
      name: "guess",
      room_id: roomId,
    })}`;
    return await joins(this.#server, this.address, true, path);
  }

  /** Guesses wrong so many times. */
  async guesses(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await using socket = await this.asksFor(NOBODYS);
      await socket.line();
    }
  }
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(
    `[W9] after 30 guesses right and wrong are overtaken by what another asks later, ${some}`,
    async () => {
      await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
      await using table = new Table(server);
      const anna = await table.creates("anna", 100);
      const arrived = await withinOneMinute(async (number) => {
        const guesser = new Guesser(server, number);
        await guesser.guesses(AT_ONCE);
        const before = anna.frames.length; // an attempt that a minute's end cut in two shows here
        await using right = await guesser.asksFor(table.roomId);
        await right.text(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: table.roomId } }));
        await using wrong = await guesser.asksFor(NOBODYS);
        // Another address has all its guesses before it.
        await using other = await new Guesser(server, 100 + number).asksFor(NOBODYS);
        const first = await order({ other });
        // And while it waits nobody has asked the room.
        const since = anna.frames.slice(before);
        const joined = since.filter(({ raw }) => raw.includes("guess joined")).map(({ raw }) =>
          raw
        );
        return [...first, ...joined, ...(await order({ right, wrong })).toSorted()];
      });
      assertEquals(arrived, ["other", "right", "wrong"]);
    },
  );
}
