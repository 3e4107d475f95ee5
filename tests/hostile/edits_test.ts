// Repeated commands that change what all members see: they are limited by the message rate, and do not affect other
// rooms [W6, P2.3, S4].
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { PATIENCE_MS, within } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { V2 } from "../e2e/v2_member.ts";
import { permittedTest } from "../permitted.ts";
import { Canary } from "./canary.ts";
import { Crowd } from "./crowd.ts";
import { slowestHealth } from "./health_probe.ts";
import { peakBytes } from "./memory.ts";
import { complaints, MESSAGE_RATE } from "./siege.ts";

const MEMBERS = 100;
/** Who sits there and reads nothing. */
const SLEEPERS = 5;
const TICKETS = 200;
/** So long that the queue takes nearly all of its 32 KiB. */
const DESCRIPTION_LENGTH = 110;
const QUEUE_BYTES_MIN = 30 * 1024;
const WARM_UP = 20;
const EDITS = 100;
/** How much further than in the warm-up the edits may take memory. */
const GROWTH_MAX = 1.3;
/** How many times the slowest answer of the idle server the slowest one may take. */
const DELAY_MAX = 100;
/** Far past the burst of W6, whatever is earned meanwhile. */
const FLOOD = 3_000;

function descriptionOf(n: number): string {
  return `edit ${n} `.padEnd(DESCRIPTION_LENGTH, "x");
}

permittedTest(
  `[P2.3, S4] a full queue that is edited all the time before ${MEMBERS} members is nobody's trouble`,
  async () => {
    const flags = ["--max-connections-per-ip", "0", "--message-rate", `${MESSAGE_RATE}`];
    await using server = await Server.start({ workers: 2, flags });
    const idleMs = await slowestHealth(server);
    await using canary = await Canary.sits(server);
    await canary.estimates();
    await using crowd = await Crowd.gathers(server, MEMBERS);
    await using sleepers = new AsyncDisposableStack();
    const query = { action: "JOIN_ROOM", room_id: crowd.roomId, role: "observer" };
    for (let n = 0; n < SLEEPERS; n++) {
      const path = `/ws?${new URLSearchParams({ ...query, name: `sleeper ${n}` })}`;
      sleepers.use(await RawSocket.open(server.port, { path, protocols: [V2] }));
    }
    const tickets = Array.from({ length: TICKETS }, (_, n) => ({
      ticket_id: `T-${n}`,
      description: descriptionOf(0),
    }));
    assertMatch(await crowd.admin.asks("QUEUE_TICKETS", { tickets }) ?? "", /^\{"type":"OK"/);
    const [first, ...others] = crowd.everybody;
    const edits = async (from: number, to: number) => {
      for (let n = from; n < to; n++) {
        const seen = first?.sees('"ROOM_STATE"', `"edit ${n} `);
        const last = n === to - 1 ? others.map((one) => one.sees(`"edit ${n} `)) : [];
        const edit = { ticket_id: `T-${n % TICKETS}`, description: descriptionOf(n) };
        assertMatch(await crowd.admin.asks("EDIT_TICKET", edit) ?? "", /^\{"type":"OK"/);
        await Promise.all([seen, ...last]);
      }
    };
    await edits(1, WARM_UP);
    const before = await peakBytes(server.pid);
    const delayMs = await slowestHealth(
      server,
      () => canary.estimatesDuring(edits(WARM_UP, WARM_UP + EDITS)),
    );
    assertLess(delayMs / idleMs, DELAY_MAX, `${delayMs} ms, ${idleMs} ms on the idle server`);
    const growth = await peakBytes(server.pid) / before;
    assertLess(growth, GROWTH_MAX, `${growth.toFixed(2)} times what it was at most before`);
    assertLess(QUEUE_BYTES_MIN, crowd.largest().get("ROOM_STATE") ?? 0);
    assertEquals(complaints(server), []);
    await canary.estimates();
  },
);

const FLOODS: Readonly<Record<string, (n: number) => readonly [type: string, data: unknown]>> = {
  "renames": (n) => ["RENAME", { name: `flood ${n}` }],
  "names of the room": (n) => ["SET_ROOM", { name: `flood ${n}` }],
  "locks": (n) => ["SET_ROOM", { locked: n % 2 === 0, name: `flood ${n}` }],
};

for (const [what, commandOf] of Object.entries(FLOODS)) {
  permittedTest(`[W6] ${what} past the rate: 1008, and most of them are never done`, async () => {
    await using server = await Server.start({ workers: 2, flags: ["--admin-grace", "2m"] });
    await using canary = await Canary.sits(server);
    await using crowd = await Crowd.gathers(server, 3);
    const [, witness] = crowd.everybody;
    assert(witness !== undefined);
    const away = witness.sees('"presence":"away"');
    away.catch(() => {}); // the close comes first, or its lack is reported
    for (let n = 0; n < FLOOD; n++) {
      // the line ends meanwhile
      await crowd.admin.sends(...commandOf(n)).catch(() => {});
    }
    assert([1008, "end"].includes(await within(crowd.admin.closed, "close", PATIENCE_MS)));
    const state = await away;
    const last = Number(/"name":"flood (\d+)"/.exec(state)?.[1]);
    assert(last >= 0 && last < FLOOD / 2, `${what} up to number ${last} of ${FLOOD} were done`);
    await canary.estimates();
    assertEquals(complaints(server), []);
  });
}
