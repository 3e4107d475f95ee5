/**
 * Receivers that fail, hang and lose answers, and a process that is started again now and then, all of it from one
 * seed. What must be true whatever happens: each receiver gets each event within the day, at least once, those of a
 * session in their order, one at a time; and again only if its answer was lost.
 */
import { assert, assertEquals } from "@std/assert";
import type { Notice } from "../../src/protocol/webhook_events.ts";
import { type Endpoint, endpointOf } from "../../src/webhooks/endpoint.ts";
import { IN_FLIGHT_MAX, KEPT_MS } from "../../src/webhooks/endpoint_queue.ts";
import type { Post } from "../../src/webhooks/post.ts";
import { Webhooks } from "../../src/webhooks/webhooks.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { Random } from "../sim/random.ts";
import { MemoryStore } from "./memory_store.ts";

const HOUR_MS = 3_600_000;
const SESSIONS = 6;
const URLS = ["http://a.example/", "http://b.example/"];

type Mood = "well" | "failing" | "hanging" | "busy" | "flaky";
const MOODS: readonly Mood[] = ["well", "failing", "hanging", "busy", "flaky"];

class SimReceiver {
  mood: Mood = "well";
  /** Ids that it took, by session, each once. */
  readonly taken = new Map<string, string[]>();
  readonly ids = new Set<string>();
  readonly #open = new Set<string>();
  /** Answers of 2xx that never arrived. */
  lost = 0;
  again = 0;

  begins(session: string): void {
    assert(!this.#open.has(session), "one event of a session at a time");
    this.#open.add(session);
    assert(this.#open.size <= IN_FLIGHT_MAX);
  }

  ends(session: string): void {
    this.#open.delete(session);
  }

  takes({ id, session_id: session }: Notice): void {
    if (this.ids.has(id)) this.again++;
    else this.taken.set(session, [...this.taken.get(session) ?? [], id]);
    this.ids.add(id);
  }

  /** The process that sent is over: nothing of it is under way any more. */
  forget(): void {
    this.#open.clear();
  }
}

/** Plays one seed; throws where a rule is broken. Returns what happened, for the coverage of many. */
export function playQueue(seed: number): { readonly restarts: number; readonly again: number } {
  const random = new Random(seed);
  const clock = new FakeClock();
  const log = new RecordingLog();
  const store = new MemoryStore();
  const endpoints: readonly Endpoint[] = URLS.map(endpointOf);
  const receivers = new Map(endpoints.map(({ host }) => [host, new SimReceiver()]));
  const post = postOf(receivers, { random, clock });
  const start = () =>
    new Webhooks({ endpoints, clock, log, post, random: () => random.next(), store });
  let webhooks = start();
  let restarts = 0;
  const expected = new Map<string, string[]>();
  let events = 0;
  const until = clock.now() + KEPT_MS * 0.7;
  while (clock.now() < until) {
    const what = random.weighted([["event", 10], ["mood", 3], ["pass", 10], ["disk", 1], [
      "restart",
      1,
    ]]);
    if (what === "event") {
      const session = `s${random.below(SESSIONS)}`;
      const id = `msg_${events++}`;
      const body = JSON.stringify({ id });
      expected.set(session, [...expected.get(session) ?? [], id]);
      webhooks.enqueue({ id, type: "estimate.set", session_id: session, at: clock.wall(), body });
    } else if (what === "mood") {
      for (const receiver of receivers.values()) receiver.mood = random.pick(MOODS);
    } else if (what === "disk") {
      store.fault = store.fault === null ? new Error("disk full") : null;
    } else if (what === "restart") {
      restarts++;
      store.fault = null;
      webhooks.close();
      for (const receiver of receivers.values()) receiver.forget();
      clock.advance(random.below(10_000));
      webhooks = start();
    } else {
      clock.advance(random.pick([10, 1_000, 60_000, HOUR_MS / 4]));
    }
  }
  store.fault = null;
  // all of it is younger than a day, and an attempt is at most an hour away
  for (const receiver of receivers.values()) receiver.mood = "well";
  clock.advance(KEPT_MS * 0.25);
  webhooks.close();
  for (const [host, receiver] of receivers) {
    assertEquals(Object.fromEntries(receiver.taken), Object.fromEntries(expected), host);
    assert(receiver.again <= receiver.lost, `${host}: ${receiver.again} again`);
  }
  assertEquals(store.size, 0, "nothing is kept that was delivered");
  assertEquals(clock.pending, 0, "no timer is left");
  assertEquals(log.of("webhooks_dropped"), []);
  const again = [...receivers.values()].reduce((sum, one) => sum + one.again, 0);
  return { restarts, again };
}

function postOf(
  receivers: ReadonlyMap<string, SimReceiver>,
  { random, clock }: { readonly random: Random; readonly clock: FakeClock },
): Post {
  return ({ host }, notice, done) => {
    const receiver = receivers.get(host);
    assert(receiver !== undefined);
    const { session_id: session } = notice;
    receiver.begins(session);
    const mood = receiver.mood === "flaky" ? random.pick(MOODS) : receiver.mood;
    let isTaken = false;
    const answer = (status: number, retryAfterMs: number | null = null) => {
      receiver.ends(session);
      isTaken = false;
      done({ kind: "answered", status, retryAfterMs });
    };
    const fail = () => {
      receiver.ends(session);
      done({ kind: "failed", problem: "no answer" });
    };
    const take = () => {
      receiver.takes(notice);
      isTaken = true;
    };
    const cancels: (() => void)[] = [];
    const later = (ms: number, run: () => void) => void cancels.push(clock.after(ms, run));
    const slowly = 1 + random.below(5_000);
    if (mood === "well") {
      later(random.below(slowly), () => {
        take();
        later(random.below(slowly), () => answer(204));
      });
    } else if (mood === "failing") later(slowly, () => answer(random.pick([500, 404, 302])));
    else if (mood === "busy") later(slowly, () => answer(429, random.below(2 * HOUR_MS)));
    else {
      if (random.chance(0.3)) {
        receiver.lost++;
        receiver.takes(notice); // and its answer never comes
      }
      later(15_000, fail);
    }
    return () => {
      receiver.ends(session);
      if (isTaken) receiver.lost++;
      for (const cancel of cancels) cancel();
    };
  };
}
