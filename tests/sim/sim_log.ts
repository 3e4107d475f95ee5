/**
 * What the workers log: kept for the comparison of two runs, and a session's results checked against the
 * model [R7, R16].
 */
import type { Fields, Log } from "../../src/store/log.ts";
import type { ModelRoom } from "./model_room.ts";
import { insist } from "./violation.ts";

export class SimLog implements Log {
  readonly #rooms: ReadonlyMap<string, ModelRoom>;
  readonly #record: (line: () => string) => void;
  readonly #ended = new Set<ModelRoom>();

  constructor(rooms: ReadonlyMap<string, ModelRoom>, record: (line: () => string) => void) {
    this.#rooms = rooms;
    this.#record = record;
  }

  debug = (event: string, fields: Fields = {}) => this.#write(event, fields);
  info = this.debug;
  warn = this.debug;
  error = this.debug;

  #write(event: string, fields: Fields): void {
    for (const field of Object.values(fields)) {
      insist(!/^[0-9a-f]{32}$/.test(`${field}`), `[P2.2] the log tells a token: ${event}`);
    }
    if (event !== "session_ended") return this.#record(() => `${event} ${JSON.stringify(fields)}`);
    this.#record(() => event);
    const room = `${fields["room"]}`;
    const over = this.#rooms.get(room);
    if (over !== undefined) {
      insist(!this.#ended.has(over), `[R16] the results of ${room} twice`);
      this.#ended.add(over);
    }
    const told = ballotsOf(fields["results"]);
    // a room that was over before anybody was told of it, where that waits for a commit, has none
    const due = (over?.past ?? []).map((
      { ticket, attempt, votes },
    ) => [ticket, attempt, votes.map(({ who, card }) => `${who.shown}: ${card}`).sort()]);
    insist(
      JSON.stringify(told) === JSON.stringify(due),
      `[R16] the log tells ${JSON.stringify(told)}, not ${JSON.stringify(due)}`,
    );
  }
}

/** The revealed ballots in a line of the log, as tickets, attempts and votes. */
function ballotsOf(results: unknown): unknown {
  const logged: Logged = JSON.parse(JSON.stringify(results));
  return logged.ballots.map(({ ticket, attempt, votes }) => [
    ticket.ticket_id,
    attempt,
    votes.map(({ name, card }) => `${name}: ${card}`).sort(),
  ]);
}

/** A line's results as far as they are looked at. */
interface Logged {
  readonly ballots: readonly {
    readonly ticket: { readonly ticket_id: string };
    readonly attempt: number;
    readonly votes: readonly { readonly name: string; readonly card: string }[];
  }[];
}
