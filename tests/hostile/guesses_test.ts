// Guessing room ids [W9]: the 31st wrong one within a minute is answered 2 s late, whichever worker has
// it. Told by order alone: what is asked later is answered before it.
import { assert, assertEquals } from "@std/assert";
import type { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { withinOneMinute } from "./one_minute.ts";
import { enters } from "./seats.ts";

/** Wrong guesses in a minute that are answered at once. */
const AT_ONCE = 30;
const NOBODYS = "ZZZZZZZZ";

/** What order some connections got their first line in; reads all of them. */
async function order(sockets: Readonly<Record<string, RawSocket>>): Promise<string[]> {
  const arrived: string[] = [];
  await Promise.all(
    Object.entries(sockets).map(async ([name, socket]) => {
      const line = await socket.message();
      assert(line.kind === "text", JSON.stringify(line));
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

  async asksFor(room_id: string): Promise<RawSocket> {
    const path = `/ws?${new URLSearchParams({ action: "JOIN_ROOM", name: "guess", room_id })}`;
    return await enters(this.#server, this.address, true, path);
  }

  /** Asks so many times; gives the lines that came, in order. */
  async guesses(count: number, room_id: string = NOBODYS): Promise<string[]> {
    const lines: string[] = [];
    for (let i = 0; i < count; i++) {
      await using socket = await this.asksFor(room_id);
      const line = await socket.message();
      assert(line.kind === "text", JSON.stringify(line));
      lines.push(line.text);
    }
    return lines;
  }
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[W9] the 31st guess is overtaken by what is asked later, ${some}`, async () => {
    await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
    await using table = new Table(server);
    await table.creates("anna", 100);
    const arrived = await withinOneMinute(async (number) => {
      const guesser = new Guesser(server, number);
      await guesser.guesses(AT_ONCE);
      await using wrong = await guesser.asksFor(NOBODYS);
      // The same address: the refused are late, not those who know where they belong.
      await using right = await guesser.asksFor(table.roomId);
      await right.text(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: table.roomId } }));
      // And another address has all its guesses before it.
      await using other = await new Guesser(server, 100 + number).asksFor(NOBODYS);
      return await order({ wrong, right, other });
    });
    assertEquals(arrived.at(-1), "wrong");
  });

  permittedTest(`[W9] the 30th is not late, and those past it all are, ${some}`, async () => {
    await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
    const arrived = await withinOneMinute(async (number) => {
      const late = new Guesser(server, number);
      const early = new Guesser(server, 100 + number);
      await late.guesses(AT_ONCE);
      await early.guesses(AT_ONCE - 1);
      await using thirtyFirst = await late.asksFor(NOBODYS);
      await using thirtySecond = await late.asksFor(NOBODYS);
      await using thirtieth = await early.asksFor(NOBODYS);
      return await order({ thirtyFirst, thirtySecond, thirtieth });
    });
    assertEquals(arrived[0], "thirtieth");
  });

  permittedTest(
    `[W9] rooms that ended don't count, and are told in the same words, ${some}`,
    async () => {
      await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
      await using table = new Table(server);
      const anna = await table.creates("anna", 3);
      await anna.interrupt();
      await server.logged("session_ended", ({ room }) => room === table.roomId);
      const { arrived, ended, never } = await withinOneMinute(async (number) => {
        const late = new Guesser(server, number);
        const back = new Guesser(server, 100 + number);
        await late.guesses(AT_ONCE);
        const ended = await back.guesses(2 * AT_ONCE, table.roomId);
        await using wrong = await late.asksFor(NOBODYS);
        await using again = await back.asksFor(table.roomId);
        await using first = await back.asksFor(NOBODYS);
        const arrived = await order({ wrong, again, first });
        return { arrived, ended: ended[0] ?? "", never: (await back.guesses(1))[0] ?? "" };
      });
      assertEquals(arrived.at(-1), "wrong");
      assertEquals(ended.replaceAll(table.roomId, NOBODYS), never);
    },
  );
}
