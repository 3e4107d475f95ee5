// Answers of a compromised or broken tracker [A5]: they can't delay the server, fill its memory, or get the token sent
// elsewhere.
import { assert, assertEquals } from "@std/assert";
import { ANSWER_BYTES_MAX } from "../../src/trackers/answer_json.ts";
import { ANSWER_MS_MAX } from "../../src/trackers/http.ts";
import { OPERATION_MS_MAX, OPERATIONS_MAX } from "../../src/trackers/guarded_tracker.ts";
import type { TicketPage, TrackerResult } from "../../src/trackers/tracker.ts";
import { permittedTest } from "../permitted.ts";
import { type Opened, opened } from "../trackers/opened.ts";
import { GitlabStandIn } from "../trackers/standins/gitlab.ts";
import { JiraCloudStandIn } from "../trackers/standins/jira.ts";
import { LinearStandIn } from "../trackers/standins/linear.ts";

type Story = (standIn: JiraCloudStandIn, opened: Opened) => Promise<void>;

function test(name: string, story: Story): void {
  permittedTest(`a tracker ${name} [A5]`, async () => {
    await using standIn = new JiraCloudStandIn([{ number: 1, title: "One" }]);
    await story(standIn, opened(standIn));
  });
}

/** What became of a search, as a code. */
function code(result: TrackerResult<unknown>): string {
  return result.ok ? "ok" : result.error.code;
}

const search = ({ tracker, signal }: Opened) => tracker.search("", null, signal);

/** A body that goes on and on. `until` resolves when nobody reads it any more. */
function endless(chunk: string): { readonly body: ReadableStream; readonly until: Promise<void> } {
  const bytes = new TextEncoder().encode(chunk);
  const over = Promise.withResolvers<void>();
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(bytes),
    cancel: () => over.resolve(),
  });
  return { body, until: over.promise };
}

test("that answers without an end is read up to a bound, and hung up on", async (standIn, it) => {
  const answer = endless(`${"x".repeat(65_536)}`);
  standIn.trouble(() => new Response(answer.body));
  assertEquals(code(await search(it)), "unclear_answer");
  await answer.until;
  assert(ANSWER_BYTES_MAX < 2 ** 24);
});

test(
  "whose small answer unpacks to a large one is read up to the same bound",
  async (standIn, it) => {
    const zeros = new Blob([new Uint8Array(4 * ANSWER_BYTES_MAX)]).stream();
    const packed = await new Response(zeros.pipeThrough(new CompressionStream("gzip"))).bytes();
    assert(packed.length < ANSWER_BYTES_MAX / 50);
    standIn.trouble(() => new Response(packed, { headers: { "content-encoding": "gzip" } }));
    assertEquals(code(await search(it)), "unclear_answer");
  },
);

for (
  const [when, body] of [["before", null], ["in the middle of", '{"issues":['] as const] as const
) {
  test(`that falls silent ${when} its answer is given up`, async (standIn, it) => {
    const end = Promise.withResolvers<void>();
    standIn.trouble(async () => {
      if (body === null) await end.promise;
      const stream = new ReadableStream({
        async start(to) {
          to.enqueue(new TextEncoder().encode(body ?? ""));
          await end.promise;
          to.close();
        },
      });
      return new Response(stream);
    });
    const found = search(it);
    await it.clock.until(ANSWER_MS_MAX);
    it.clock.advance(ANSWER_MS_MAX);
    assertEquals(code(await found), "unreachable");
    end.resolve();
  });
}

test("that always wants to be asked later is asked three times", async (standIn, it) => {
  for (let times = 0; times < 9; times++) standIn.tooMany(9, it.clock.wall());
  const found = search(it);
  for (let repeats = 0; repeats < 2; repeats++) {
    await it.clock.until(9_000);
    it.clock.advance(9_000);
  }
  assertEquals(code(await found), "busy");
  assertEquals(standIn.asked.length, 3);
});

test(
  "that nests without an end fills no stack, in JSON or in a description",
  async (standIn, it) => {
    standIn.trouble(() => new Response("[".repeat(ANSWER_BYTES_MAX - 1)));
    assertEquals(code(await search(it)), "unclear_answer");
    const deep = 200_000;
    const node = '{"type":"blockquote","content":[';
    standIn.trouble(() =>
      new Response(
        `{"issues":[{"key":"WEB-1","fields":{"summary":"deep","description":${node.repeat(deep)}${
          "]}".repeat(deep)
        }}}]}`,
      )
    );
    assertEquals(code(await search(it)), "unclear_answer");
    // brackets in a text are no levels
    const fields = { summary: '{"'.repeat(1_000), description: null };
    standIn.trouble(() => Response.json({ issues: [{ key: "WEB-1", fields }] }));
    assertEquals(code(await search(it)), "ok");
  },
);

test(
  "that redirects takes the token nowhere: not to another host, nor to another path",
  async (standIn, it) => {
    await using elsewhere = new GitlabStandIn([]);
    for (const to of [`${elsewhere.origin}/steal`, "/rest/api/3/search/jql", "//127.0.0.1:1/"]) {
      for (const status of [301, 302, 303, 307, 308]) {
        standIn.trouble(() => new Response(null, { status, headers: { location: to } }));
        // what is temporary is a page to sign in
        const expected = status === 302 || status === 303 ? "refused" : "unclear_answer";
        assertEquals(code(await search(it)), expected);
      }
    }
    assertEquals(elsewhere.asked.length, 0);
    assertEquals(standIn.asked.length, 15);
  },
);

test("that answers nonsense is found out", async (standIn, it) => {
  const nonsense = [
    "",
    "null",
    "7",
    "[]x",
    "<html>",
    '{"issues":7}',
    '{"issues":[{"key":7}]}',
    '{"issues":[{"fields":{}}]}',
    '{"issues":[null]}',
  ];
  for (const text of nonsense) {
    standIn.trouble(() => new Response(text));
    assertEquals(code(await search(it)), "unclear_answer", text);
  }
  const statuses: [number, string][] = [[500, "unreachable"], [418, "unclear_answer"], [
    404,
    "not_found",
  ]];
  for (const [status, expected] of statuses) {
    standIn.trouble(() => new Response("{", { status }));
    assertEquals(code(await search(it)), expected);
  }
});

test(
  "that is a liar shows nobody a link to elsewhere, a control character or its own keys",
  async (standIn, it) => {
    const issue = (key: string, summary: string) => ({
      key,
      fields: { summary, description: "\u001b[31m<b>x" },
    });
    const issues = [
      issue("WEB-1", "\u001b]0;gone\u0007One\u202e\u200b"),
      issue("../../admin", "climbs"),
      issue("WEB-1/../x", "climbs"),
      issue(`${"W".repeat(80)}-1`, "long"),
      issue("WEB-2\n", "line"),
    ];
    standIn.trouble(() => Response.json({ issues, nextPageToken: "a b\r\nx: y" }));
    const found = await search(it);
    assert(found.ok);
    const { tickets, next } = found.value;
    assertEquals(tickets.map(({ key, title }) => [key, title]), [["WEB-1", "One"]]);
    assertEquals(next, null);
    for (
      const link of [
        "https://evil.example/x",
        "javascript:alert(1)",
        "http://a:b@127.0.0.1/",
        "//evil.example",
      ]
    ) {
      await using linear = new LinearStandIn([]);
      const pageInfo = { hasNextPage: false, endCursor: null };
      const nodes = [{ identifier: "WEB-1", url: link }];
      linear.trouble(() => Response.json({ data: { issues: { nodes, pageInfo } } }));
      const page: TrackerResult<TicketPage> = await search(opened(linear));
      assert(page.ok);
      assertEquals(page.value.tickets.map(({ url }) => url), [""]);
    }
  },
);

test(
  "that gives page after page is asked for as many as somebody wants, each of 50",
  async (standIn, it) => {
    const issues = Array.from({ length: 5_000 }, (_, at) => ({ key: `WEB-${at + 1}`, fields: {} }));
    standIn.trouble(() => Response.json({ issues, nextPageToken: "same" }));
    const found = await it.tracker.search("", "same", it.signal);
    assert(found.ok);
    assertEquals(found.value.tickets.length, 50);
    // a page that names itself as the next one would never end
    assertEquals(found.value.next, null);
  },
);

test("that is gone can't be reached, and its address is in no sentence", async (standIn, it) => {
  await standIn[Symbol.asyncDispose]();
  const found = await search(it);
  assert(!found.ok && found.error.code === "unreachable");
  assert(!found.error.message.includes("127.0.0.1"), found.error.message);
});

test(
  "that hangs is asked so many things at a time and no more, and none for ever",
  async (standIn, it) => {
    const stop = Promise.withResolvers<Response>();
    for (let at = 0; at <= OPERATIONS_MAX; at++) standIn.trouble(() => stop.promise);
    const all = Array.from({ length: OPERATIONS_MAX }, () => search(it));
    assertEquals(code(await search(it)), "busy");
    for (let at = 0; at < OPERATIONS_MAX; at++) await it.clock.until(ANSWER_MS_MAX);
    it.clock.advance(OPERATION_MS_MAX);
    assertEquals([...new Set((await Promise.all(all)).map(code))], ["unreachable"]);
    stop.resolve(new Response());
  },
);

test("is not asked what no query, page or key is", async (standIn, it) => {
  const { tracker, signal } = it;
  assertEquals(code(await tracker.search("x".repeat(1_001), null, signal)), "bad_query");
  for (const page of ["https://evil.example/", "a b", "", "x".repeat(3_000)]) {
    const expected = page.startsWith("https") ? "unclear_answer" : "bad_query";
    if (expected === "bad_query") {
      assertEquals(code(await tracker.search("", page, signal)), expected);
    }
  }
  for (const key of ["../1", "WEB-1/x", "WEB-1?x=1", "WEB-01", "", "x".repeat(99), "%2e%2e"]) {
    assertEquals(code(await tracker.writeEstimate(key, "3", signal)), "not_found");
    assertEquals(await tracker.fetch([key], signal), { ok: true, value: [] });
  }
  for (const estimate of ["", "\u200b", "x".repeat(17)]) {
    assertEquals(code(await tracker.writeEstimate("WEB-1", estimate, signal)), "not_writable");
  }
  assertEquals(standIn.asked.length, 0);
});

test("of one project is not asked about another", async () => {
  await using gitlab = new GitlabStandIn([{ number: 1, title: "One" }]);
  const { tracker, signal } = opened(gitlab, { site: `${gitlab.origin}/acme/shop/` });
  for (const key of ["acme/shop#1", "other#1", "shop/../other#1", "shopping#1", "../shop#1"]) {
    assertEquals(code(await tracker.writeEstimate(key, "3", signal)), "not_found", key);
    assertEquals(await tracker.fetch([key], signal), { ok: true, value: [] }, key);
  }
  assertEquals(gitlab.asked.length, 0);
  const found = await tracker.fetch(["shop#1"], signal);
  assert(found.ok);
  assertEquals(found.value.map(({ key }) => key), ["shop#1"]);
});

test("whom somebody stopped waiting for is not waited for", async (standIn, it) => {
  const end = Promise.withResolvers<Response>();
  const came = Promise.withResolvers<void>();
  standIn.trouble(() => {
    came.resolve();
    return end.promise;
  });
  const patience = new AbortController();
  const found = it.tracker.search("", null, patience.signal);
  await came.promise;
  patience.abort();
  assertEquals(code(await found), "unreachable");
  end.resolve(new Response());
});
