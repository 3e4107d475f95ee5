/** Sends many tickets in a few commands, one after the other, so that the person sees the progress [A5]. */
import { ClientError, type TicketOutcome } from "../../client/mod.ts";

/** How many tickets a command has: as many as a tracker is asked for at once, and a step of the progress. */
const STEP = 5;

/** The outcome of each ticket that was sent, and the error that stopped the rest. */
export interface Steps {
  readonly outcomes: readonly TicketOutcome[];
  /** null: all of them were sent. */
  readonly error: ClientError | null;
}

/** Sends them. `onStep` gets how many are done so far, and returns whether to continue. */
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
