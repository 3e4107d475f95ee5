/**
 * What every bus must keep, and nothing a bus need not: at most once, to whom it is for alone, whole, in the order of
 * what arrives from one peer. Losing posts is allowed, so no case counts on all of them.
 */
import { assert, assertEquals } from "@std/assert";
import type { Bus, Post } from "../../src/bus/bus.ts";

/** Three ends of one bus; each knows the others by where they stand here. */
export interface Rig<Message> {
  readonly ends: readonly [Bus<Message>, Bus<Message>, Bus<Message>];
  /** Lets a little time pass on the bus. */
  pass(): void;
}

/** How often a case posts again what a bus may lose. */
const TRIES_MAX = 500;
/** `seq` of the posts that only show that those before them have arrived or are lost. */
const MARKER = 1_000_000;

/** A post, and who it came from. */
interface Arrived<Message> extends Post<Message> {
  readonly from: number;
}

/** Registers the same cases for one kind of bus; `messages`: of every sort that it has to carry. */
export function busContract<Message>(
  kind: string,
  messages: readonly Message[],
  open: () => Rig<Message>,
): void {
  const post = (seq: number): Post<Message> => ({
    ...{ seq, ack: 0, gap: false, hello: false, messages: [] },
  });

  function busTest(name: string, run: (world: World) => void): void {
    Deno.test(`[S3] ${kind}: ${name}`, () => run(new World()));
  }

  class World {
    readonly rig = open();
    readonly #arrived: Arrived<Message>[][] = this.rig.ends.map(() => []);

    constructor() {
      this.rig.ends.forEach((end, at) =>
        end.listen((from, post) => this.#arrived[at]?.push({ ...post, from }))
      );
    }

    /** What has arrived at one end from another. */
    at(at: number, from: number): readonly Arrived<Message>[] {
      const all = this.#arrived[at] ?? [];
      return all.filter((one) => one.from === from && one.seq !== MARKER);
    }

    /** Posts until it arrives. */
    until(from: number, to: number, post: Post<Message>): void {
      const before = this.#arrived[to]?.length;
      for (let tries = 0; this.#arrived[to]?.length === before; tries++) {
        assert(tries < TRIES_MAX, `nothing arrived in ${TRIES_MAX} tries`);
        this.rig.ends[from]?.post(to, post);
        this.rig.pass();
      }
    }

    /** Ends when what `from` has posted so far has arrived at `to` or is lost. */
    settle(from: number, to: number): void {
      this.until(from, to, post(MARKER));
    }
  }

  busTest("what is posted arrives as it was, in one piece", (world) => {
    const sent = { ...post(7), ack: 6, gap: true, messages };
    world.until(0, 1, sent);
    assertEquals(world.at(1, 0)[0], { from: 0, ...sent });
    const hello = { ...post(0), hello: true };
    world.until(2, 1, hello);
    assertEquals(world.at(1, 2)[0], { from: 2, ...hello });
  });

  busTest("only the one that it is for is given a post", (world) => {
    for (let n = 1; n <= 10; n++) world.until(0, 1, post(n));
    world.settle(0, 2);
    world.settle(1, 0);
    assertEquals([world.at(2, 0), world.at(0, 0)], [[], []]);
  });

  busTest("a post is copied before the call is over", (world) => {
    const [first] = messages;
    assert(first !== undefined);
    const list = [first];
    world.rig.ends[0].post(1, { ...post(1), messages: list });
    list.push(first);
    world.settle(0, 1);
    assertEquals(world.at(1, 0).map(({ messages }) => messages.length), [1]);
  });

  busTest("nothing arrives twice or out of its sender's order", (world) => {
    for (let seq = 1; seq <= 600; seq++) {
      for (const from of [0, 1]) world.rig.ends[from]?.post(2, post(seq));
    }
    for (const from of [0, 1]) {
      world.settle(from, 2);
      const arrived = world.at(2, from).map(({ seq }) => seq);
      assertEquals(arrived, [...new Set(arrived)].sort((a, b) => a - b));
    }
  });

  busTest("a closed end is given nothing, posts nothing, and closes again", (world) => {
    const [, one, two] = world.rig.ends;
    one.post(2, post(1));
    two.close();
    two.post(0, post(2));
    two.close();
    for (let n = 0; n < 10; n++) {
      one.post(2, post(3));
      world.rig.pass();
    }
    world.settle(1, 0);
    assertEquals([world.at(2, 1), world.at(0, 2)], [[], []]);
  });
}
