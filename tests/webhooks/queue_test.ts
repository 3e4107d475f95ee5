// What waits for a receiver: at least once, in order, none lost in the day, bounded [A4].
import { assert, assertEquals } from "@std/assert";
import type { Notice } from "../../src/protocol/webhook_events.ts";
import { endpointOf } from "../../src/webhooks/endpoint.ts";
import {
  IN_FLIGHT_MAX,
  KEPT_MS,
  RETRY_LAST_MS,
  WAITING_MAX,
} from "../../src/webhooks/endpoint_queue.ts";
import type { Outcome } from "../../src/webhooks/post.ts";
import { WRITE_AGAIN_MS } from "../../src/webhooks/queue_writer.ts";
import { Webhooks } from "../../src/webhooks/webhooks.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { MemoryStore } from "./memory_store.ts";
import { playQueue } from "./queue_sim.ts";

const SEEDS = 60;

Deno.test(`[A4] whatever receivers do and however often it starts again, seeds 1 to ${SEEDS}`, () => {
  let [restarts, again] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      const played = playQueue(seed);
      restarts += played.restarts;
      again += played.again;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  assert(restarts > SEEDS && again > 0, "the simulation has what it is for");
});

/** One receiver that answers everything the same, at once, until a test changes that. */
class Story {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly store = new MemoryStore();
  readonly posted: string[] = [];
  /** null: it never answers. */
  outcome: Outcome | null = status(204);
  random = 1;
  webhooks = this.start();
  #events = 0;

  start(url = "http://u:p@r.example:81/x?y"): Webhooks {
    return new Webhooks({
      endpoints: [endpointOf(url)],
      clock: this.clock,
      log: this.log,
      random: () => this.random,
      store: this.store,
      post: (_url, { id }, done) => {
        this.posted.push(id);
        const { outcome } = this;
        if (outcome === null) return () => {};
        return this.clock.after(0, () => done(outcome));
      },
    });
  }

  event(session = "s", bodyLength = 2): string {
    const id = `msg_${this.#events++}`;
    const body = "x".repeat(bodyLength);
    const notice: Notice = { id, type: "t", session_id: session, at: this.clock.wall(), body };
    this.webhooks.enqueue(notice);
    return id;
  }

  get stats() {
    const [stats] = this.webhooks.stats;
    assert(stats !== undefined);
    return stats;
  }
}

function status(status: number, retryAfterMs: number | null = null): Outcome {
  return { kind: "answered", status, retryAfterMs };
}

Deno.test("[A4] the bound of waits doubles from 2 s to an hour, and an event is given up after a day", () => {
  const story = new Story();
  story.outcome = status(500);
  const began = story.clock.now();
  story.event();
  const waits: number[] = [];
  let last = began;
  while (story.stats.waiting > 0) {
    const { length } = story.posted;
    story.clock.advance(1_000);
    if (story.posted.length > length && length > 0) {
      waits.push((story.clock.now() - last) / 1_000);
    }
    if (story.posted.length > length) last = story.clock.now();
  }
  assertEquals(waits.slice(0, 12).map(Math.round), [
    ...[2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600],
  ]);
  assertEquals(story.clock.now() - began >= KEPT_MS, true);
  assertEquals(story.log.of("webhooks_dropped").map(({ fields }) => fields["reason"]), ["expired"]);
  assertEquals([story.stats.dropped, story.store.size], [1, 0]);
});

Deno.test("[A4] a wait is any time up to the bound: full jitter", () => {
  const story = new Story();
  story.outcome = status(500);
  story.random = 0.25;
  story.event();
  story.clock.advance(499);
  assertEquals(story.posted.length, 1);
  story.clock.advance(2);
  assertEquals(story.posted.length, 2);
});

Deno.test("[A4] Retry-After delays everything for its receiver, up to an hour", () => {
  const story = new Story();
  story.random = 0;
  story.outcome = status(429, 10 * KEPT_MS);
  story.event("one");
  story.clock.advance(0);
  story.outcome = status(204);
  story.event("two");
  story.clock.advance(RETRY_LAST_MS - 1);
  assertEquals(story.posted, ["msg_0"]);
  story.clock.advance(1);
  assertEquals(story.posted.length, 3);
});

Deno.test("[A4] 410 ends a receiver with one log line; its events are dropped and counted", () => {
  const story = new Story();
  story.outcome = null;
  for (let n = 0; n < 3; n++) story.event(`s${n}`);
  story.outcome = status(410);
  story.event("s3");
  story.event("s3");
  story.clock.advance(KEPT_MS);
  story.event("s4");
  assertEquals(story.posted.length, IN_FLIGHT_MAX);
  assertEquals(story.log.of("webhook_gone").map(({ fields }) => fields["dropped"]), [5]);
  assertEquals([story.stats.dropped, story.stats.waiting, story.store.size], [6, 0, 0]);
});

Deno.test("[A4] a full queue drops new events: limits in events and in bytes", () => {
  const story = new Story();
  story.outcome = null;
  for (let n = 0; n < WAITING_MAX + 5; n++) story.event(`s${n}`);
  assertEquals([story.stats.waiting, story.stats.dropped], [WAITING_MAX, 5]);
  assertEquals(story.store.size, WAITING_MAX);
  assertEquals(story.log.of("webhooks_dropped").length, 1, "one line a minute");
  story.clock.advance(60_000);
  const lines = story.log.of("webhooks_dropped").map(({ fields }) => fields["times"]);
  assertEquals(lines, [1, 4]);

  const large = new Story();
  large.outcome = null;
  for (let n = 0; n < 9; n++) large.event(`s${n}`, 1024 * 1024);
  assertEquals([large.stats.waiting, large.stats.dropped], [8, 1]);
});

Deno.test("[A4] failures are logged once a minute, with only host and port", () => {
  const story = new Story();
  story.outcome = status(500);
  for (let n = 0; n < 20; n++) story.event(`s${n}`);
  story.clock.advance(59_000);
  assertEquals(story.log.of("webhook_failed").length, 1);
  assertEquals(story.log.of("webhook_failed")[0]?.fields["host"], "r.example:81");
  story.webhooks.close();
  const times = story.log.of("webhook_failed").map(({ fields }) => Number(fields["times"]));
  assertEquals(times.reduce((sum, one) => sum + one, 0), story.stats.failed);
});

Deno.test("[A4] events for a receiver that is no longer configured are dropped", () => {
  const story = new Story();
  story.outcome = null;
  story.event();
  story.webhooks.close();
  story.outcome = status(204);
  story.webhooks = story.start("http://other.example/");
  story.clock.advance(KEPT_MS);
  assertEquals([story.posted.length, story.store.size], [1, 0]);
  assertEquals(story.log.of("webhooks_given_up").length, 1);
});

Deno.test("[A4] a full disk delays no delivery, and is reported", () => {
  const story = new Story();
  story.store.fault = new Error("disk full");
  story.event();
  story.clock.advance(0);
  assertEquals(story.stats.delivered, 1);
  assertEquals(story.log.of("webhooks_not_kept").length, 1);
});

Deno.test("[A4] once the disk has space again, the store has exactly what waits", () => {
  const story = new Story();
  story.outcome = status(500);
  story.event("delivered");
  story.store.fault = new Error("disk full");
  story.outcome = status(204);
  story.clock.advance(RETRY_LAST_MS);
  story.outcome = status(500);
  const waits = story.event("waits");
  story.store.fault = null;
  story.clock.advance(WRITE_AGAIN_MS);
  assertEquals(story.store.load().map(({ notice }) => notice.id), [waits]);
  story.webhooks.close();
  assertEquals(story.log.of("webhooks_lost"), []);
});

Deno.test("[A4] events that could not be written by the end are counted as lost", () => {
  const story = new Story();
  story.outcome = status(500);
  story.event("kept");
  story.store.fault = new Error("disk full");
  story.event("lost");
  story.event("lost too");
  story.webhooks.close();
  const fields = { host: "r.example:81", waiting: 2 };
  assertEquals(story.log.of("webhooks_lost").map(({ fields }) => fields), [fields]);
  assertEquals(story.clock.pending, 0);
});
