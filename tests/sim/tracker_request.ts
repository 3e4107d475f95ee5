/** Requests to trackers as homes must receive them, and the tickets of the simulated tracker [A5]. */
import { ticketOf } from "./inputs.ts";
import type { Random } from "./random.ts";
import type { SeenRoom } from "./v2_chatter.ts";
import * as commands from "./v2_commands.ts";

type V2Command = commands.V2Command;

export type TrackerRequest =
  | {
    readonly type: "search_tracker";
    readonly tracker: string;
    readonly query: string;
    readonly page: string | null;
  }
  | {
    readonly type: "import_tickets";
    readonly tracker: string;
    readonly ticket_ids: readonly string[];
  }
  | { readonly type: "write_estimates"; readonly ticket_ids: readonly string[] };

/** The name of the only tracker. */
export const TRACKER = "HOME";

/** A ticket of the tracker. */
export interface Found {
  readonly key: string;
  readonly title: string;
  readonly description: string;
}

/** Its tickets: those that occur elsewhere, too, and some with descriptions that don't fit in a queue. */
export const TRACKED: readonly Found[] = [
  ...Array.from({ length: 6 }, (_, n) => ticketOf(n).shown)
    .map((key) => ({ key, title: `What ${key} is about`, description: "" })),
  ...Array.from({ length: 25 }, (_, n) => ({
    key: `LONG-${n}`,
    title: `Number ${n} of many`,
    description: "w".repeat(150 * n),
  })),
];

/** Any request to a tracker, valid or not, sometimes with a second command. */
export function trackerCommands(
  random: Random,
  room: SeenRoom | null,
): readonly V2Command[] {
  switch (random.pick(["any", "any", "any", "flood", "hand over"])) {
    case "flood": {
      const named = (n: number) => ({ raw: `FLOOD-${n}`, shown: `FLOOD-${n}` });
      const flood = Array.from({ length: 199 }, (_, n) => [named(n), {}] as const);
      return [commands.queueCommand(flood, random.chance(0.5)), anyImport(random)];
    }
    case "hand over": {
      const others = room?.members.filter(({ member_id }) => member_id !== room.admin_id) ?? [];
      const next = others.length === 0 ? "NOBODY" : random.pick(others).member_id;
      return [anyImport(random), commands.handOverCommand(next)];
    }
    default:
      return [random.pick([anySearch, anyImport, anyWrite])(random)];
  }
}

function named(random: Random): string {
  return random.chance(0.95) ? TRACKER : "ABROAD";
}

/** Some ticket ids; the last two are in no tracker. */
function some(random: Random): readonly string[] {
  return Array.from({ length: random.between(0, 4) }, () => ticketOf(random.below(8)).shown);
}

function anySearch(random: Random): V2Command {
  const data = { tracker: named(random), query: "sprint 7" };
  const page = random.chance(0.3) ? "2" : null;
  return {
    type: "SEARCH_TRACKER",
    data: { ...data, ...page !== null && { page } },
    request: { type: "search_tracker", ...data, page },
  };
}

function anyImport(random: Random): V2Command {
  const long = Array.from({ length: 25 }, (_, n) => `LONG-${n}`);
  return importCommand(random.chance(0.4) ? long : some(random), named(random));
}

export function importCommand(ticket_ids: readonly string[], tracker = TRACKER): V2Command {
  const data = { tracker, ticket_ids };
  return { type: "IMPORT_TICKETS", data, request: { type: "import_tickets", ...data } };
}

function anyWrite(random: Random): V2Command {
  return writeCommand(some(random));
}

export function writeCommand(ticket_ids: readonly string[]): V2Command {
  const data = { ticket_ids };
  return { type: "WRITE_ESTIMATES", data, request: { type: "write_estimates", ...data } };
}
