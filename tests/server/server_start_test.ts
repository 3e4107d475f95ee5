// A server that can't be started leaves nothing behind, whatever had begun by then: no timer, no open journal, no
// bell, no port, nothing counted; and one that stops leaves as little [S5, S6].
import { assertEquals, assertRejects } from "@std/assert";
import { Counts } from "../../src/server/counts.ts";
import { createPages } from "../../src/server/pages.ts";
import { LOOP_PROBE_MS } from "../../src/server/loop_lag.ts";
import { Server } from "../../src/server/server.ts";
import { allocateTables } from "../../src/server/shared_tables.ts";
import type { Bell } from "../../src/bus/bell.ts";
import { randomIds } from "../../src/base/ids.ts";
import type { Loaded } from "../../src/journal/journal.ts";
import { permittedTest } from "../permitted.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Machine } from "../journal/journal_story.ts";
import { type MemoryDisk, MemoryJournal } from "../journal/memory_journal.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { SETTINGS } from "./handler_story.ts";

/** It notes when it is closed, and may not be readable. */
class WatchedJournal extends MemoryJournal {
  #story: string[];
  #readable: boolean;

  constructor(disk: MemoryDisk, story: string[], readable: boolean) {
    super(disk);
    this.#story = story;
    this.#readable = readable;
  }

  override load(endedSince: number): Loaded {
    const loaded = super.load(endedSince);
    if (this.#readable) return loaded;
    throw new Error("planted: it can't be read");
  }

  override close(): void {
    this.#story.push("journal closed");
  }
}

/** A clock that can't set a timer for so many milliseconds. */
class FailingClock extends FakeClock {
  failingMs: number | null = null;

  override after(ms: number, fire: () => void): () => void {
    if (ms === this.failingMs) throw new Error(`planted: no timer for ${ms} ms`);
    return super.after(ms, fire);
  }
}

/** A disk with a room on it, whose admin may come back. */
function diskWithRoom(): MemoryDisk {
  using machine = new Machine();
  machine.table.createV2("ana");
  machine.table.settle();
  return machine.disk;
}

/** All that a server stands on, and what became of it. */
class Ground {
  readonly clock = new FailingClock();
  readonly shared = allocateTables(2, "seed 1");
  readonly story: string[] = [];
  readable = true;

  start(port: number, workers: number): Promise<Server> {
    const { clock, story } = this;
    const journal = new WatchedJournal(diskWithRoom(), story, this.readable);
    const bell: Bell = {
      ring: () => {},
      listen: () => story.push("bell listens"),
      close: () => story.push("bell closed"),
    };
    const ready = Promise.resolve({ status: 200, contentType: "text/plain", body: "" });
    return Server.start({
      settings: { ...SETTINGS, port, workers },
      version: "1.2.3",
      self: 0,
      epoch: 1,
      shared: this.shared,
      journal,
      results_keep_ms: 1_000,
      bell: workers === 1 ? null : bell,
      clock,
      ids: randomIds,
      log: new RecordingLog(),
      pages: createPages(null),
      onStuck: () => {},
      ask: () => ready,
      tls: null,
    });
  }

  /** Timers that run, rooms that count, and what was reported since the last look. */
  get left() {
    const rooms = new Counts(this.shared.counts, 0).rooms();
    return { timers: this.clock.pending, rooms, story: this.story.splice(0) };
  }
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;
  const listens = workers === 1 ? [] : ["bell listens"];
  const closed = workers === 1 ? [] : ["bell closed"];

  permittedTest(
    `[S5] a start that fails for its port unwinds all that had begun, ${some}`,
    async () => {
      const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const ground = new Ground();
      const { port } = taken.addr;
      await assertRejects(() => ground.start(port, workers), Deno.errors.AddrInUse);
      assertEquals(ground.left, {
        timers: 0,
        rooms: 0,
        story: [...listens, "journal closed", ...closed],
      });
      // nor does time bring anything up
      ground.clock.advance(3_600_000);
      assertEquals(ground.left, { timers: 0, rooms: 0, story: [] });
      taken.close();
      // once the port is free it can be started, over the same counts
      const server = await ground.start(port, workers);
      assertEquals(ground.left.rooms, 1);
      await server.stop();
    },
  );

  Deno.test(`[S5] a start that fails for its journal unwinds as well, ${some}`, async () => {
    const ground = new Ground();
    ground.readable = false;
    await assertRejects(() => ground.start(0, workers), Error, "planted: it can't be read");
    assertEquals(ground.left, { timers: 0, rooms: 0, story: ["journal closed", ...closed] });
  });

  permittedTest(
    `[S5] a start that fails when it listens already has left the port when it reports that, ${some}`,
    async () => {
      const ground = new Ground();
      const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = probe.addr;
      probe.close();
      ground.clock.failingMs = LOOP_PROBE_MS;
      await assertRejects(() => ground.start(port, workers), Error, "planted: no timer");
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      assertEquals(ground.left, {
        timers: 0,
        rooms: 0,
        story: [...listens, "journal closed", ...closed],
      });
    },
  );

  permittedTest(
    `[S6] a server that stops leaves as little, however often it stops, ${some}`,
    async () => {
      const ground = new Ground();
      const server = await ground.start(0, workers);
      ground.clock.advance(0);
      assertEquals([ground.left.rooms, server.port > 0], [1, true]);
      await Promise.all([server.stop(), server.stop()]);
      assertEquals(ground.left, { timers: 0, rooms: 0, story: ["journal closed", ...closed] });
      // the port is free, and nothing of this is done twice
      Deno.listen({ hostname: "127.0.0.1", port: server.port }).close();
      await server.stop();
      assertEquals(ground.left.story, []);
    },
  );
}
