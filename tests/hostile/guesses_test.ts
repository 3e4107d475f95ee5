// Guessing room ids [W9]: after 30 wrong ones within a minute every join of that address is answered 2 s late,
// the right ones too, whichever worker has it. Seen by order alone: what is asked later is answered before it.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { Table } from "../e2e/table.ts";
import { passcodeOffer, V2 } from "../e2e/v2_member.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { withinOneMinute } from "./one_minute.ts";
import { joins } from "./seats.ts";

/** Wrong guesses in a minute that are answered at once. */
const AT_ONCE = 30;
/** Joins of one address that wait at the same time. */
const WAITING = 16;
/** How late they are answered. */
const WAIT_MS = 2_000;
/** How often a machine that is too busy to ask in time tries. */
const ATTEMPTS_MAX = 10;
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

  /** Asks for a room with this passcode, as a v2 client does [W14]. */
  async offers(roomId: string, passcode: string): Promise<RawSocket> {
    const query = new URLSearchParams({ action: "JOIN_ROOM", name: "guess", room_id: roomId });
    return await RawSocket.open(this.#server.port, {
      path: `/ws?${query}`,
      protocols: [V2, passcodeOffer(passcode)],
      headers: { "X-Forwarded-For": this.address },
    });
  }

  /** Asks so many times; gives the lines that came, in order. */
  async guesses(count: number, roomId: string = NOBODYS): Promise<string[]> {
    const lines: string[] = [];
    for (let i = 0; i < count; i++) {
      await using socket = await this.asksFor(roomId);
      lines.push(await socket.line());
    }
    return lines;
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

  permittedTest(
    `[W9] of one address 16 wait, the next one is turned away at once, ${some}`,
    async () => {
      await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
      let attempts = 0;
      const attempt = async () => {
        const number = ++attempts;
        await using stack = new AsyncDisposableStack();
        const guesser = new Guesser(server, number);
        await guesser.guesses(AT_ONCE);
        const began = performance.now();
        const asked = await Promise.all(
          Array.from({ length: WAITING }, () => guesser.asksFor(NOBODYS)),
        );
        const waiting = Object.fromEntries(
          asked.map((socket, n) => [`waiting ${n}`, stack.use(socket)] as const),
        );
        await using tooMany = await guesser.asksFor(NOBODYS);
        const line = await tooMany.message();
        // a machine that needs as long as they wait only to ask has proved nothing
        if (performance.now() - began > WAIT_MS / 2 && number < ATTEMPTS_MAX) return null;
        assert(line.kind === "text", JSON.stringify(line));
        assertStringIncludes(line.text, "Too many wrong room ids");
        await using other = await new Guesser(server, 100 + number).asksFor(NOBODYS);
        return await order({ ...waiting, other });
      };
      let arrived: string[] | null = null;
      while (arrived === null) arrived = await withinOneMinute(attempt);
      assertEquals(arrived[0], "other");
      assertEquals(arrived.length, WAITING + 1);
    },
  );

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
    `[W9, R17b] wrong passcodes are guesses: after 30 of them the right one is late, too, ${some}`,
    async () => {
      await using server = await Server.start({ workers, flags: ["--trust-proxy"] });
      await using table = new V2Table(server);
      const anna = await table.creates("anna", 100);
      await anna.sets("SET_ROOM", { passcode: "sesame" });
      const arrived = await withinOneMinute(async (number) => {
        const guesser = new Guesser(server, number);
        for (let n = 0; n < AT_ONCE; n++) {
          await using wrong = await guesser.offers(table.roomId, `guess ${n}`);
          const line = await wrong.line();
          assertStringIncludes(line, '"wrong_passcode"');
        }
        await using right = await guesser.offers(table.roomId, "sesame");
        // another address has come in by then, so that the right one would have, too
        const another = new Guesser(server, 100 + number);
        await using first = await another.offers(table.roomId, "sesame");
        const welcome = await first.message();
        assert(welcome.kind === "text" && welcome.text.startsWith('{"type":"WELCOME"'));
        await using other = await another.offers(table.roomId, "sesame");
        return await order({ right, other });
      });
      assertEquals(arrived, ["other", "right"]);
    },
  );

  permittedTest(
    `[W9] rooms that ended don't count, and are refused in the same words, ${some}`,
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
