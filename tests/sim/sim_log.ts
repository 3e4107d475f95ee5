/** The workers' log: recorded for the comparison of two runs [R7], and its ballots checked against the model [R16]. */
import type { Fields, Log } from "../../src/base/log.ts";
import { PASSCODES } from "./inputs.ts";
import type { ModelRoom } from "./model_room.ts";
import { insist } from "./violation.ts";

interface SimLogOptions {
  readonly rooms: ReadonlyMap<string, ModelRoom>;
  readonly record: (line: () => string) => void;
  /** Whether rooms outlive the incarnations of their homes. */
  readonly journaled: boolean;
}

export class SimLog implements Log {
  readonly #rooms: ReadonlyMap<string, ModelRoom>;
  readonly #record: (line: () => string) => void;
  readonly #journaled: boolean;
  readonly #ended = new Set<ModelRoom>();
  /** Logged ballots, by room, ticket and attempt. */
  readonly #logged = new Set<string>();

  constructor({ rooms, record, journaled }: SimLogOptions) {
    this.#rooms = rooms;
    this.#record = record;
    this.#journaled = journaled;
  }

  debug = (event: string, fields: Fields = {}) => this.#write(event, fields);
  info = this.debug;
  warn = this.debug;
  error = this.debug;

  #write(event: string, fields: Fields): void {
    for (const field of Object.values(fields)) {
      insist(!/^[0-9a-f]{32}$/.test(`${field}`), `[P2.2] the log shows a token: ${event}`);
      const shows = PASSCODES.some(({ shown }) => `${field}`.includes(shown));
      insist(!shows, `[W14] the log shows a passcode: ${event}`);
    }
    if (event === "ballot_revealed") return this.#revealed(fields);
    this.#record(() => `${event} ${JSON.stringify(fields)}`);
    if (event === "session_ended") this.#over(fields);
  }

  /** [R7, R16] Checks that a ballot is logged only after its reveal, and correctly. */
  #revealed(fields: Fields): void {
    const { room, ticket, attempt, votes }: LoggedBallot = JSON.parse(JSON.stringify(fields));
    this.#record(() => `ballot_revealed ${ticket} ${attempt}`);
    const past = this.#rooms.get(room)?.past;
    // a room that ended before its first commit has no id yet
    if (past === undefined) return;
    const due = past.find((one) => one.ticket === ticket && one.attempt === attempt);
    const logged = votes.map(({ name, card }) => `${name}: ${card}`).sort();
    const wanted = due?.votes.map(({ name, card }) => `${name}: ${card}`).sort();
    insist(
      JSON.stringify(logged) === JSON.stringify(wanted),
      `[R16] the log has ${logged} of ${ticket} #${attempt}, not ${wanted}`,
    );
    const name = `${room} ${ticket} ${attempt}`;
    // after a worker was lost, what was not saved may happen again
    const isFirst = this.#journaled || !this.#logged.has(name);
    insist(isFirst, `[R16] the log has ${name} twice`);
    this.#logged.add(name);
  }

  #over(fields: Fields): void {
    const room = `${fields["room"]}`;
    const over = this.#rooms.get(room);
    if (over === undefined) return;
    insist(!this.#ended.has(over), `[R16] the results of ${room} twice`);
    this.#ended.add(over);
    const count = over.past.length;
    insist(fields["ballots"] === count, `[R16] ${fields["ballots"]} ballots, not ${count}`);
    if (this.#journaled) return; // lines of a dead incarnation may be missing
    const missing = over.past.find(({ ticket, attempt }) =>
      !this.#logged.has(`${room} ${ticket} ${attempt}`)
    );
    insist(missing === undefined, `[R16] the log has nothing of ${missing?.ticket}`);
  }
}

/** The checked fields of a ballot's line. */
interface LoggedBallot {
  readonly room: string;
  readonly ticket: string;
  readonly attempt: number;
  readonly votes: readonly { readonly name: string; readonly card: string }[];
}
