/** Which revealed ballots come in one frame: a page from some number on, or the newest ones [P2.5, P2.8]. */
import { MemberId } from "./expected.ts";
import { revealed } from "./model_view.ts";
import type { Ballot } from "./person.ts";

const PAGE_BALLOTS = 100;
const PAGE_BYTES = 64 * 1024;

/** What pages are made of: a room's ballots, and who has which member id, as far as it has been sent. */
export interface Past {
  readonly past: readonly Ballot[];
  readonly ids: ReadonlyMap<number, string>;
}

/** How many ballots come with this one and those after it. */
export function pageFrom(after: number, { past, ...room }: Past): number {
  return fitting(past.slice(after), room);
}

/** How many of the last ballots come with the end. */
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
