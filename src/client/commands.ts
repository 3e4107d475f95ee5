/**
 * Every command of P2.5 that is sent as it is and answered once, as a method. Each resolves with the first
 * version of the room that shows its effect, and rejects with a `ClientError`: the server's code where it
 * was refused, `offline` or `connection_lost` where there was no connection to ask or to answer on. After
 * `connection_lost` it may have been done: the next state shows it.
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

/** Pages of results that are asked for at once; beyond them one in so many milliseconds, to stay under W6. */
export const PAGES_AT_ONCE = 20;
export const PAGE_EVERY_MS = 100;

/** What the admin changes about a room; what is left out stays. */
export interface RoomChanges {
  /** "" takes the name away. */
  readonly name?: string;
  /** Voters at most; not below those who have a seat. */
  readonly capacity?: number;
  /** As in `CreateOptions`; not while a ballot is open. */
  readonly deck?: string | readonly string[];
  /** Nobody new comes in. */
  readonly locked?: boolean;
  /** What newcomers have to know; null: nothing. */
  readonly passcode?: string | null;
}

/** Some of what a search found [A5]. */
export interface FoundPage {
  /** In the tracker's order. */
  readonly tickets: readonly FoundTicket[];
  /** What to ask with for what follows; left out: this is all. */
  readonly next_page?: string;
  /** How many there are in all, where the tracker counts them. */
  readonly total?: number;
}

/** The commands that `RoomClient` has beside `vote`, `withdraw` and `leave`. */
export abstract class Commands {
  /** Sends a command and waits for its reply. */
  protected abstract request(command: ClientCommand): Promise<OkData>;

  /** Lets time pass; rejects when the client is out of the room. */
  protected abstract pass(ms: number): Promise<void>;

  /** Becomes a voter or an observer. */
  setRole(role: Role): Promise<number> {
    return this.#done({ type: "SET_ROLE", data: { role } });
  }

  /** All ballots revealed so far, oldest first. */
  async results(): Promise<readonly RevealedBallot[]> {
    const ballots: RevealedBallot[] = [];
    let after: number | undefined = 0;
    for (let pages = 1; after !== undefined; pages++) {
      if (pages > PAGES_AT_ONCE) await this.pass(PAGE_EVERY_MS);
      const page: OkData = await this.request({ type: "GET_RESULTS", data: { after } });
      ballots.push(...page.ballots ?? []);
      after = page.next !== undefined && page.next > after ? page.next : undefined;
    }
    return ballots;
  }

  /** Another name; the room gives it a number where somebody has it already. */
  rename(name: string): Promise<number> {
    return this.#done({ type: "RENAME", data: { name } });
  }

  /** [who runs the room] Opens a ballot, and takes its ticket out of the queue; without an id it is `Vote 1`, and so on. */
  begin(ticket: Partial<Ticket> = {}): Promise<number> {
    return this.#done({ type: "BEGIN_VOTING", data: ticket });
  }

  /** [admin] Gives the open ballot up; nobody sees its cards. */
  cancel(): Promise<number> {
    return this.#done({ type: "CANCEL_BALLOT", data: {} });
  }

  /** [who runs the room] Asks those once more who have not voted, at most every 10 s. */
  nudge(): Promise<number> {
    return this.#done({ type: "NUDGE", data: {} });
  }

  /** [who runs the room] The open or just revealed ticket again, a new attempt. */
  restart(): Promise<number> {
    return this.#done({ type: "RESTART_VOTING", data: {} });
  }

  /** [who runs the room] Turns the cards over; `force` before all have voted, which only the admin may. */
  reveal(ticketId: string, { force = false }: { readonly force?: boolean } = {}): Promise<number> {
    return this.#done({ type: "REVEAL_VOTES", data: { ticket_id: ticketId, force } });
  }

  /** [admin] What the team settled on for a revealed ticket. */
  setEstimate(ticketId: string, estimate: string): Promise<number> {
    return this.#done({ type: "SET_ESTIMATE", data: { ticket_id: ticketId, estimate } });
  }

  /** [admin] Notes something about a revealed ticket; "" takes the note away. */
  setNote(ticketId: string, note: string): Promise<number> {
    return this.#done({ type: "SET_NOTE", data: { ticket_id: ticketId, note } });
  }

  /** [admin] Changes what is known about a ticket of the queue or the open ballot: "" takes a field away. */
  editTicket(ticketId: string, changes: Omit<Partial<Ticket>, "ticket_id">): Promise<number> {
    return this.#done({ type: "EDIT_TICKET", data: { ticket_id: ticketId, ...changes } });
  }

  /** [admin] Puts a ticket of the queue before another; without one, to the end. */
  moveTicket(ticketId: string, before?: string): Promise<number> {
    return this.#done({
      type: "MOVE_TICKET",
      data: { ticket_id: ticketId, ...before !== undefined && { before } },
    });
  }

  /** [admin] Takes a ticket out of the queue. */
  removeTicket(ticketId: string): Promise<number> {
    return this.#done({ type: "REMOVE_TICKET", data: { ticket_id: ticketId } });
  }

  /** [admin] Puts tickets behind those that wait, or in their place. */
  queueTickets(
    tickets: readonly Ticket[],
    { replace = false }: { readonly replace?: boolean } = {},
  ): Promise<number> {
    return this.#done({ type: "QUEUE_TICKETS", data: { tickets, replace } });
  }

  /**
   * [admin] What a tracker finds, a page of it; `page`: the `next_page` of the one before. What a query may be is the
   * tracker's matter.
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

  /** [admin] Puts at most 25 tickets of a tracker behind those that wait; what became of each. */
  async importTickets(
    tracker: string,
    ticketIds: readonly string[],
  ): Promise<readonly TicketOutcome[]> {
    const data = { tracker, ticket_ids: ticketIds };
    const { outcomes = [] } = await this.request({ type: "IMPORT_TICKETS", data });
    return outcomes;
  }

  /** [admin] Writes the estimates of at most 25 tickets back to where they came from; what became of each. */
  async writeEstimates(ticketIds: readonly string[]): Promise<readonly TicketOutcome[]> {
    const data = { ticket_ids: ticketIds };
    const { outcomes = [] } = await this.request({ type: "WRITE_ESTIMATES", data });
    return outcomes;
  }

  /** [admin] Makes another v2 member the admin. */
  handOver(memberId: MemberId): Promise<number> {
    return this.#done({ type: "HAND_OVER", data: { member_id: memberId } });
  }

  /** [admin] `bar`: neither it nor anybody from its address comes in again. */
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

  /** [admin] Changes the room itself: all of it, or none. */
  setRoom({ deck, ...changes }: RoomChanges): Promise<number> {
    if (deck === undefined) return this.#done({ type: "SET_ROOM", data: changes });
    const cards = typeof deck === "string" ? deck : joinedCards(deck);
    return this.#done({ type: "SET_ROOM", data: { ...changes, deck: cards } });
  }

  /** [admin] */
  setSettings(settings: Partial<Settings>): Promise<number> {
    return this.#done({ type: "SET_SETTINGS", data: settings });
  }

  /** [admin] The timer informs, or, with `reveal`, turns the cards over at its end; a reveal ends it. */
  startTimer(
    seconds: number,
    { reveal = false }: { readonly reveal?: boolean } = {},
  ): Promise<number> {
    return this.#done({ type: "START_TIMER", data: { seconds, reveal } });
  }

  /** [admin] */
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
