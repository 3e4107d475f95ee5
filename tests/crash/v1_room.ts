/**
 * A room of v1 clients, which vote until their connections are lost. They can't resume, so the room ends with the
 * restart, and its saved results must have every revealed ballot [R14, R16, S6].
 */
import { assert, assertEquals, fail } from "@std/assert";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { assertSecret, cardsByName, Table } from "../e2e/table.ts";
import type { Server } from "../e2e/server.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";
import { letters } from "../base/draws.ts";
import type { Random } from "../sim/random.ts";
import type { Counts } from "./counts.ts";
import { untilCut } from "./lost.ts";

/** Cards that don't occur in tickets, names and counts. */
const CARDS = ["13", "21"];

export class V1Room {
  readonly #table: Table;
  readonly #people: readonly Terminal[];
  readonly #random: Random;
  /** The cards, by name, of each revealed ballot, by ticket. */
  readonly #revealed = new Map<string, Record<string, unknown>>();

  private constructor(table: Table, people: readonly Terminal[], random: Random) {
    this.#table = table;
    this.#people = people;
    this.#random = random;
  }

  static async open(server: Server, random: Random): Promise<V1Room> {
    const table = new Table(server);
    return new V1Room(table, await table.fills("zoe", "yan"), random);
  }

  async play(): Promise<void> {
    const [admin] = this.#people;
    assert(admin !== undefined);
    await untilCut(async () => {
      for (let n = 1;; n++) {
        const ticket = `U-${letters(n)}`;
        await admin.begins(ticket);
        for (const person of this.#people) await person.votes(this.#random.pick(CARDS));
        await admin.reveals();
        this.#revealed.set(ticket, cardsByName(await admin.receives("VOTES_REVEALED", { nth: n })));
      }
    }, () => this.#people.some(({ exit }) => exit !== undefined));
    for (const person of this.#people) {
      await person.cut();
      assertSecret(person, CARDS);
    }
  }

  /** Checks the results in this directory, after the next process has ended the room. */
  async ended(server: Server, directory: string, counts: Counts): Promise<void> {
    const { roomId } = this.#table;
    const line = await server.logged("session_ended", ({ room }) => room === roomId);
    assertEquals(line["reason"], "admin_left");
    const ballots = ballotsOf(directory, roomId);
    assertEquals(line["ballots"], ballots.size);
    // one more may have been revealed, and not been sent
    assert(
      [0, 1].includes(ballots.size - this.#revealed.size),
      `${ballots.size}, ${this.#revealed.size}`,
    );
    for (const [ticket, cards] of this.#revealed) assertEquals(ballots.get(ticket), cards, ticket);
    counts.v1_sessions++;
    counts.cards += this.#revealed.size * this.#people.length;
  }
}

/** The cards, by name, of each saved ballot, by ticket. */
function ballotsOf(directory: string, roomId: string): Map<string, Record<string, unknown>> {
  const [session] = readSessions(directory, { room_id: roomId }, fail);
  const found = new Map<string, Record<string, unknown>>();
  for (const { ticket, votes } of session?.ballots ?? []) {
    const cards = votes?.map(({ name, card }) => [name, card]) ?? [];
    found.set(ticket.ticket_id, Object.fromEntries(cards));
  }
  return found;
}
