/** What every engine of a cluster must keep [C25], whatever it stands on. */
import { assert, assertEquals } from "@std/assert";
import type {
  AllResult,
  Append,
  AppendResult,
  Engine,
  EngineRecord,
  LastResult,
} from "../../src/cluster/engine.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";

/** Where the suite takes its engines from: one cluster that nobody else uses. */
export interface EngineBench {
  /** The cluster's name. */
  readonly cluster: string;
  /** Another engine on the same records and the same bus. */
  open(): Promise<Engine>;
  /** Lets time pass until something is so; throws after a while. */
  until(what: string, isSo: () => boolean): Promise<unknown>;
  /** Lets so much time pass that whatever was on its way has arrived. */
  settle(): Promise<void>;
  /** Closes every engine, and waits until nothing is left of them. */
  close(): Promise<void>;
}

type Register = (name: string, run: () => Promise<void>) => void;

/** The suite's own way to ask. */
class Asking {
  readonly engine: Engine;
  readonly #bench: EngineBench;

  constructor(bench: EngineBench, engine: Engine) {
    this.#bench = bench;
    this.engine = engine;
  }

  append(subject: string, text: string, expected: number | null, once?: string): Promise<string> {
    const append: Append = { subject, text, expected, ...once !== undefined && { once } };
    return this.#answer<AppendResult>((done) => this.engine.append(append, done))
      .then((result) => result.kind === "appended" ? `${result.seq}` : describe(result));
  }

  async last(subject: string): Promise<EngineRecord | null> {
    const result = await this.#answer<LastResult>((done) => this.engine.last(subject, done));
    if (result.kind === "failed") throw new Error(result.problem);
    return result.record;
  }

  async all(filter: string): Promise<readonly EngineRecord[]> {
    const result = await this.#answer<AllResult>((done) => this.engine.all(filter, done));
    if (result.kind === "failed") throw new Error(result.problem);
    return result.records;
  }

  async #answer<T>(ask: (done: (result: T) => void) => void): Promise<T> {
    const answers: T[] = [];
    ask((result) => answers.push(result));
    assertEquals(answers.length, 0, "no answer comes from inside the call");
    await this.#bench.until("an answer", () => answers.length > 0);
    const [answer] = answers;
    if (answer === undefined) throw new Error("an answer is there");
    return answer;
  }
}

function describe(result: AppendResult): string {
  return result.kind === "failed" ? `failed: ${result.problem}` : result.kind;
}

/** Registers the same cases for one kind of engine. */
export function engineContract(
  kind: string,
  openBench: () => Promise<EngineBench>,
  register: Register = (name, run) => Deno.test(name, run),
): void {
  const engineTest = (name: string, run: (bench: EngineBench) => Promise<void>) =>
    register(`${name}, ${kind}`, async () => {
      const bench = await openBench();
      try {
        await run(bench);
      } finally {
        await bench.close();
      }
    });
  const openAsking = async (bench: EngineBench) => new Asking(bench, await bench.open());

  engineTest(
    "[C6] an append wins if the last record of its subject is the one it expects",
    async (bench) => {
      const ana = await openAsking(bench);
      const ben = await openAsking(bench);
      const room = subjectsOf(bench.cluster).room(7, "ABCDEFGH");
      assertEquals(await ana.append(room, "x", 5), "wrong_sequence");
      const first = Number(await ana.append(room, "a", 0));
      assert(first >= 1);
      assertEquals(await ben.append(room, "b", 0), "wrong_sequence");
      const second = Number(await ben.append(room, "b", first));
      assert(second > first);
      assertEquals(await ana.append(room, "c", first), "wrong_sequence");
      const third = Number(await ana.append(room, "c", null));
      assert(third > second);
      assertEquals(await ben.last(room), { subject: room, seq: third, text: "c" });
      // another subject has nothing to do with it
      assert(Number(await ben.append(subjectsOf(bench.cluster).room(7, "OTHER"), "d", 0)) > 0);
    },
  );

  engineTest("[C6] of many who expect the same record one wins", async (bench) => {
    const askers = await Promise.all(Array.from({ length: 4 }, () => openAsking(bench)));
    const room = subjectsOf(bench.cluster).room(8, "ABCDEFGH");
    let last = 0;
    for (let round = 0; round < 10; round++) {
      const results: AppendResult[] = [];
      for (const { engine } of [...askers, ...askers]) {
        engine.append(
          { subject: room, text: `${round}`, expected: last },
          (it) => results.push(it),
        );
      }
      await bench.until("eight answers", () => results.length === 8);
      const won = results.filter((it) => it.kind === "appended");
      assertEquals(won.length, 1);
      assertEquals(results.filter(({ kind }) => kind === "wrong_sequence").length, 7);
      last = won[0]?.seq ?? 0;
    }
  });

  engineTest("[C17] of those with one key one is kept", async (bench) => {
    const ana = await openAsking(bench);
    const results = subjectsOf(bench.cluster).results("ABCDEFGH", 1);
    const first = await ana.append(results, "a", null, "key");
    assertEquals(await ana.append(results, "a", null, "key"), first);
    const second = await ana.append(results, "b", null, "other key");
    assert(Number(second) > Number(first));
    await ana.append(results, "c", null);
    await ana.append(results, "c", null);
    assertEquals((await ana.all(results)).map(({ text }) => text), ["a", "b", "c", "c"]);
  });

  engineTest(
    "what is read is what was appended, in its order, for one subject and for many",
    async (bench) => {
      const ana = await openAsking(bench);
      const subjects = subjectsOf(bench.cluster);
      assertEquals(await ana.last(subjects.room(3, "NOBODY")), null);
      assertEquals(await ana.all(subjects.rooms(3)), []);
      const appended: EngineRecord[] = [];
      for (let n = 0; n < 30; n++) {
        const subject = subjects.room(3, `ROOM${n % 3}`);
        const text = `${n} \u00e4\u{1f0cf}`;
        appended.push({ subject, seq: Number(await ana.append(subject, text, null)), text });
        if (n % 5 === 0) await ana.append(subjects.room(4, "ROOM0"), "elsewhere", null);
      }
      const ben = await openAsking(bench);
      assertEquals(await ben.all(subjects.rooms(3)), appended);
      const room = subjects.room(3, "ROOM1");
      const ofRoom = appended.filter(({ subject }) => subject === room);
      assertEquals(await ben.all(room), ofRoom);
      assertEquals(await ben.last(room), ofRoom.at(-1) ?? null);
    },
  );

  engineTest("[C15] 32 records of a room are kept, and one of a shard", async (bench) => {
    const ana = await openAsking(bench);
    const subjects = subjectsOf(bench.cluster);
    let last = 0;
    let shard = 0;
    for (let n = 1; n <= 40; n++) {
      last = Number(await ana.append(subjects.room(5, "ABCDEFGH"), `${n}`, last));
      shard = Number(await ana.append(subjects.shard(5), `${n}`, shard));
    }
    const texts = (await ana.all(subjects.rooms(5))).map(({ text }) => Number(text));
    assertEquals(texts, Array.from({ length: 32 }, (_, at) => 9 + at));
    assertEquals((await ana.all(subjects.shards)).map(({ text }) => text), ["40"]);
  });

  engineTest(
    "what is forgotten is gone, and a subject without records expects 0",
    async (bench) => {
      const ana = await openAsking(bench);
      const room = subjectsOf(bench.cluster).room(6, "ABCDEFGH");
      const first = Number(await ana.append(room, "a", 0));
      const second = Number(await ana.append(room, "b", first));
      const third = Number(await ana.append(room, "c", second));
      const forget = async (upTo: number, left: readonly string[]) => {
        ana.engine.forget(room, upTo);
        await bench.settle();
        assertEquals((await ana.all(room)).map(({ text }) => text), left);
      };
      await forget(second, ["c"]);
      assertEquals(await ana.append(room, "d", 0), "wrong_sequence");
      await forget(third, []);
      assertEquals(await ana.last(room), null);
      assert(Number(await ana.append(room, "e", 0)) > third);
    },
  );

  engineTest(
    "[C4] a watch has the last of each subject first, then each that is appended",
    async (bench) => {
      const ana = await openAsking(bench);
      const ben = await openAsking(bench);
      const { shard, shards } = subjectsOf(bench.cluster);
      for (let n = 0; n < 9; n++) await ana.append(shard(n % 3), `${n}`, null);
      const seen: string[] = [];
      const cancel = ben.engine.watch(shards, {
        each: ({ text }) => seen.push(text),
        caughtUp: () => seen.push("all"),
      });
      assertEquals(seen, [], "nothing comes from inside the call");
      await bench.until("it has caught up", () => seen.includes("all"));
      assertEquals(seen, ["6", "7", "8", "all"]);
      for (const text of ["x", "y"]) await ana.append(shard(1), text, null);
      await bench.until("what is new", () => seen.includes("y"));
      assertEquals(seen.slice(4), ["x", "y"]);
      cancel();
      cancel();
      await ana.append(shard(1), "z", null);
      await bench.settle();
      assertEquals(seen.length, 6);
    },
  );

  engineTest("a watch of nothing has caught up at once", async (bench) => {
    const ana = await openAsking(bench);
    const { session, sessions } = subjectsOf(bench.cluster);
    const seen: string[] = [];
    ana.engine.watch(sessions, {
      each: ({ text }) => seen.push(text),
      caughtUp: () => seen.push("all"),
    });
    await bench.until("it has caught up", () => seen.length > 0);
    await ana.append(session("a-1"), "first", 0);
    await bench.until("what is new", () => seen.length > 1);
    assertEquals(seen, ["all", "first"]);
  });

  engineTest(
    "what is published comes to all who subscribe, in order, oneself too",
    async (bench) => {
      const ana = await bench.open();
      const ben = await bench.open();
      const { heartbeats, inbox } = subjectsOf(bench.cluster);
      const seen: string[] = [];
      const note = (who: string) => (text: string) => seen.push(`${who} ${text}`);
      ana.subscribe(heartbeats, note("ana"));
      const cancel = ben.subscribe(heartbeats, note("ben"));
      ben.subscribe(inbox("b-1"), note("inbox"));
      await bench.settle();
      for (let n = 0; n < 3; n++) ana.publish(heartbeats, `${n}`);
      ana.publish(inbox("b-1"), "x");
      assertEquals(seen, [], "nothing comes from inside the call");
      await bench.until("all of it", () => seen.length === 7);
      for (const who of ["ana", "ben"]) {
        assertEquals(seen.filter((it) => it.startsWith(who)), [0, 1, 2].map((n) => `${who} ${n}`));
      }
      cancel();
      await bench.settle();
      ana.publish(heartbeats, "later");
      await bench.until("the other one has it", () => seen.includes("ana later"));
      await bench.settle();
      assertEquals(seen.length, 8);
    },
  );

  engineTest("after close nothing is called, and nothing throws", async (bench) => {
    const ana = await bench.open();
    const ben = await openAsking(bench);
    const { room, rooms, heartbeats, shards, shard } = subjectsOf(bench.cluster);
    assert(ana.isConnected);
    let called = 0;
    const call = () => called++;
    ana.subscribe(heartbeats, call);
    ana.watch(shards, { each: call });
    await bench.settle();
    const askAll = () => {
      ana.append({ subject: room(1, "ABCDEFGH"), text: "x", expected: null }, call);
      ana.last(room(1, "ABCDEFGH"), call);
      ana.all(rooms(1), call);
      ana.watch(shards, { each: call, caughtUp: call })();
      ana.subscribe(heartbeats, call)();
      ana.publish(heartbeats, "x");
      ana.forget(room(1, "ABCDEFGH"), 1);
    };
    askAll();
    ana.close();
    ana.close();
    assertEquals(ana.isConnected, false);
    askAll();
    await ben.append(shard(1), "x", null);
    ben.engine.publish(heartbeats, "x");
    await bench.settle();
    assertEquals(called, 0);
  });

  engineTest("10,000 appends to 64 rooms, one in flight in each, are all there", async (bench) => {
    const ana = await openAsking(bench);
    const { room, rooms } = subjectsOf(bench.cluster);
    const problems: string[] = [];
    let left = 10_000;
    let open = 64;
    const next = (subject: string, expected: number): void => {
      if (left-- <= 0) {
        open--;
        return;
      }
      ana.engine.append({ subject, text: "x".repeat(200), expected }, (result) => {
        if (result.kind === "appended") next(subject, result.seq);
        else problems.push(describe(result));
      });
    };
    for (let n = 0; n < 64; n++) next(room(9, `ROOM${n}`), 0);
    await bench.until("all of them", () => open === 0 || problems.length > 0);
    assertEquals(problems, []);
    assertEquals((await ana.all(rooms(9))).length, 64 * 32);
  });

  engineTest("[C15] a text of 600 KB is kept whole", async (bench) => {
    const ana = await openAsking(bench);
    const { room, rooms } = subjectsOf(bench.cluster);
    const texts = ["a", "\u00e4", "\u{1f0cf}"].map((letter) =>
      letter.repeat(600_000 / new TextEncoder().encode(letter).length)
    );
    const subject = room(10, "ABCDEFGH");
    for (const text of texts) assert(Number(await ana.append(subject, text, null)) > 0);
    assertEquals((await ana.last(subject))?.text === texts[2], true);
    const all = await ana.all(rooms(10));
    assertEquals(all.map(({ text }, at) => text === texts[at]), [true, true, true]);
  });
}
