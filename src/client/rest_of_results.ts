/**
 * The ballots that SESSION_ENDED left out, fetched page by page in the moment that the server gives for it
 * [P2.8]. It owns no connection: it returns what to send, and is given what comes.
 */
import type { Ended } from "./status.ts";
import type { Results, RevealedBallot, ServerMessage } from "./types.ts";

interface RestOptions {
  readonly reason: Ended["reason"];
  /** With the newest ballots alone. */
  readonly results: Results;
  /** How many there are before them. */
  readonly earlier_ballots: number;
  readonly send: (text: string) => void;
  /** Everything has come, or nothing more will. */
  readonly done: () => void;
}

export class RestOfResults {
  readonly #options: RestOptions;
  readonly #fetched: RevealedBallot[] = [];

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Asks for the oldest that is not there. */
  ask(): void {
    const after = this.#fetched.length;
    this.#options.send(JSON.stringify({ type: "GET_RESULTS", data: { after }, id: this.#id }));
  }

  /** Takes a reply; whether it was one to this. */
  received(message: ServerMessage): boolean {
    if (!("re" in message) || message.re !== this.#id) return false;
    const { earlier_ballots, done } = this.#options;
    const { ballots = [] } = message.type === "OK" ? message.data : {};
    this.#fetched.push(...ballots.slice(0, earlier_ballots - this.#fetched.length));
    if (ballots.length === 0 || this.#fetched.length === earlier_ballots) done();
    else this.ask();
    return true;
  }

  /** How the session ended, with all results that are here by now. */
  get ending(): Ended {
    const { reason, results, earlier_ballots } = this.#options;
    const missingBallots = earlier_ballots - this.#fetched.length;
    const ballots = [...this.#fetched, ...results.ballots];
    return {
      state: "ended",
      reason,
      results: { ...results, ballots },
      ...missingBallots > 0 && { missing_ballots: missingBallots },
    };
  }

  /** None of a command's: those are numbers. */
  get #id(): string {
    return `results ${this.#fetched.length}`;
  }
}
