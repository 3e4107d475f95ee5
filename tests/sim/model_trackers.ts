/** The model of a room's requests to trackers [A5]: one at a time, answered to the connection that asked. */
import type { Expected } from "./expected.ts";
import type { ExpectedFrame } from "./expected_frame.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Person, Recipient } from "./person.ts";
import type { Found, TrackerRequest } from "./tracker_request.ts";
import { Sentence } from "./expected.ts";
import { errorFrame, okFrame } from "./v2_frames.ts";
import type { Ticket } from "./v2_request.ts";

/** How long a room waits for an answer, and how long all writes of one command may take, in milliseconds. */
export const ANSWER_MS = 40_000;
const WRITTEN_MS = 60_000;

const QUEUE_TICKETS_MAX = 200;
const QUEUE_BYTES_MAX = 32 * 1024;

/** The tracker's answer, or its failure. */
export type Answer =
  | {
    readonly found: readonly Found[];
    readonly next: string | null;
    readonly total: number | null;
  }
  | { readonly problem: string };

/** A request whose answer a room waits for. */
export interface Asking {
  readonly room: ModelRoom;
  readonly person: Person;
  /** The connection that gets the answer, if it is still there. */
  readonly line: Recipient;
  readonly id: string | null;
  readonly request: TrackerRequest;
  /** When the room stops waiting. */
  readonly until: number;
  /** For writes: when the command came, and the outcomes so far. */
  readonly since: number;
  readonly outcomes: readonly Outcome[];
  /** The request to the tracker, as text. */
  readonly question: string;
}

type Outcome = Readonly<Record<string, Expected>>;

/** Takes requests. */
export interface Trackers {
  /** The name of the only tracker; null: there is none. */
  readonly name: string | null;
  asks(asking: Asking): void;
}

/** Handles a command: refuses it at once, or makes a request. */
export function askTracker(
  room: ModelRoom,
  person: Person,
  { id, request, now, trackers }: {
    readonly id: string | null;
    readonly request: TrackerRequest;
    readonly now: number;
    readonly trackers: Trackers;
  },
): void {
  const refused = person !== room.admin
    ? "not_admin"
    : request.type !== "write_estimates" && request.tracker !== trackers.name
    ? "tracker_unknown"
    : room.asking !== null
    ? "tracker_busy"
    : null;
  if (refused !== null) {
    room.coverage.count(`trackers refused: ${refused}`);
    return person.send(errorFrame(refused, id));
  }
  const asking = { room, person, line: person.line, id, request, since: now, outcomes: [] };
  if (request.type === "write_estimates") {
    return writeNext({ ...asking, until: now, question: "" }, { now, trackers });
  }
  const question = request.type === "search_tracker"
    ? `search ${request.query} ${request.page}`
    : `fetch ${request.ticket_ids}`;
  put({ ...asking, until: now + ANSWER_MS, question }, trackers);
}

/** Handles an answer, or that it has taken too long. */
export function answered(
  asking: Asking,
  answer: Answer,
  { now, trackers }: { readonly now: number; readonly trackers: Trackers },
): void {
  const { room, person, id, request } = asking;
  room.asking = null;
  const { coverage } = room;
  if (person.line !== asking.line || !person.sits) coverage.count("tracker answers for nobody");
  if (request.type === "write_estimates") {
    const ticket_id = request.ticket_ids[asking.outcomes.length] ?? "";
    const outcome = "problem" in answer
      ? { ticket_id, outcome: answer.problem, message: new Sentence() }
      : { ticket_id, outcome: "written" };
    coverage.count("problem" in answer ? "estimates not written" : "estimates written");
    return writeNext({ ...asking, outcomes: [...asking.outcomes, outcome] }, { now, trackers });
  }
  if ("problem" in answer) {
    coverage.count("tracker problems");
    return send(asking, errorFrame(answer.problem, id));
  }
  const { found, next, total } = answer;
  if (request.type === "import_tickets") return importTickets(asking, found, now);
  coverage.count("tracker searches");
  if (id === null) return;
  send(
    asking,
    okFrame(id, {
      tickets: found.map(({ key, title }) => ({ ticket_id: key, title })),
      ...next !== null && { next_page: next },
      ...total !== null && { total },
    }),
  );
}

function importTickets(asking: Asking, found: readonly Found[], now: number): void {
  const { room, person, id, request } = asking;
  if (request.type !== "import_tickets") return;
  const { open, coverage } = room;
  if (person !== room.admin) {
    coverage.count("imports of who is no admin any more");
    return send(asking, errorFrame("not_admin", id));
  }
  const queue = [...room.queue];
  for (const { key: ticket_id, title, description } of found) {
    if (open?.ticket === ticket_id) continue;
    const at = queue.findIndex((ticket) => ticket.ticket_id === ticket_id);
    const { tracker } = request;
    const brought = { ticket_id, title, ...description !== "" && { description }, tracker };
    const before = queue[at];
    if (before === undefined) queue.push(brought);
    else queue[at] = completed(before, brought);
  }
  const fits = [4_000, 2_000, 1_000, 500, 250, 125, 0].map((most) => shortened(queue, most))
    .find((one) =>
      one.length <= QUEUE_TICKETS_MAX &&
      new TextEncoder().encode(JSON.stringify(one)).length <= QUEUE_BYTES_MAX
    );
  if (fits === undefined) {
    coverage.count("imports that a queue has no space for");
    return send(asking, errorFrame("queue_full", id));
  }
  if (JSON.stringify(fits) !== JSON.stringify(queue)) coverage.count("imports cut short");
  const there = new Set([...room.queue.map(({ ticket_id }) => ticket_id), open?.ticket]);
  const keys = new Set(found.map(({ key }) => key));
  coverage.count("imports");
  room.touched = now;
  room.change(now, () => room.queue = fits);
  if (id === null) return;
  const outcomes = request.ticket_ids.map((ticket_id) =>
    !keys.has(ticket_id)
      ? { ticket_id, outcome: "tracker_not_found", message: new Sentence() }
      : { ticket_id, outcome: there.has(ticket_id) ? "there" : "added" }
  );
  send(asking, okFrame(id, { version: room.version, outcomes }));
}

/** Adds fields that a ticket does not have yet; returns the same object if there are none. */
function completed(before: Ticket, brought: Ticket): Ticket {
  const { tracker } = brought;
  const { title = brought.title, description = brought.description } = before;
  const isSame = before.tracker === tracker && before.title === title &&
    before.description === description;
  return isSame ? before : { ...brought, ...before, ...tracker !== undefined && { tracker } };
}

function shortened(queue: readonly Ticket[], most: number): Ticket[] {
  return queue.map((ticket) => {
    const { description = "", ...rest } = ticket;
    if (ticket.tracker === undefined || description.length <= most) return ticket;
    return most === 0 ? rest : { ...rest, description: `${description.slice(0, most - 1)}…` };
  });
}

/** Requests the next write; if there is none left, answers the command. */
function writeNext(
  asking: Asking,
  { now, trackers }: { readonly now: number; readonly trackers: Trackers },
): void {
  const { room, request, id, since } = asking;
  if (request.type !== "write_estimates") return;
  // estimates are read when the command comes
  const notes = asking.outcomes.length === 0 ? notesOf(room, request.ticket_ids) : room.notes;
  room.notes = notes;
  const outcomes = [...asking.outcomes];
  for (let at = outcomes.length; at < request.ticket_ids.length; at++) {
    const ticket_id = request.ticket_ids[at] ?? "";
    const { code, estimate } = notes[at] ?? { code: "no_estimate", estimate: null };
    const last = outcomes.map(({ outcome }) => outcome).find((one) => ENDS.has(`${one}`));
    const why = code ?? last ?? (now - since >= WRITTEN_MS ? "tracker_unreachable" : null);
    if (why === null) {
      const question = `write ${ticket_id} ${estimate}`;
      return put({ ...asking, outcomes, until: now + ANSWER_MS, question }, trackers);
    }
    outcomes.push({ ticket_id, outcome: why, message: new Sentence() });
  }
  if (id !== null) send(asking, okFrame(id, { outcomes }));
}

const ENDS: ReadonlySet<string> = new Set([
  "tracker_unreachable",
  "tracker_refused",
  "tracker_busy",
]);

/** The estimate to write for a ticket, or the code why there is none. */
export type Note = { readonly code: string | null; readonly estimate: string | null };

function notesOf({ past }: ModelRoom, ids: readonly string[]): readonly Note[] {
  return ids.map((id) => {
    const last = past.filter(({ ticket }) => ticket === id).pop();
    if (last === undefined) return { code: "no_estimate", estimate: null };
    if (last.about.tracker === undefined) return { code: "not_from_tracker", estimate: null };
    return { code: last.estimate === null ? "no_estimate" : null, estimate: last.estimate };
  });
}

function put(asking: Asking, trackers: Trackers): void {
  asking.room.asking = asking;
  trackers.asks(asking);
}

function send({ person, line }: Asking, frame: ExpectedFrame): void {
  if (person.line === line) person.send(frame);
}
