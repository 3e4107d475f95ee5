// Messages that are never finished [W10]: the runtime buffers up to 64 MiB of each, before any limit of ours. Above
// --max-memory newcomers are refused; honest members are not affected.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { RawSocket, RefusedUpgrade } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { Canary } from "./canary.ts";
import { CREATE } from "./handshakes.ts";
import { residentBytes } from "./memory.ts";

const MIB = 2 ** 20;
/** What each claims to send, and what it does send. */
const CLAIMED = 60 * MIB;
const SENT = 24 * MIB;
const ATTACKERS = 30;
/** What is allowed beyond what an idle server holds: a fifth of what they would take. */
const SPARE = ATTACKERS * SENT / 5;
/** How far past its limit the process may be: by those who were let in just before, and are still sending. */
const RATIO_MAX = 1.5;

/** The beginning of a masked text frame: its head and `SENT` bytes. */
function half(): readonly Uint8Array[] {
  const head = new Uint8Array(14);
  head[0] = 0x81;
  head[1] = 0x80 | 127;
  new DataView(head.buffer).setBigUint64(2, BigInt(CLAIMED));
  const chunk = new Uint8Array(MIB).fill(97);
  return [head, ...new Array<Uint8Array>(SENT / MIB).fill(chunk)];
}

/** Somebody with a room of their own. */
function joins({ port }: Server): Promise<RawSocket> {
  return RawSocket.open(port, { path: CREATE, protocols: ["estimatex.v2"] });
}

async function idleBytes(workers: number): Promise<number> {
  await using server = await Server.start({ workers });
  await using canary = await Canary.sits(server);
  await canary.estimates();
  return await residentBytes(server.pid);
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(
    `[W10] half messages fill memory to its limit and no further, ${some}`,
    async () => {
      const limit = Math.round(await idleBytes(workers)) + SPARE;
      await using server = await Server.start({
        workers,
        flags: ["--max-memory", `${limit}`, "--message-rate", "0"],
      });
      await using canary = await Canary.sits(server);
      await using stack = new AsyncDisposableStack();
      const attackers: RawSocket[] = [];
      let refused = 0;
      await canary.estimatesDuring((async () => {
        for (let n = 0; n < ATTACKERS; n++) {
          const opened = await joins(server).catch((error) => error);
          if (opened instanceof RefusedUpgrade) {
            assertEquals(opened.status, 503);
            assertStringIncludes(opened.body, "no memory");
            refused++;
            continue;
          }
          if (opened instanceof Error) throw opened;
          attackers.push(stack.use(opened));
          const line = await opened.message();
          if (line.kind === "text" && line.text.includes("no memory")) refused++;
          // those who were only sent the reason try it all the same
          for (const bytes of half()) await opened.write(bytes).catch(() => {});
        }
      })());
      const ratio = await residentBytes(server.pid) / limit;
      assert(ratio <= RATIO_MAX, `${ratio.toFixed(2)} times the limit`);
      assert(refused >= ATTACKERS / 3, `${refused} of ${ATTACKERS} were refused`);
      const health = await httpExchange(server.port, { path: "/healthz" });
      assertStringIncludes(health.body, '"status":"degraded","reason":"memory"');
      assertEquals((await httpExchange(server.port, { path: "/readyz" })).status, 503);
      await canary.estimates();

      for (const attacker of attackers) await attacker.cut();
      await server.logged("memory_low_again");
      await eventually("a healthy server", async () => {
        const { body } = await httpExchange(server.port, { path: "/healthz" });
        return body.includes('"status":"ok"');
      });
      await using newcomer = await joins(server);
      const first = await newcomer.message();
      assert(first.kind === "text" && first.text.includes("WELCOME"), JSON.stringify(first));
      const logged = server.log.filter(({ event }) => event.startsWith("memory_"));
      assertEquals(logged.map(({ event }) => event), ["memory_high", "memory_low_again"]);
      await canary.estimates();
    },
  );
}
