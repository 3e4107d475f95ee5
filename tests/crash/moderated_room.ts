/**
 * A room with all commands that an admin has, sent one at a time until the connections are lost. After a restart the
 * room must be as in the model, with or without the unacknowledged command, for members and for newcomers [R11a, R11b,
 * R17b, P2.5a].
 */
import { assert, assertEquals } from "@std/assert";
import { Member, passcodeOffer, V2 } from "../e2e/v2_member.ts";
import type { PastBallot } from "../e2e/v2_shapes.ts";
import { assertSecretV2 } from "../e2e/v2_table.ts";
import { letters } from "../base/draws.ts";
import type { Random } from "../sim/random.ts";
import { Belief } from "./belief.ts";
import { comesBack } from "./comes_back.ts";
import type { Counts } from "./counts.ts";
import { untilCut } from "./lost.ts";
import { DECKS, FIRST, type Model, PEOPLE, type Person, seen } from "./model.ts";
import { draw, type Order } from "./orders.ts";

/** In one step of this many a guest joins, or the present one is barred. */
const GUEST_ONCE_IN = 15;

interface Guest {
  readonly name: string;
  /** The address, as a proxy would send it; people are barred by it [R17b]. */
  readonly address: string;
}

export class ModeratedRoom {
  readonly #random: Random;
  readonly #counts: Counts;
  readonly #belief: Belief;
  /** The newest version that each has seen, by name. */
  readonly #versions = new Map<Person, number>();
  #people: Record<Person, Member>;
  #guest: Guest | null = null;
  #guests = 0;

  private constructor(people: Record<Person, Member>, random: Random, counts: Counts) {
    this.#people = people;
    this.#random = random;
    this.#counts = counts;
    this.#belief = new Belief(FIRST);
  }

  static async open(port: number, random: Random, counts: Counts): Promise<ModeratedRoom> {
    const create = { action: "CREATE_ROOM", max_room_capacity: `${FIRST.capacity}` };
    const [name, other] = PEOPLE;
    const ana = await Member.connect(port, { ...create, name, deck: FIRST.deck.join(",") });
    const { room: { room_id } } = await ana.welcomed();
    const ben = await Member.connect(port, { action: "JOIN_ROOM", name: other, room_id });
    await ben.welcomed();
    return new ModeratedRoom({ ana, ben }, random, counts);
  }

  /** Sends commands until the connections are lost. */
  async play(port: number): Promise<void> {
    const { ana, ben } = this.#people;
    await untilCut(async () => {
      for (;;) await this.#step(port);
    }, () => ana.exit !== undefined || ben.exit !== undefined);
    for (const person of PEOPLE) {
      const member = this.#people[person];
      await member.ended();
      this.#versions.set(person, member.room.version);
      assertSecret(member);
      await member[Symbol.asyncDispose]();
    }
  }

  /** All members resume and check the room; then newcomers try to join. */
  async returns(port: number): Promise<void> {
    if (this.#belief.open) this.#counts.in_doubt++;
    for (const person of PEOPLE) {
      const former = this.#people[person];
      this.#people[person] = await comesBack(port, former, this.#versions.get(person) ?? 0);
    }
    this.#counts.resumed += PEOPLE.length;
    const { ana, ben } = this.#people;
    const { timer, results_count } = ana.welcome.room;
    // the timer continues, and must reveal at its end
    if (timer?.reveal === true) await this.#timeUp(results_count + 1);
    const { version } = ana.room;
    await ben.sees(`version ${version}`, (room) => room.version >= version);
    this.#belief.found(seen([ana, ben], await resultsOf(ben)));
    await this.#putsGuestOut();
    await this.#checkDoor(port);
  }

  /** Ends all clients. */
  async close(): Promise<void> {
    await this.#people.ana.does("LEAVE").catch(() => {});
    for (const person of PEOPLE) await this.#people[person][Symbol.asyncDispose]();
  }

  get #model(): Model {
    return this.#belief.model;
  }

  async #step(port: number): Promise<void> {
    if (this.#random.below(GUEST_ONCE_IN) === 0) {
      if (this.#guest !== null) return await this.#putsGuestOut();
      if (!this.#model.locked) return await this.#letsGuestIn(port);
    }
    const order = draw(this.#model, this.#random);
    await this.#sends(order);
    const [, next] = order.after;
    if (next === undefined) return;
    await this.#timeUp(next.results.length);
    this.#belief.acked();
  }

  async #sends({ by, type, data, after, refusal }: Order): Promise<void> {
    this.#belief.sent(...after);
    const ofBen = "member_id" in data && data["member_id"] === "ben";
    const sent = ofBen ? { ...data, member_id: this.#people.ben.id } : data;
    const reply = await this.#people[by].asks(type, sent);
    const isDone = reply.type === "OK" || reply.type === "ERROR" && reply.data.code === refusal;
    assert(isDone, `${type} ${JSON.stringify(sent)}: ${reply.raw}`);
    this.#acked(type);
  }

  #acked(what: string): void {
    this.#belief.acked();
    this.#counts.acked++;
    this.#counts.commands.set(what, (this.#counts.commands.get(what) ?? 0) + 1);
  }

  /** [R11a] Waits for the timer's reveal, after which there are `results` results. */
  async #timeUp(results: number): Promise<void> {
    for (const person of PEOPLE) {
      const isOver = (room: Member["room"]) => room.results_count === results;
      await this.#people[person].sees("the timer's end", isOver);
    }
  }

  async #letsGuestIn(port: number): Promise<void> {
    const guest = this.#newcomer();
    const role = this.#random.pick(["voter", "observer"] as const);
    const { seated } = this.#model;
    this.#guest = guest;
    this.#belief.sent({ ...this.#model, seated: [...seated, { name: guest.name, role }] });
    try {
      await using member = await this.#knocks(port, guest, { role });
      await member.welcomed();
      this.#acked("JOIN_ROOM");
    } catch (error) {
      // if the server was killed, the members' connections end, too
      await this.#people.ana.ended().catch(() => {});
      throw error;
    }
  }

  /** [R17b] Bars the guest, if there is one, who may be away or never have joined. */
  async #putsGuestOut(): Promise<void> {
    const guest = this.#guest;
    const { seated, barred } = this.#model;
    const members = await this.#seesAll(seated.map(({ name }) => name));
    const memberId = members.find(({ name }) => name === guest?.name)?.member_id;
    if (guest === null || memberId === undefined) {
      this.#guest = null;
      return;
    }
    const after = {
      ...this.#model,
      seated: seated.filter(({ name }) => name !== guest.name),
      barred: [...barred, guest],
    };
    const data = { member_id: memberId, bar: true };
    await this.#sends({ by: "ana", type: "REMOVE_MEMBER", data, after: [after] });
    this.#guest = null; // if the server was killed before, the guest may still be there
  }

  async #seesAll(names: readonly string[]): Promise<Member["room"]["members"]> {
    const fits = ({ members }: Member["room"]) =>
      names.every((name) => members.some((one) => one.name === name));
    return (await this.#people.ana.sees(names.join(", "), fits)).members;
  }

  async #checkDoor(port: number): Promise<void> {
    const { locked, passcode, barred } = this.#model;
    if (passcode !== null) {
      await this.#isTurnedAway(port, this.#newcomer(), { code: "wrong_passcode", passcode: null });
    }
    if (locked) return await this.#isTurnedAway(port, this.#newcomer(), { code: "room_locked" });
    for (const { name, address } of barred.slice(-1)) {
      const newcomer = this.#newcomer();
      await this.#isTurnedAway(port, { ...newcomer, name }, { code: "barred" });
      await this.#isTurnedAway(port, { ...newcomer, address }, { code: "barred" });
    }
    // an observer: one whose server is killed before it has left keeps its seat for a while, and a voter's would be
    // missed
    const visitor = await this.#knocks(port, this.#newcomer(), { role: "observer" });
    await visitor.welcomed();
    await visitor.does("LEAVE");
    await visitor[Symbol.asyncDispose]();
    this.#counts.newcomers++;
  }

  async #isTurnedAway(
    port: number,
    newcomer: Guest,
    { code, passcode = this.#model.passcode }: { code: string; passcode?: string | null },
  ): Promise<void> {
    await using member = await this.#knocks(port, newcomer, { passcode });
    const { data, raw } = await member.receives("ERROR");
    assertEquals(data.code, code, raw);
    this.#counts.newcomers++;
  }

  async #knocks(
    port: number,
    { name, address }: Guest,
    { role = "voter", passcode = this.#model.passcode }: {
      role?: string;
      passcode?: string | null;
    } = {},
  ): Promise<Member> {
    const query = { action: "JOIN_ROOM", name, role, room_id: this.#people.ana.room.room_id };
    const offered = passcode === null ? [] : [passcodeOffer(passcode)];
    const headers = { "X-Forwarded-For": address };
    return await Member.connect(port, query, { protocols: [V2, ...offered], headers });
  }

  /** A newcomer with a new name and address. */
  #newcomer(): Guest {
    const n = this.#guests++;
    return { name: `guest ${letters(n)}`, address: `10.7.${n >> 8}.${n & 255}` };
  }
}

/** [R7] Checks that no card was sent before its reveal. */
function assertSecret(member: Member): void {
  const frames = member.frames.filter(({ data }) => !("ballots" in data));
  assertSecretV2({ frames, toString: () => `${member}` }, DECKS.flat());
}

async function resultsOf(member: Member): Promise<readonly PastBallot[]> {
  const all: PastBallot[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await member.results(after);
    all.push(...page.ballots ?? []);
    after = page.next;
  }
  return all;
}
