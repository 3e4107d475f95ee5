// Peers that reset their connection before the handshake is answered [W10]. Deno 2.9.6 never opens such a socket,
// reports no event, and keeps its descriptor until the process ends. So it must stay counted; otherwise attackers could
// use up all descriptors.
import { assert } from "@std/assert";
import { eventually } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { handshake } from "./handshakes.ts";
import { openDescriptors } from "./memory.ts";
import { ResettableLine } from "./reset.ts";
import { joins } from "./seats.ts";
import { farewellTo } from "./stranger.ts";
import { printError } from "../print.ts";

const PER_ADDRESS = 20;
/** Refused connections that may be open, in each worker. */
const REFUSED_MAX = 64;
/** Descriptors that come and go by themselves: the runtime's own, and a request or two. */
const OTHERS = 20;
const RESETS = 400;

async function resets(server: Server): Promise<void> {
  const head = handshake({ more: ["X-Forwarded-For: 192.0.2.1"] });
  for (let i = 0; i < RESETS; i += 20) {
    await Promise.all(
      Array.from({ length: 20 }, () => ResettableLine.unanswered(server.port, head)),
    );
  }
}

async function holdsWhatItCounts(workers: number): Promise<void> {
  const flags = ["--trust-proxy", "--max-connections-per-ip", `${PER_ADDRESS}`];
  await using server = await Server.start({ workers, flags });
  const before = await openDescriptors(server.pid);
  await resets(server);
  // Somebody whose seat is freed for silence after 10 s [R3]: whatever is given up in time is, by then.
  await using clock = await joins(server, "192.0.2.2");
  await farewellTo(clock);
  await resets(server);
  if (before === undefined) {
    return printError(
      "DESCRIPTORS WERE NOT COUNTED: THIS SYSTEM DOESN'T SHOW HOW MANY ARE OPEN.",
    );
  }
  const most = before + PER_ADDRESS + workers * REFUSED_MAX + OTHERS;
  await eventually(
    "as few descriptors as before",
    async () => ((await openDescriptors(server.pid)) ?? 0) <= most,
  );
  // Another address is served as ever.
  await using other = await joins(server, "192.0.2.3");
  const first = await other.message();
  assert(first.kind === "text" && first.text.includes("CREATE_ROOM"), JSON.stringify(first));
}

// Both at the same time: each waits for 10 s.
permittedTest(
  "[W10] a reset before the answer leaves no descriptor that isn't counted",
  async () => {
    await Promise.all([1, 2].map(holdsWhatItCounts));
  },
);
