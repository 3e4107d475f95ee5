/**
 * A siege: one server, a canary room on it, and strangers who do their worst. Registers one test for each
 * number of workers, with a step for each abuse, and sees to it each time that decent people estimate
 * before, during and after it, that no worker died of it, and that memory comes back.
 */
import { assertEquals } from "@std/assert";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { Canary } from "./canary.ts";
import { comeAndGo, visit } from "./guests.ts";
import { comesBack } from "./memory.ts";
import { printError } from "../print.ts";

/** What strangers do once; it leaves no connection behind. */
export type Abuse = (server: Server, canary: Canary) => Promise<void>;

/**
 * Times that each abuse happens before memory is measured, and again after it: V8 takes what it needs the
 * first times, and what is held for good shows as growth from then on.
 */
const ROUNDS = 2;

/**
 * Guests who come and go before the first measurement: a heap grows with the first few thousand
 * connections, to about twice of what it was, and then stays as it is.
 */
const FIRST_GUESTS = 6_000;

/**
 * Messages a second that a connection may send here. The canary's people don't think, and three messages
 * a ballot would be too many for them at the default; strangers send thousands.
 */
export const MESSAGE_RATE = 500;

interface SiegeOptions {
  /** Numbers of workers to run them with (default: 1 and 2). */
  readonly workers?: readonly number[];
  readonly flags?: readonly string[];
  /** Whether memory must come back; each abuse then happens several times (default: no). */
  readonly memory?: boolean;
}

export function sieges(
  title: string,
  abuses: Readonly<Record<string, Abuse>>,
  { workers: counts = [1, 2], flags = [], memory = false }: SiegeOptions = {},
): void {
  for (const workers of counts) {
    permittedTest(`${title}, ${workers} worker${workers === 1 ? "" : "s"}`, async (t) => {
      await using server = await Server.start({
        workers,
        flags: ["--message-rate", `${MESSAGE_RATE}`, ...flags],
      });
      await using canary = await Canary.sits(server);
      if (memory) await comeAndGo(server, FIRST_GUESTS);
      for (const [name, abuse] of Object.entries(abuses)) {
        const passed = await t.step(name, () => survives(server, canary, { abuse, memory }));
        if (!passed) printError(`the server logged until then:\n${tail(server)}`);
      }
    });
  }
}

async function survives(
  server: Server,
  canary: Canary,
  { abuse, memory }: { abuse: Abuse; memory: boolean },
): Promise<void> {
  const from = server.log.length;
  const suffers = async (times: number) => {
    for (let time = 0; time < times; time++) await canary.estimatesDuring(abuse(server, canary));
  };
  await canary.estimates();
  await suffers(memory ? ROUNDS : 1);
  if (memory) {
    const decently = async () => {
      await canary.estimates();
      await visit(server);
    };
    await comesBack(server.pid, { abuse: () => suffers(ROUNDS), work: decently });
  }
  await canary.estimates();
  assertEquals(complaints(server, from), []);
}

/** Log lines that only a fault of ours may cause: nothing that a stranger sends is an error. */
export function complaints(server: Server, from = 0): string[] {
  const errors = server.log.slice(from).filter(({ level }) => level === "error");
  return errors.map((line) => JSON.stringify(line));
}

/** The end of its log: an abuse may make it long. */
function tail(server: Server): string {
  return `${server}`.split("\n").slice(-40).join("\n");
}
