/** Sends a program's request to the home of its room, as a connection that never gets a seat [S1, C4]. */
import type { Clock } from "../base/clock.ts";
import type { Connection, EdgeConnection, JoinRefusal, ProgramRequest } from "../bus/envelopes.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import { REFUSED } from "../hosting/refusals.ts";
import { done, failed, type Outcome, refused, unavailable } from "./problem.ts";

/** How long a home may take to answer, in milliseconds: as long as to give a seat [W11]. */
const ANSWER_WITHIN_MS = 10_000;

/** Passes a request to the edge. `address`: the client's. */
export type Join = (connection: Connection, request: ProgramRequest, address: string) => void;

/** Resolves with the home's answer, which is one frame, or with a problem. Never rejects. */
export function askHome(
  request: ProgramRequest,
  address: string,
  { join, clock }: { readonly join: Join; readonly clock: Pick<Clock, "after" | "soon"> },
): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    let edge: EdgeConnection | null = null;
    const settle = (outcome: Outcome<string>) => {
      cancel();
      resolve(outcome);
      // the edge may be in the middle of sending
      clock.soon(() => edge?.gone());
    };
    const cancel = clock.after(ANSWER_WITHIN_MS, () => settle(failed(NO_ANSWER)));
    const connection: Connection = {
      joining(given) {
        edge = given;
      },
      seated() {},
      sendState() {},
      refused: (refusal: JoinRefusal) => settle(refused(refusal)),
      send: (frame: string) => settle(done(frame)),
      close: (close: CloseName, message: string | null) =>
        settle(refused({ close, message: message ?? NO_ANSWER.detail, guess: false })),
    };
    join(connection, request, address);
  });
}

const NO_ANSWER = unavailable(REFUSED.noSeat.message);
