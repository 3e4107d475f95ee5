// A session with the largest possible results [R12, P2.8], whose end must not affect others. It once was a frame with
// all of it for each member, which took gigabytes and minutes, and a line that was too long for the log.
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { Canary } from "./canary.ts";
import { Crowd } from "./crowd.ts";
import { slowestHealth } from "./health_probe.ts";
import { peakBytes } from "./memory.ts";
import { complaints, MESSAGE_RATE } from "./siege.ts";

const MEMBERS = 100;
/** What a page of results has before its last ballot, in bytes. */
const PAGE_BYTES = 64 * 1024;
/** How much further than ever before the end may take memory. */
const GROWTH_MAX = 1.3;
/** How many times the slowest answer of the idle server the slowest one may take. */
const DELAY_MAX = 100;

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(
    `[R12, P2.8, W10] the end of the largest session is a small thing, ${some}`,
    async () => {
      const flags = ["--max-connections-per-ip", "0", "--message-rate", `${MESSAGE_RATE}`];
      await using server = await Server.start({ workers, flags });
      const idleMs = await slowestHealth(server);
      await using canary = await Canary.sits(server);
      await canary.estimates();
      await using crowd = await Crowd.gathers(server, MEMBERS);
      assertStringIncludes(await crowd.fillsTheSession(), '"session_full"');
      const state = crowd.largest().get("ROOM_STATE") ?? 0;
      const before = await peakBytes(server.pid);

      let fetched = 0;
      const delayMs = await slowestHealth(server, () =>
        canary.estimatesDuring((async () => {
          await Promise.all([
            crowd.admin.sends("END_SESSION", {}),
            ...crowd.everybody.map((one) => one.sees('"SESSION_ENDED"')),
          ]);
          // one has all of it, and then everybody else, at once
          fetched = await crowd.admin.fetches();
          await Promise.all(crowd.everybody.map((one) => one.fetches()));
          await Promise.all(crowd.everybody.map((one) => one.asks("LEAVE", {})));
          for (const one of crowd.everybody) assertEquals(await one.closed, 1000);
        })()));
      const delay = delayMs / idleMs;
      assertLess(delay, DELAY_MAX, `${delayMs} ms, ${idleMs} ms on the idle server`);
      const growth = await peakBytes(server.pid) / before;
      assertLess(growth, GROWTH_MAX, `${growth.toFixed(2)} times what it was at most before`);
      // a state has everybody and the largest ballot in it, a page that plus its bound
      for (const [type, bytes] of crowd.largest()) {
        assertLess(bytes, PAGE_BYTES + 2 * state, `the largest frame ${type}`);
      }
      assertEquals(fetched, crowd.ballots);

      await server.logged("session_ended", ({ room }) => room === crowd.roomId);
      const lines = server.log.filter(({ room }) => room === crowd.roomId);
      const events = lines.map(({ event }) => event);
      assertEquals(events.filter((event) => event === "ballot_revealed").length, crowd.ballots);
      assertEquals(events.filter((event) => event === "session_ended").length, 1);
      for (const line of lines) {
        assertLess(bytesOf(line), state, JSON.stringify(line).slice(0, 200));
        assert(!("cut" in line), JSON.stringify(line["cut"]));
      }
      assertEquals(server.log.filter(({ event }) => event === "log_lines_lost"), []);
      assertEquals(complaints(server), []);
      await canary.estimates();
    },
  );
}
