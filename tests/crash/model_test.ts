/**
 * The model of the moderated room is that of the real rooms: whatever sequence of commands is drawn, both are the same
 * in the end. A killed server compares them, too, but reaches far fewer states.
 */
import { assert, assertEquals } from "@std/assert";
import { MixedCluster } from "../hosting/v2_story.ts";
import type { V2Member } from "../hosting/v2_member.ts";
import { type PastBallot, readFrame } from "../e2e/v2_shapes.ts";
import { Random } from "../sim/random.ts";
import { Belief } from "./belief.ts";
import { DECKS, FIRST, PEOPLE, type Person, seen } from "./model.ts";
import { draw } from "./orders.ts";

const SEEDS = 30;
/** Commands between two comparisons. */
const COMMANDS = 25;
const COMPARISONS = 20;

Deno.test(`[R11a, P2.5, P2.5a] rooms are as the model has them, seeds 1 to ${SEEDS}`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) play(seed);
});

function play(seed: number): void {
  const random = new Random(seed);
  using table = new MixedCluster();
  const [cards] = DECKS;
  const [ana, ben] = table.v2Room(PEOPLE, {
    capacity: FIRST.capacity,
    deck: { name: "custom", cards },
  });
  const people: Record<Person, V2Member> = { ana, ben };
  const belief = new Belief(FIRST);
  for (let n = 0; n < COMPARISONS; n++) {
    const commands: string[] = [`seed ${seed}, after ${n * COMMANDS} commands`];
    for (let at = 0; at < COMMANDS; at++) {
      const { by, type, data, after, refusal } = draw(belief.model, random);
      const ofBen = "member_id" in data && data["member_id"] === "ben";
      const sent = ofBen ? { ...data, member_id: people.ben.memberId } : data;
      commands.push(`${by} ${type} ${JSON.stringify(sent)}`);
      belief.sent(...after);
      const reply = people[by].requests(type, sent);
      assert(reply === "OK" || reply === refusal, `${commands.join("\n")}: ${reply}`);
      belief.acked();
      if (after.length === 1) continue;
      table.pass(2_100); // the timer reveals
      belief.acked();
    }
    table.pass(100);
    for (const person of PEOPLE) people[person] = table.resume(people[person]);
    const shown = seen([returned(people.ana), returned(people.ben)], resultsOf(people.ben));
    try {
      belief.found(shown);
    } catch (error) {
      throw new Error(`${commands.join("\n")}\n${error}`);
    }
  }
}

function returned(member: V2Member) {
  const frame = readFrame(member.frames[0] ?? "");
  assert(frame.type === "WELCOME");
  return { id: member.memberId, welcome: frame.data, room: frame.data.room };
}

function resultsOf(member: V2Member): readonly PastBallot[] {
  const all: PastBallot[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    member.does("GET_RESULTS", { after });
    const frame = readFrame(member.frames.at(-1) ?? "");
    assert(frame.type === "OK");
    all.push(...frame.data.ballots ?? []);
    assertEquals(frame.data.next === undefined || frame.data.next > after, true);
    after = frame.data.next;
  }
  return all;
}
