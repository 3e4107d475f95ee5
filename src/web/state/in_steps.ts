/** Many tickets in a few commands, one after the other, so that a person sees how far it is [A5]. */
import { ClientError, type TicketOutcome } from "../../client/mod.ts";

/** So many at a time: what a tracker is asked for in one go, and a step of the progress. */
const STEP = 5;

/** What became of each ticket as far as it went, and what it ended with before its time. */
interface Steps {
  readonly outcomes: readonly TicketOutcome[];
  /** null: all of them were sent. */
  readonly error: ClientError | null;
}

/** Sends them. `onStep` gets how many are done by now, and returns whether it goes on. */
export async function inSteps(
  ids: readonly string[],
  send: (ids: readonly string[]) => Promise<readonly TicketOutcome[]>,
  onStep: (done: number) => boolean,
): Promise<Steps> {
  const outcomes: TicketOutcome[] = [];
  try {
    for (let at = 0; at < ids.length && onStep(at); at += STEP) {
      outcomes.push(...await send(ids.slice(at, at + STEP)));
    }
    return { outcomes, error: null };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { outcomes, error };
  }
}
