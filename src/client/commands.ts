/**
 * Every command of P2.5 that is sent as it is and answered once, as a method. Each resolves with the first
 * version of the room that shows its effect, and rejects with a `ClientError`: the server's code where it
 * was refused, `offline` or `connection_lost` where there was no connection to ask or to answer on. After
 * `connection_lost` it may have been done: the next state tells.
 */
import type { MemberId, OkData, RevealedBallot, Role, Settings, Ticket } from "./types.ts";

/** Pages of results that are asked for at once; beyond them one in so many milliseconds, to stay under W6. */
export const PAGES_AT_ONCE = 20;
export const PAGE_EVERY_MS = 100;

export type CommandData = Readonly<Record<string, unknown>>;

export abstract class Commands {
  /** Sends a command and waits for its reply. */
  protected abstract request(type: string, data: CommandData): Promise<OkData>;

  /** Lets time pass; rejects when the client is out of the room. */
  protected abstract pass(ms: number): Promise<void>;

  setRole(role: Role): Promise<number> {
    return this.#done("SET_ROLE", { role });
  }

  /** All ballots revealed so far, oldest first. */
  async results(): Promise<readonly RevealedBallot[]> {
    const ballots: RevealedBallot[] = [];
    let after: number | undefined = 0;
    for (let pages = 1; after !== undefined; pages++) {
      if (pages > PAGES_AT_ONCE) await this.pass(PAGE_EVERY_MS);
      const page: OkData = await this.request("GET_RESULTS", { after });
      ballots.push(...page.ballots ?? []);
      after = page.next !== undefined && page.next > after ? page.next : undefined;
    }
    return ballots;
  }

  /** [admin] Opens a ballot, and takes its ticket out of the queue. */
  begin({ ticket_id, title }: Ticket): Promise<number> {
    return this.#done("BEGIN_VOTING", { ticket_id, title });
  }

  /** [admin] The open or just revealed ticket again, a new attempt. */
  restart(): Promise<number> {
    return this.#done("RESTART_VOTING", {});
  }

  /** [admin] Turns the cards over; `force` before all have voted. */
  reveal(ticket_id: string, { force = false }: { readonly force?: boolean } = {}): Promise<number> {
    return this.#done("REVEAL_VOTES", { ticket_id, force });
  }

  /** [admin] What the team settled on for a revealed ticket. */
  setEstimate(ticket_id: string, estimate: string): Promise<number> {
    return this.#done("SET_ESTIMATE", { ticket_id, estimate });
  }

  /** [admin] Puts tickets behind those that wait, or in their place. */
  queueTickets(
    tickets: readonly Ticket[],
    { replace = false }: { readonly replace?: boolean } = {},
  ): Promise<number> {
    return this.#done("QUEUE_TICKETS", { tickets, replace });
  }

  /** [admin] Makes another voter the admin. */
  handOver(member_id: MemberId): Promise<number> {
    return this.#done("HAND_OVER", { member_id });
  }

  /** [admin] */
  removeMember(member_id: MemberId): Promise<number> {
    return this.#done("REMOVE_MEMBER", { member_id });
  }

  /** [admin] */
  setSettings(settings: Partial<Settings>): Promise<number> {
    return this.#done("SET_SETTINGS", settings);
  }

  /** [admin] The timer informs; it ends by itself at the reveal. */
  startTimer(seconds: number): Promise<number> {
    return this.#done("START_TIMER", { seconds });
  }

  /** [admin] */
  stopTimer(): Promise<number> {
    return this.#done("STOP_TIMER", {});
  }

  /** [admin] Ends the session for everybody; the status then has the results. */
  endSession(): Promise<number> {
    return this.#done("END_SESSION", {});
  }

  async #done(type: string, data: CommandData): Promise<number> {
    const { version = 0 } = await this.request(type, data);
    return version;
  }
}
