// The limits of connections, per address and in total [W10]: what is refused, with which line, and what happens to
// refused clients that don't disconnect [W4].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { type RawSocket, RefusedUpgrade } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { fills, joins, PER_ADDRESS, PER_ADDRESS_FULL, refusal, TOTAL } from "./seats.ts";

/** Refused connections that may be open, in each worker. */
const REFUSED_MAX = 64;

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[W10] the refused who stay get plain 503 in the end, ${some}`, async () => {
    await using server = await limited(workers);
    await using stack = new AsyncDisposableStack();
    for (const socket of await fills(server, "192.0.2.1", PER_ADDRESS)) stack.use(socket);
    // They read why, and neither answer the close frame nor hang up.
    const staying: RawSocket[] = [];
    let refused: RefusedUpgrade | undefined;
    while (refused === undefined) {
      assert(staying.length <= REFUSED_MAX * workers, "nobody is refused in plain HTTP");
      const entered = await joins(server, "192.0.2.1", false).catch((error) => error);
      if (entered instanceof RefusedUpgrade) refused = entered;
      else if (entered instanceof Error) throw entered;
      else staying.push(stack.use(entered));
    }
    // The kernel spreads them: the first worker to be full may not be the last.
    assert(staying.length >= REFUSED_MAX, `${staying.length} were enough`);
    assertEquals(refused.status, 503);
    assertStringIncludes(refused.body, PER_ADDRESS_FULL);
    for (const socket of staying) {
      const line = await socket.message();
      assert(line.kind === "text" && line.text.includes(PER_ADDRESS_FULL), JSON.stringify(line));
    }
    // What asks for less than a connection is served as ever.
    assertEquals((await httpExchange(server.port, { path: "/healthz" })).status, 200);
    // Somebody else gets in all the while, and once they are gone the next one gets the reason again.
    await using _other = await joins(server, "192.0.2.2");
    for (const socket of staying) await socket.cut();
    await eventually("a refusal by WebSocket", async () => {
      try {
        return await refusal(server, "192.0.2.1");
      } catch (error) {
        if (error instanceof RefusedUpgrade) return null;
        throw error;
      }
    });
  });

  permittedTest(
    `[W10] whose address counts: the last one, and only a proxy's word, ${some}`,
    async () => {
      await using trusting = await limited(workers);
      await using doubting = await Server.start({
        workers,
        flags: ["--max-connections-per-ip", `${PER_ADDRESS}`],
      });
      await using all = new AsyncDisposableStack();
      for (let i = 0; i < PER_ADDRESS; i++) {
        // What a client puts in front is not believed.
        for (const socket of await fills(trusting, `203.0.113.${i}, 192.0.2.1`, 1)) all.use(socket);
      }
      assertStringIncludes(await refusal(trusting, "203.0.113.9, 192.0.2.1"), PER_ADDRESS_FULL);
      for (let i = 0; i < PER_ADDRESS; i++) {
        for (const socket of await fills(doubting, `192.0.2.${i}`, 1)) all.use(socket);
      }
      assertStringIncludes(await refusal(doubting, "192.0.2.9"), PER_ADDRESS_FULL);
    },
  );
}

function limited(workers: number): Promise<Server> {
  const limits = ["--max-connections-per-ip", `${PER_ADDRESS}`, "--max-connections", `${TOTAL}`];
  return Server.start({ workers, flags: [...limits, "--trust-proxy"] });
}
