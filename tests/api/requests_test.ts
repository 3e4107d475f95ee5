// Who may ask the API, how often, for what, and in which form: each refusal names what is allowed [A3, W9].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Api, createApi } from "../../src/api/api.ts";
import type { ProgramRequest } from "../../src/bus/envelopes.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

const KEY = "okapi-and-tapir-0123456789";
const ROOM_ID = "7K2M9QXD";
const ADDRESS = "192.0.2.1";

/** An API whose homes answer as a test says. */
class ApiStory {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  /** Events that an operator sees who asks for no details. */
  readonly informed: string[] = [];
  readonly metrics = new RecordingMetrics();
  readonly asked: ProgramRequest[] = [];
  /** Wrong keys that were counted, by address. */
  readonly guesses: string[] = [];
  held: "free" | "full" = "free";
  /** Requests that one address may make. */
  budget = 100;
  /** What a home sends; null: nothing. */
  frame: string | null = JSON.stringify({ room_id: ROOM_ID, admin_secret: "0".repeat(32) });
  readonly #api: Api;

  constructor() {
    this.#api = createApi({
      clock: this.clock,
      log: {
        debug: this.log.debug,
        info: (event, fields) => {
          this.informed.push(event);
          this.log.info(event, fields);
        },
        warn: this.log.warn,
        error: this.log.error,
      },
      metrics: this.metrics,
      ids: { token: () => "0".repeat(32) },
      keys: { has: (key) => key === KEY },
      brake: { hold: () => this.held, count: (address) => void this.guesses.push(address) },
      budget: () => ({ take: () => this.budget-- > 0 }),
      capacityMax: 40,
      version: "1.2.3",
      kept: { data: null, cluster: null },
      publicUrl: "https://points.test/poker/",
      join: (connection, request) => {
        this.asked.push(request);
        connection.joining({ message: () => {}, gone: () => {} });
        if (this.frame !== null) connection.send(this.frame);
      },
    });
  }

  async ask(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${KEY}`, ...Object(init.headers) };
    const request = new Request(`http://localhost/api/v1${path}`, { ...init, method, headers });
    const { pathname } = new URL(request.url);
    return await this.#api(request, { path: pathname, address: ADDRESS });
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const all = { "content-type": "application/json", ...headers };
    return await this.ask("POST", path, { body: text, headers: all });
  }
}

async function detailOf(response: Response): Promise<string> {
  assertEquals(response.headers.get("content-type"), "application/problem+json");
  assertEquals(response.headers.get("cache-control"), "no-store");
  const { status, detail, field } = await response.json();
  assertEquals(status, response.status);
  return `${status} ${field ?? "-"}: ${detail}`;
}

Deno.test("[A3, W9] without a key 401; a wrong one counts as a guess, and is not logged", async () => {
  const story = new ApiStory();
  const without = await story.ask("GET", "/sessions", { headers: { authorization: "" } });
  assertEquals([without.status, without.headers.get("www-authenticate")], [
    401,
    'Bearer realm="estimatex"',
  ]);
  assertEquals(story.guesses, []);
  const secret = "a-wrong-key-of-somebody";
  const wrong = await story.ask("GET", "/sessions", {
    headers: { authorization: `Bearer ${secret}` },
  });
  assertStringIncludes(wrong.headers.get("www-authenticate") ?? "", "invalid_token");
  assertEquals([wrong.status, story.guesses], [401, [ADDRESS]]);
  assert(!(await wrong.text()).includes(secret));
  story.held = "full";
  const held = await story.ask("GET", `/rooms/${ROOM_ID}`);
  assertEquals([held.status, held.headers.get("retry-after")], [429, "60"]);
  assertEquals(JSON.stringify(story.log.lines).includes(secret), false);
  assertEquals(story.informed, [], "strangers fill no log");
  assertEquals(story.asked, []);
});

Deno.test("[A3] an address with too many requests gets 429 and Retry-After", async () => {
  const story = new ApiStory();
  story.budget = 1;
  assertEquals((await story.ask("GET", `/rooms/${ROOM_ID}`)).status, 200);
  const late = await story.ask("GET", `/rooms/${ROOM_ID}`);
  assertEquals([late.status, late.headers.get("retry-after")], [429, "1"]);
});

Deno.test("[A3] unknown paths and wrong methods are refused", async () => {
  const story = new ApiStory();
  assertEquals((await story.ask("GET", "/nothing")).status, 404);
  const method = await story.ask("DELETE", `/rooms/${ROOM_ID}`);
  assertEquals([method.status, method.headers.get("allow")], [405, "GET, HEAD"]);
  const head = await story.ask("HEAD", `/rooms/${ROOM_ID}`);
  assertEquals(head.status, 200);
  assertEquals(head.headers.get("access-control-allow-origin"), null);
});

Deno.test("[A3] every invalid field is named, with what is allowed", async () => {
  const story = new ApiStory();
  const long = "x".repeat(200);
  const tickets = Array.from({ length: 200 }, (_, n) => ({ ticket_id: `T-${n}`, title: long }));
  const table: [unknown, string][] = [
    ["{", "400 -: The body must be JSON in UTF-8."],
    [[], "422 capacity: capacity must be a whole number from 1 to 40."],
    [{ capacity: 41 }, "422 capacity: capacity must be a whole number from 1 to 40."],
    [{ capacity: 3, settings: { who_runs: "cat" } }, "422 settings.who_runs: "],
    [{ capacity: 3, settings: null }, "422 settings: settings must be an object."],
    [{ capacity: 3, settings: ["everyone"] }, "422 settings: settings must be an object."],
    [{ capacity: 3, deck: "1" }, "422 deck: deck must be fibonacci, "],
    [{ capacity: 3, tickets: [{ ticket_id: "" }] }, "422 tickets[0].ticket_id: "],
    [{ capacity: 3, tickets: [{ ticket_id: "T", url: "ftp://a" }] }, "422 tickets[0].url: "],
    [{ capacity: 3, tickets }, "422 tickets: tickets must be at most 200 tickets and 32 KiB"],
    [" ".repeat(70_000), "413 -: The body must have at most 65536 bytes."],
  ];
  for (const [body, detail] of table) {
    assertStringIncludes(await detailOf(await story.post("/rooms", body)), detail);
  }
  const typed = await story.post("/rooms", "{}", { "content-type": "text/plain" });
  assertStringIncludes(await detailOf(typed), "415 -: Content-Type must be application/json.");
  const once = await story.post("/rooms", { capacity: 3 }, { "idempotency-key": "a b" });
  assertStringIncludes(await detailOf(once), "400 idempotency-key: ");
  assertStringIncludes(await detailOf(await story.ask("GET", "/rooms/short")), "404 room_id: ");
  assertEquals(story.asked, []);
});

Deno.test("[A3] a body that never ends or comes too slowly is refused", async () => {
  const story = new ApiStory();
  const body = new ReadableStream<Uint8Array>({ start() {} });
  const headers = { "content-type": "application/json" };
  const answer = story.ask("POST", "/rooms", { body, headers });
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  story.clock.advance(10_000);
  assertEquals((await answer).status, 408);
  assertEquals(story.clock.pending, 0);
});

Deno.test("[A3, W11] a home that does not answer is given up after 10 s: 503", async () => {
  const story = new ApiStory();
  story.frame = null;
  const answer = story.ask("GET", `/rooms/${ROOM_ID}`);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  story.clock.advance(10_000);
  const response = await answer;
  assertEquals([response.status, response.headers.get("retry-after")], [503, "5"]);
});

Deno.test("[A3, W13] links begin with --public-url, and an idempotency key belongs to its path, with a digest of the body", async () => {
  const story = new ApiStory();
  const headers = { "idempotency-key": "k1" };
  const opened = await story.post("/rooms", { capacity: 3 }, headers);
  assertEquals(opened.headers.get("location"), `https://points.test/poker/api/v1/rooms/${ROOM_ID}`);
  assertEquals((await opened.json()).join_link, `https://points.test/poker/r/${ROOM_ID}`);
  await story.post("/rooms", { capacity: 3 }, headers);
  await story.post("/rooms", { capacity: 4 }, headers);
  await story.post(`/rooms/${ROOM_ID}/tickets`, { tickets: [] }, headers);
  const onces = story.asked.map((one) => "once" in one ? one.once : null);
  const [first, second, other, elsewhere] = onces;
  assertEquals(second, first);
  assertEquals(other?.key, first?.key);
  assert(other?.digest !== first?.digest && elsewhere?.key !== first?.key);
});
