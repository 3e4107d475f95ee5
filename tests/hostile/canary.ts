/**
 * The canary: a room of honest clients on the attacked server, which estimates a ticket when a test tells it to.
 * Attacks must neither delay it nor be visible in it.
 */
import { assert, assertEquals } from "@std/assert";
import { pass, PATIENCE_MS, within } from "../e2e/patience.ts";
import type { Server } from "../e2e/server.ts";
import { cardsByName, Table } from "../e2e/table.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";

/** Six, so that the kernel hardly ever puts all of them on one worker. */
const PEOPLE = ["anna", "bela", "cyril", "dora", "emil", "fritz"] as const;
const CARDS = ["1", "2", "3", "5", "8", "13"] as const;

/**
 * Between two ballots, in milliseconds: without it a fast machine comes to the most that a session's results may take
 * [R12] before a long siege is over.
 */
const PAUSE_MS = 100;

export class Canary implements AsyncDisposable {
  readonly #table: Table;
  #people: readonly Terminal[] = [];
  #tickets = 0;
  #turn: Promise<void> = Promise.resolve();

  private constructor(server: Server) {
    this.#table = new Table(server);
  }

  /** Opens the room and fills it. */
  static async sits(server: Server): Promise<Canary> {
    const canary = new Canary(server);
    canary.#people = await canary.#table.fills(...PEOPLE);
    return canary;
  }

  get roomId(): string {
    return this.#table.roomId;
  }

  /** One ballot from the first prompt to the last table of votes, after all that were asked for before. */
  estimates(): Promise<void> {
    const ballot = this.#turn.then(() => this.#estimates());
    this.#turn = ballot.catch(() => {});
    return ballot;
  }

  /** Estimates again and again until `work` is done, and at least once. */
  async estimatesDuring(work: Promise<unknown>): Promise<void> {
    let over = false;
    const done = work.finally(() => over = true);
    // Its failure is reported at the end, and must trip up nobody before.
    done.catch(() => {});
    try {
      do {
        await this.estimates();
        await pass(PAUSE_MS);
      } while (!over);
    } finally {
      await done;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#table[Symbol.asyncDispose]();
  }

  async #estimates(): Promise<void> {
    const ticket = `T-${++this.#tickets}`;
    const [admin] = this.#people;
    assert(admin !== undefined);
    await admin.begins(ticket);
    // A busy machine may take its time over six people: it has as long as for one of them.
    const votes = this.#people.map((person, i) => person.votes(CARDS[i] ?? "1"));
    await within(Promise.all(votes), `votes on ${ticket}`, 2 * PATIENCE_MS);
    await admin.reveals();
    const wanted = Object.fromEntries(PEOPLE.map((name, i) => [name, CARDS[i]]));
    for (const person of this.#people) {
      const revealed = await person.receives("VOTES_REVEALED", { with: [`"${ticket}"`] });
      assertEquals(cardsByName(revealed), wanted);
    }
    // Thousands of ballots: each is looked for in what came since the last one.
    for (const { frames, screen } of this.#people) frames.length = screen.length = 0;
  }
}
