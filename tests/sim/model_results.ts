/** The model of how many revealed ballots fit in a frame: in a page of results, or in SESSION_ENDED [P2.5, P2.8]. */
import { MemberId } from "./expected.ts";
import { revealed } from "./model_view.ts";
import type { Ballot } from "./person.ts";

const PAGE_BALLOTS = 100;
const PAGE_BYTES = 64 * 1024;

/** A room's ballots, and the member ids that have been sent. */
interface Past {
  readonly past: readonly Ballot[];
  readonly ids: ReadonlyMap<number, string>;
}

/** How many ballots a page has that begins after this number. */
export function pageFrom(after: number, { past, ...room }: Past): number {
  return fitting(past.slice(after), room);
}

/** How many of the newest ballots SESSION_ENDED has. */
export function newestPage({ past, ...room }: Past): number {
  return fitting([...past].reverse(), room);
}

function fitting(ballots: readonly Ballot[], { ids }: Omit<Past, "past">): number {
  let bytes = 0;
  let count = 0;
  for (const ballot of ballots) {
    if (count === PAGE_BALLOTS || bytes >= PAGE_BYTES) break;
    const text = JSON.stringify(
      revealed(ballot),
      (_, value: unknown) => value instanceof MemberId ? ids.get(value.who) : value,
    );
    bytes += new TextEncoder().encode(text).length;
    count++;
  }
  return count;
}
