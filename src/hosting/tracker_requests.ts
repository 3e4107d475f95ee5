/**
 * The admin's requests to issue trackers [A5]: search, import tickets, write estimates back. A room makes one at a
 * time. The answer is sent as the reply; if it changes the room, that is a command like any other. An admin who has
 * gone meanwhile gets no reply.
 */
import type { Cause } from "../bus/envelopes.ts";
import type { TrackerRequest, V2Request } from "../protocol/client_message.ts";
import { encodeError, encodeReply } from "../protocol/v2_encode.ts";
import type { FoundTicket, OkData } from "../protocol/v2_frames.ts";
import { requireAdmin } from "../room/permissions.ts";
import { openBallot, type Room, type Ticket, withoutEmpty } from "../room/state.ts";
import type { TicketPage, TrackerTicket } from "../trackers/tracker.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Sender } from "./reply_to.ts";
import type { ConnectionId, LiveRoom } from "./sessions.ts";
import type { Answered, Cancel, TrackerDesk } from "./tracker_desk.ts";
import { outcomeOf, type Problem, problemOf, unknownTracker } from "./tracker_problem.ts";
import { askFor } from "./tracker_question.ts";
import { estimateOf, writeBack } from "./write_back.ts";

/** Whether this is a request to a tracker. */
export function isTrackerRequest(request: V2Request): request is TrackerRequest {
  const { type } = request;
  return type === "search_tracker" || type === "import_tickets" || type === "write_estimates";
}

/** Who sent the request, on which connection: the reply is sent only there. */
interface Asker extends Sender {
  readonly connection: ConnectionId | null;
}

type Requested<Type extends TrackerRequest["type"]> = Extract<TrackerRequest, { type: Type }>;

export class TrackerRequests {
  readonly #pipeline: Pipeline;
  readonly #desk: TrackerDesk | null;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#desk = pipeline.options.trackers ?? null;
  }

  /** Makes the request, and replies when it is answered; or refuses it at once. */
  request(sender: Sender, request: TrackerRequest): void {
    const { session } = sender;
    this.#pipeline.options.metrics.count("commands", request.type);
    const asker = { ...sender, connection: session.connection };
    const refusal = this.#refusal(session.live, session.member_id, request);
    if (refusal !== null) return this.#refuse(asker, refusal, sender.cause);
    switch (request.type) {
      case "search_tracker":
        return this.#search(asker, request);
      case "import_tickets":
        return this.#import(asker, request);
      case "write_estimates":
        return this.#write(asker, request);
    }
  }

  /** Why the request is refused without asking the tracker; null: it is not. */
  #refusal(live: LiveRoom, by: string, request: TrackerRequest): Problem | null {
    const refused = requireAdmin(live.room, by, "ask trackers");
    if (refused !== null) return refused.refusal;
    if (request.type !== "write_estimates" && !this.#has(request.tracker)) {
      return unknownTracker(request.tracker);
    }
    return live.cancelAsking === null ? null : BUSY;
  }

  #has(tracker: string): boolean {
    return this.#desk?.trackers.some(({ name }) => name === tracker) ?? false;
  }

  #search(asker: Asker, { tracker, query, page }: Requested<"search_tracker">): void {
    this.#ask<TicketPage>(
      asker,
      (desk, answered) => desk.search({ tracker, query, page }, answered),
      (found) => {
        if (!found.ok) return this.#refuse(asker, problemOf(found.error));
        const { tickets, next, total } = found.value;
        this.#reply(asker, {
          tickets: tickets.map(foundTicket),
          ...next !== null && { next_page: next },
          ...total !== null && { total },
        });
      },
    );
  }

  #import(asker: Asker, { tracker, ticket_ids: keys }: Requested<"import_tickets">): void {
    this.#ask<readonly TrackerTicket[]>(
      asker,
      (desk, answered) => desk.fetch({ tracker, keys }, answered),
      (fetched) => {
        if (!fetched.ok) return this.#refuse(asker, problemOf(fetched.error));
        const { session: { live, member_id: by } } = asker;
        const tickets = fetched.value.map((ticket) => queued(ticket, tracker));
        const before = ticketsIn(live.room);
        const result = this.#pipeline.run(live, { type: "import", by, tickets });
        if (result.kind === "refused") return this.#refuse(asker, result.refusal);
        const outcomes = keys.map((ticket_id) => ({
          ticket_id,
          ...isAmong(tickets, ticket_id)
            ? { outcome: isAmong(before, ticket_id) ? "there" : "added" }
            : outcomeOf(NOT_FOUND),
        }));
        this.#reply(asker, { version: live.room.version, outcomes });
      },
    );
  }

  #write(asker: Asker, { ticket_ids }: Requested<"write_estimates">): void {
    const { session: { live } } = asker;
    const isKnown = (tracker: string) => this.#has(tracker);
    const estimates = ticket_ids.map((ticketId) => estimateOf(live.room, ticketId, isKnown));
    writeBack(estimates, {
      clock: this.#pipeline.options.clock,
      write: (note, written) =>
        this.#ask<null>(asker, (desk, answered) => desk.write(note, answered), written),
      done: (outcomes) => this.#reply(asker, { outcomes }),
    });
  }

  #ask<T>(
    { session: { live } }: Asker,
    question: (desk: TrackerDesk, answered: Answered<T>) => Cancel,
    answered: Answered<T>,
  ): void {
    const desk = this.#desk;
    if (desk === null) return; // then nothing is known that could be asked
    const { clock } = this.#pipeline.options;
    askFor(live, { clock, question: (given: Answered<T>) => question(desk, given), answered });
  }

  #refuse(asker: Asker, problem: Problem, cause: Cause = null): void {
    this.#pipeline.options.metrics.count("refusals", problem.code);
    this.#send(asker, encodeError(asker.id, problem), cause);
  }

  #reply(asker: Asker, data: OkData): void {
    if (asker.id !== null) this.#send(asker, encodeReply(asker.id, data), null);
  }

  /** Sends a reply, unless the sender has gone meanwhile or is back on another connection. */
  #send({ session, connection, id }: Asker, frame: string, cause: Cause): void {
    if (session.connection !== connection) return;
    this.#pipeline.fanout.reply([session], { re: id, frame, cause });
  }
}

const NOT_FOUND: Problem = {
  code: "tracker_not_found",
  message: "The tracker has no such ticket, or doesn't show it.",
};
const BUSY: Problem = {
  code: "tracker_busy",
  message: "The room waits for the answer to its last request: try again when it is there.",
};

function foundTicket({ key, title, url, estimate }: TrackerTicket): FoundTicket {
  return {
    ticket_id: key,
    title,
    ...url !== "" && { url },
    ...estimate !== null && { estimate },
  };
}

function queued({ key, title, url, description }: TrackerTicket, tracker: string): Ticket {
  return withoutEmpty({ ticket_id: key, title, url, description, tracker });
}

/** The tickets of the queue and of the open ballot. */
function ticketsIn(room: Room): readonly Ticket[] {
  const open = openBallot(room);
  return open === null ? room.queue : [...room.queue, open.ticket];
}

/** Whether one of the tickets has this id, in any case, as trackers compare them. */
function isAmong(tickets: readonly Ticket[], wanted: string): boolean {
  return tickets.some(({ ticket_id }) => ticket_id.toLowerCase() === wanted.toLowerCase());
}
