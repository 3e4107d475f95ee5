/**
 * A room of two v2 members and a v1 client, which vote fast until their connections are lost, then return and compare
 * the room with what they were sent: everything acknowledged must be there, the one command that each may have had
 * unacknowledged completely or not at all, and no version may be smaller.
 */
import { assert, assertEquals } from "@std/assert";
import { assertSecret } from "../e2e/table.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";
import { Member } from "../e2e/v2_member.ts";
import type { DataOf } from "../e2e/v2_shapes.ts";
import { assertSecretV2 } from "../e2e/v2_table.ts";
import { letters } from "../base/draws.ts";
import type { Random } from "../sim/random.ts";
import { Choice } from "./choice.ts";
import { arrives, arrivesAtLast, comesBack, comesBackAtLast } from "./comes_back.ts";
import type { Counts } from "./counts.ts";
import { untilCut } from "./lost.ts";

/** Cards that nothing else looks like; v1 clients have the last two [P1.3]. */
const CARDS = ["QUOKKA", "WOMBAT", "NUMBAT", "13", "21"];
const V1_CARDS = CARDS.slice(-2);
/** The cards that are searched for in frames for v2 members: a reply to the 13th command has "13" in it. */
const SECRET_CARDS = CARDS.slice(0, -2);
/** How often each v2 member votes on a ticket. */
const VOTES = 3;
/** How often clients return after one fault, at most. */
const RETURNS = 10;

const ADMIN = "ana";
const VOTER = "ben";
const OLD = "tom";

type Result = NonNullable<DataOf<"OK">["ballots"]>[number];

/** How v2 members resume, and v1 clients join again. */
interface Ways {
  readonly back: typeof comesBack;
  readonly again: typeof arrives;
}

const AT_ONCE: Ways = { back: comesBack, again: arrives };
const AT_LAST: Ways = { back: comesBackAtLast, again: arrivesAtLast };

/** The ballot of a ticket, and what is known of it. */
class Round {
  readonly ticket: string;
  readonly begun = new Choice();
  readonly revealed = new Choice();
  readonly estimate = new Choice();
  readonly votes: ReadonlyMap<string, Choice> = new Map(
    [ADMIN, VOTER, OLD].map((name) => [name, new Choice()]),
  );

  constructor(ticket: string) {
    this.ticket = ticket;
  }

  vote(name: string): Choice {
    const choice = this.votes.get(name);
    assert(choice !== undefined);
    return choice;
  }
}

export class MixedRoom {
  readonly #random: Random;
  readonly #counts: Counts;
  readonly #rounds: Round[] = [];
  /** The newest version that each v2 member has seen. */
  readonly #versions = new Map<string, number>();
  #ana: Member;
  #ben: Member;
  #tom: Terminal;

  private constructor(
    { ana, ben, tom }: { readonly ana: Member; readonly ben: Member; readonly tom: Terminal },
    random: Random,
    counts: Counts,
  ) {
    this.#ana = ana;
    this.#ben = ben;
    this.#tom = tom;
    this.#random = random;
    this.#counts = counts;
  }

  static async open(port: number, random: Random, counts: Counts): Promise<MixedRoom> {
    const create = { action: "CREATE_ROOM", max_room_capacity: "3", deck: CARDS.join(",") };
    const ana = await Member.connect(port, { ...create, name: ADMIN });
    const { room: { room_id } } = await ana.welcomed();
    const ben = await Member.connect(port, { action: "JOIN_ROOM", name: VOTER, room_id });
    await ben.welcomed();
    const tom = await arrives(port, OLD, room_id);
    return new MixedRoom({ ana, ben, tom }, random, counts);
  }

  get #id(): string {
    return this.#ana.welcome.room.room_id;
  }

  get #isCut(): boolean {
    return [this.#ana, this.#ben, this.#tom].some(({ exit }) => exit !== undefined);
  }

  /** Plays ballots until the connections are lost. */
  async play(): Promise<void> {
    await this.#plays(() => false);
    await Promise.all([this.#ana.ended(), this.#ben.ended()]);
    await this.#cut();
  }

  /** Plays ballots until a connection is lost, or `isEnough`; then drops all connections. */
  async playUntil(isEnough: () => boolean): Promise<void> {
    await this.#plays(isEnough);
    await this.#cut();
  }

  async #plays(isEnough: () => boolean): Promise<void> {
    await untilCut(async () => {
      while (!isEnough()) await this.#round();
    }, () => this.#isCut);
  }

  async #cut(): Promise<void> {
    await Promise.all([this.#ana.cut(), this.#ben.cut(), this.#tom.cut()]);
    for (const member of [this.#ana, this.#ben]) {
      this.#versions.set(member.name, member.room.version);
      assertSecretV2(member, SECRET_CARDS);
      await member[Symbol.asyncDispose]();
    }
    assertSecret(this.#tom, CARDS);
  }

  /** All clients return and check the room. */
  async returns(port: number, { back, again }: Ways = AT_ONCE): Promise<void> {
    this.#ana = await back(port, this.#ana, this.#versions.get(ADMIN) ?? 0);
    this.#ben = await back(port, this.#ben, this.#versions.get(VOTER) ?? 0);
    this.#counts.resumed += 2;
    this.#checkBallot();
    this.#tom = await again(port, OLD, this.#id);
    await this.#finishBallot();
    await this.#checkResults();
  }

  /** As `returns`, once the room has a home; starts again if a connection is lost meanwhile. */
  async returnsAtLast(port: number): Promise<void> {
    for (let tries = 1;; tries++) {
      try {
        return await this.returns(port, AT_LAST);
      } catch (error) {
        if (!this.#isCut || tries === RETURNS) throw error;
        await this.#cut();
      }
    }
  }

  /** Ends all clients. */
  async close(): Promise<void> {
    await this.#ana.does("LEAVE").catch(() => {});
    for (const member of [this.#ana, this.#ben]) await member[Symbol.asyncDispose]();
    await this.#tom.cut();
  }

  async #round(): Promise<void> {
    const round = new Round(ticketOf(this.#rounds.length));
    const ticketId = round.ticket;
    this.#rounds.push(round);
    await this.#sends(this.#ana, "BEGIN_VOTING", { ticket_id: ticketId }, round.begun, "yes");
    await allOf([
      this.#votes(this.#ana, round),
      this.#votes(this.#ben, round),
      this.#votesOld(round),
    ]);
    await this.#sends(this.#ana, "REVEAL_VOTES", { ticket_id: ticketId }, round.revealed, "yes");
    const estimate = this.#random.pick(CARDS);
    await this.#sends(
      this.#ana,
      "SET_ESTIMATE",
      { ticket_id: ticketId, estimate },
      round.estimate,
      estimate,
    );
  }

  async #votes(member: Member, { ticket: ticketId, ...round }: Round): Promise<void> {
    const choice = round.votes.get(member.name);
    assert(choice !== undefined);
    for (let n = 0; n < VOTES; n++) {
      const vote = this.#random.pick(CARDS);
      await this.#sends(member, "MEMBER_VOTED", { ticket_id: ticketId, vote }, choice, vote);
    }
  }

  async #votesOld(round: Round): Promise<void> {
    const choice = round.vote(OLD);
    for (let isIn = false; !isIn;) {
      await this.#tom.prompted("vote");
      const card = this.#random.pick(V1_CARDS);
      choice.sent(card);
      await this.#tom.votes(card);
      // [C19] if the room has moved, the vote may be lost, and then the client is prompted again
      isIn = await this.#tom.receivesOrIsAsked(`${OLD} voted for ${round.ticket}`);
    }
    choice.acked();
    this.#counts.acked++;
  }

  async #sends(
    member: Member,
    type: string,
    data: unknown,
    choice: Choice,
    value: string,
  ): Promise<void> {
    choice.sent(value);
    await member.does(type, data);
    choice.acked();
    this.#counts.acked++;
  }

  /** Checks the open ballot. */
  #checkBallot(): void {
    const { ballot, results_count, members } = this.#ana.room;
    const last = this.#rounds.at(-1);
    if (last === undefined) return assertEquals(ballot, null);
    if (last.begun.open || last.revealed.open || last.estimate.open) this.#counts.in_doubt++;
    const shown = ballot?.ticket_id === last.ticket;
    last.begun.found(shown ? "yes" : null, `${last.ticket} begun`);
    if (!shown) {
      this.#rounds.pop();
      assertEquals(results_count, this.#rounds.length);
      return;
    }
    const over = ballot.phase === "revealed";
    last.revealed.found(over ? "yes" : null, `${last.ticket} revealed`);
    assertEquals(results_count, this.#rounds.length - (over ? 0 : 1));
    if (over) return;
    for (const member of [this.#ana, this.#ben]) {
      const choice = last.vote(member.name);
      if (choice.open) this.#counts.in_doubt++;
      const own = member.welcome.you.vote ?? null;
      choice.found(own, `the vote of ${member.name} on ${last.ticket}`);
      const shown = members.find(({ member_id }) => member_id === member.id)?.voted;
      assertEquals(shown, own !== null, `whether ${member.name} has voted`);
    }
  }

  /**
   * Reveals the votes from before the crash. The v1 client is a new member, so it is prompted again, and its vote
   * replaces its former one [R9, R10].
   */
  async #finishBallot(): Promise<void> {
    const last = this.#rounds.at(-1);
    if (last === undefined || last.revealed.isAcked) return;
    await this.#votesOld(last);
    const vote = this.#random.pick(CARDS);
    const { ticket: ticketId } = last;
    await this.#sends(
      this.#ana,
      "MEMBER_VOTED",
      { ticket_id: ticketId, vote },
      last.vote(ADMIN),
      vote,
    );
    const force = true;
    await this.#sends(
      this.#ana,
      "REVEAL_VOTES",
      { ticket_id: ticketId, force },
      last.revealed,
      "yes",
    );
  }

  async #checkResults(): Promise<void> {
    // it must not be sent results while it still sees the ballot open
    await this.#ben.sees("the results", (room) => room.results_count === this.#rounds.length);
    const all: Result[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: DataOf<"OK"> = await this.#ben.results(after);
      all.push(...page.ballots ?? []);
      after = page.next;
    }
    assertEquals(all.map(({ ticket_id }) => ticket_id), this.#rounds.map(({ ticket }) => ticket));
    for (const [n, round] of this.#rounds.entries()) {
      const { votes = [], estimate = null } = all[n] ?? {};
      const cards = new Map(votes.map(({ name, card }) => [name, card]));
      assertEquals(cards.size, votes.length, "one vote each");
      for (const [name, choice] of round.votes) {
        choice.found(cards.get(name) ?? null, `the card of ${name} on ${round.ticket}`);
        this.#counts.cards++;
      }
      round.estimate.found(estimate, `the estimate of ${round.ticket}`);
    }
  }
}

/** Waits for all of them, so that a failure leaves nothing running; then rejects with the first error. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** A ticket id without digits, which could look like cards. */
function ticketOf(n: number): string {
  return `T-${letters(n)}`;
}
