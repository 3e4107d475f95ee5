/**
 * Fetches the ballots that SESSION_ENDED left out, page by page, within the 5 s that the server allows [P2.8]. It owns
 * no connection.
 */
import type { Ended } from "./status.ts";
import type { Results, RevealedBallot, ServerMessage } from "./types.ts";

interface RestOptions {
  readonly reason: Ended["reason"];
  /** With only the newest ballots. */
  readonly results: Results;
  /** How many there are before them. */
  readonly earlier_ballots: number;
  readonly send: (text: string) => void;
  /** Called when everything has come, or nothing more will. */
  readonly done: () => void;
}

export class RestOfResults {
  readonly #options: RestOptions;
  #fetched: readonly RevealedBallot[] = [];

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Requests the oldest missing page. */
  ask(): void {
    const after = this.#fetched.length;
    this.#options.send(JSON.stringify({ type: "GET_RESULTS", data: { after }, id: this.#id }));
  }

  /** Takes a message; returns whether it was a reply to this. */
  received(message: ServerMessage): boolean {
    if (!("re" in message) || message.re !== this.#id) return false;
    const { earlier_ballots, done } = this.#options;
    const { ballots = [] } = message.type === "OK" ? message.data : {};
    this.#fetched = this.#fetched.concat(ballots).slice(0, earlier_ballots);
    if (ballots.length === 0 || this.#fetched.length === earlier_ballots) done();
    else this.ask();
    return true;
  }

  /** How the session ended, with the results that have come so far. */
  get ending(): Ended {
    const { reason, results, earlier_ballots } = this.#options;
    const missing_ballots = earlier_ballots - this.#fetched.length;
    const ballots = [...this.#fetched, ...results.ballots];
    return {
      state: "ended",
      reason,
      results: { ...results, ballots },
      ...missing_ballots > 0 && { missing_ballots },
    };
  }

  /** Differs from all ids of commands, which are numbers. */
  get #id(): string {
    return `results ${this.#fetched.length}`;
  }
}
