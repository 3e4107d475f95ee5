/**
 * Pages of results [P2.5, P2.8], from a given ballot on, or of the newest ballots, so small that no frame is larger
 * than what a connection may have unsent [S4].
 */
import { revealedOf } from "../room/results.ts";
import type { EndReason, Results, RevealedBallot } from "../room/state.ts";
import type { RevealedBallot as WireBallot } from "./v2_frames.ts";

/**
 * The most ballots of a page, and about the most bytes, which the last ballot may exceed. Far less than a connection
 * may have unsent, so that a page alone never closes a slow reader.
 */
export const RESULTS_PAGE_BALLOTS = 100;
export const RESULTS_PAGE_BYTES = 64 * 1024;

/** A page of revealed ballots from number `after` on; the last page has no `next` [P2.5]. */
export function encodeResultsPage(
  re: string,
  { history, after, version }: {
    readonly history: readonly RevealedBallot[];
    readonly after: number;
    readonly version: number;
  },
): string {
  const page = new Page();
  for (let at = after; !page.isFull && at < history.length; at++) page.add(history[at]);
  const end = after + page.ballots.length;
  const next = end < history.length ? `,"next":${end}` : "";
  return `{"type":"OK","data":{"version":${version},"ballots":[${
    page.ballots.join(",")
  }]${next}},` +
    `"re":${JSON.stringify(re)}}`;
}

/** The last frame of a room [P2.8], and how many ballots, the oldest, are not in it. */
interface EncodedEnd {
  readonly frame: string;
  readonly earlier_ballots: number;
}

/** [P2.8] Encodes why the session ended, who took part, and the newest page of ballots. */
export function encodeEnded(reason: EndReason, results: Results): EncodedEnd {
  const { ballots: history, ...session } = results;
  const { ballots, earlier_ballots } = newestPage(history);
  const head = JSON.stringify(session).slice(0, -1);
  const earlier = earlier_ballots > 0 ? `,"earlier_ballots":${earlier_ballots}` : "";
  return {
    frame: `{"type":"SESSION_ENDED","data":{"reason":"${reason}",` +
      `"results":${head},"ballots":[${ballots}]}${earlier}}}`,
    earlier_ballots,
  };
}

/** The newest page of ballots as JSON, oldest first, separated by commas, and how many come before them. */
export function newestPage(
  history: readonly RevealedBallot[],
): { readonly ballots: string; readonly earlier_ballots: number } {
  const page = new Page();
  let first = history.length;
  while (!page.isFull && first > 0) page.add(history[--first]);
  return { ballots: page.ballots.reverse().join(","), earlier_ballots: first };
}

/** Ballots as JSON, until there are enough of them. */
class Page {
  readonly ballots: string[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.ballots.length >= RESULTS_PAGE_BALLOTS || this.#bytes >= RESULTS_PAGE_BYTES;
  }

  add(ballot: RevealedBallot | undefined): void {
    if (ballot === undefined) return;
    const revealed: WireBallot = revealedOf(ballot);
    const text = JSON.stringify(revealed);
    this.ballots.push(text);
    this.#bytes += new TextEncoder().encode(text).length;
  }
}
