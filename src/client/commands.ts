/**
 * A method for each command of the protocol. Each resolves with the first version of the room that shows its effect, or
 * rejects with a `ClientError`: with the server's code if it was refused, `offline` if there was no connection, or
 * `connection_lost` if the connection was lost before the reply. It may then have been done; the next state shows it.
 */
import { joinedCards } from "../protocol/joined_cards.ts";
import type { ClientCommand } from "../protocol/v2_commands.ts";
import type {
  FoundTicket,
  MemberId,
  OkData,
  RevealedBallot,
  Role,
  Settings,
  Ticket,
  TicketOutcome,
} from "./types.ts";

/** Pages of results that are requested without a pause, and the pause before each further one, to stay within W6. */
export const PAGES_AT_ONCE = 20;
export const PAGE_EVERY_MS = 100;

/** Changes to a room; missing fields stay as they are. */
export interface RoomChanges {
  /** An empty name removes it. */
  readonly name?: string;
  /** Seats for voters; not less than are taken. */
  readonly capacity?: number;
  /** As in `CreateOptions`; not while a ballot is open. */
  readonly deck?: string | readonly string[];
  /** Whether newcomers are refused. */
  readonly locked?: boolean;
  /** The passcode that newcomers need; null: none. */
  readonly passcode?: string | null;
}

/** The ballot that a command is about: a `ballot` of a room that was shown, for example. */
export interface BallotName {
  /** Its ticket. */
  readonly ticket_id: string;
  /** The attempt at that ticket, from 1. */
  readonly attempt: number;
}

/** A page of search results [A5]. */
export interface FoundPage {
  /** In the tracker's order. */
  readonly tickets: readonly FoundTicket[];
  /** The `page` of the next request; missing: this is the last page. */
  readonly next_page?: string;
  /** The number of tickets in all, if the tracker counts them. */
  readonly total?: number;
}

/** The commands of `RoomClient`, except `vote`, `withdraw` and `leave`. */
export abstract class Commands {
  /** Sends a command and waits for its reply. */
  protected abstract request(command: ClientCommand): Promise<OkData>;

  /** Waits for `ms` milliseconds; rejects when the client is out of the room. */
  protected abstract pass(ms: number): Promise<void>;

  /** Becomes a voter or an observer. */
  setRole(role: Role): Promise<number> {
    return this.#done({ type: "SET_ROLE", data: { role } });
  }

  /** All ballots revealed so far, oldest first. */
  async results(): Promise<readonly RevealedBallot[]> {
    let ballots: readonly RevealedBallot[] = [];
    let after: number | undefined = 0;
    for (let pages = 1; after !== undefined; pages++) {
      if (pages > PAGES_AT_ONCE) await this.pass(PAGE_EVERY_MS);
      const page: OkData = await this.request({ type: "GET_RESULTS", data: { after } });
      ballots = ballots.concat(page.ballots ?? []); // not push(...): a call takes only so many arguments
      after = page.next !== undefined && page.next > after ? page.next : undefined;
    }
    return ballots;
  }

  /** Changes the member's name; the server adds a number if somebody else has it. */
  rename(name: string): Promise<number> {
    return this.#done({ type: "RENAME", data: { name } });
  }

  /**
   * [runner] Opens a ballot, and takes its ticket out of the queue. Without an id it is called `Vote 1`, `Vote 2`, …
   * Also resolves if somebody else has done the same just before.
   */
  begin(ticket: Partial<Ticket> = {}): Promise<number> {
    return this.#done({ type: "BEGIN_VOTING", data: ticket });
  }

  /** [admin] Cancels the open ballot; nobody sees its cards. With `ballot`, only if it is that one. */
  cancel(ballot?: BallotName): Promise<number> {
    return this.#done({ type: "CANCEL_BALLOT", data: named(ballot) });
  }

  /** [runner] Reminds those who have not voted, at most every 10 s. */
  nudge(): Promise<number> {
    return this.#done({ type: "NUDGE", data: {} });
  }

  /**
   * [runner] Starts the open or just revealed ticket over, as a new attempt. With `ballot`, only if it is that one;
   * also resolves if somebody else has started that one over just before.
   */
  restart(ballot?: BallotName): Promise<number> {
    return this.#done({ type: "RESTART_VOTING", data: named(ballot) });
  }

  /**
   * [runner] Reveals the votes; with `force` before all have voted, which only the admin may; with `attempt` only if it
   * is that one. Also resolves if somebody else has done it just before.
   */
  reveal(
    ticketId: string,
    { force = false, attempt }: { readonly force?: boolean; readonly attempt?: number } = {},
  ): Promise<number> {
    return this.#done({
      type: "REVEAL_VOTES",
      data: { ticket_id: ticketId, force, ...attempt !== undefined && { attempt } },
    });
  }

  /** [admin] Sets the estimate that the team settled on for a revealed ticket. */
  setEstimate(ticketId: string, estimate: string): Promise<number> {
    return this.#done({ type: "SET_ESTIMATE", data: { ticket_id: ticketId, estimate } });
  }

  /** [admin] Sets the note of a revealed ticket; an empty one removes it. */
  setNote(ticketId: string, note: string): Promise<number> {
    return this.#done({ type: "SET_NOTE", data: { ticket_id: ticketId, note } });
  }

  /** [admin] Edits a ticket in the queue or that of the open ballot; an empty field is removed. */
  editTicket(ticketId: string, changes: Omit<Partial<Ticket>, "ticket_id">): Promise<number> {
    return this.#done({ type: "EDIT_TICKET", data: { ticket_id: ticketId, ...changes } });
  }

  /** [admin] Moves a ticket of the queue before another, or to the end. */
  moveTicket(ticketId: string, before?: string): Promise<number> {
    return this.#done({
      type: "MOVE_TICKET",
      data: { ticket_id: ticketId, ...before !== undefined && { before } },
    });
  }

  /** [admin] Removes a ticket from the queue. */
  removeTicket(ticketId: string): Promise<number> {
    return this.#done({ type: "REMOVE_TICKET", data: { ticket_id: ticketId } });
  }

  /** [admin] Adds tickets to the queue, or replaces it. */
  queueTickets(
    tickets: readonly Ticket[],
    { replace = false }: { readonly replace?: boolean } = {},
  ): Promise<number> {
    return this.#done({ type: "QUEUE_TICKETS", data: { tickets, replace } });
  }

  /**
   * [admin] Searches a tracker, in its own query language, and returns a page of results. `page`: the `next_page` of
   * the page before.
   */
  async searchTracker(tracker: string, query: string, page?: string): Promise<FoundPage> {
    const { tickets = [], next_page, total } = await this.request({
      type: "SEARCH_TRACKER",
      data: { tracker, query, ...page !== undefined && { page } },
    });
    return {
      tickets,
      ...next_page !== undefined && { next_page },
      ...total !== undefined && { total },
    };
  }

  /** [admin] Adds at most 25 tickets of a tracker to the queue. Returns the outcome of each. */
  async importTickets(
    tracker: string,
    ticketIds: readonly string[],
  ): Promise<readonly TicketOutcome[]> {
    const data = { tracker, ticket_ids: ticketIds };
    const { outcomes = [] } = await this.request({ type: "IMPORT_TICKETS", data });
    return outcomes;
  }

  /** [admin] Writes the estimates of at most 25 tickets back to their trackers. Returns the outcome of each. */
  async writeEstimates(ticketIds: readonly string[]): Promise<readonly TicketOutcome[]> {
    const data = { ticket_ids: ticketIds };
    const { outcomes = [] } = await this.request({ type: "WRITE_ESTIMATES", data });
    return outcomes;
  }

  /** [admin] Makes another v2 member the admin. */
  handOver(memberId: MemberId): Promise<number> {
    return this.#done({ type: "HAND_OVER", data: { member_id: memberId } });
  }

  /** [admin] Removes a member; with `bar`, nobody can join again under its name or from its address. */
  removeMember(
    memberId: MemberId,
    { bar = false }: { readonly bar?: boolean } = {},
  ): Promise<number> {
    return this.#done({ type: "REMOVE_MEMBER", data: { member_id: memberId, bar } });
  }

  /** [admin] Makes another member a voter or an observer. */
  setMemberRole(memberId: MemberId, role: Role): Promise<number> {
    return this.#done({ type: "SET_MEMBER_ROLE", data: { member_id: memberId, role } });
  }

  /** [admin] Changes the room itself: all given fields, or none. */
  setRoom({ deck, ...changes }: RoomChanges): Promise<number> {
    if (deck === undefined) return this.#done({ type: "SET_ROOM", data: changes });
    const cards = typeof deck === "string" ? deck : joinedCards(deck);
    return this.#done({ type: "SET_ROOM", data: { ...changes, deck: cards } });
  }

  /** [admin] Changes the given settings. */
  setSettings(settings: Partial<Settings>): Promise<number> {
    return this.#done({ type: "SET_SETTINGS", data: settings });
  }

  /**
   * [admin] Starts a timer, which with `reveal` reveals the votes at its end. It is removed when the votes are revealed
   * or the ballot is cancelled.
   */
  startTimer(
    seconds: number,
    { reveal = false }: { readonly reveal?: boolean } = {},
  ): Promise<number> {
    return this.#done({ type: "START_TIMER", data: { seconds, reveal } });
  }

  /** [admin] Removes the timer. */
  stopTimer(): Promise<number> {
    return this.#done({ type: "STOP_TIMER", data: {} });
  }

  /** [admin] Ends the session for everybody; the status then has the results. */
  endSession(): Promise<number> {
    return this.#done({ type: "END_SESSION", data: {} });
  }

  async #done(command: ClientCommand): Promise<number> {
    const { version = 0 } = await this.request(command);
    return version;
  }
}

function named(ballot: BallotName | undefined): Partial<BallotName> {
  return ballot === undefined ? {} : { ticket_id: ballot.ticket_id, attempt: ballot.attempt };
}
