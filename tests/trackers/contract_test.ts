// What every tracker is held to, whatever it speaks [A5]: each kind against a server that answers as its documents say.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type {
  TicketPage,
  TrackerProblem,
  TrackerResult,
  TrackerTicket,
} from "../../src/trackers/tracker.ts";
import { permittedTest } from "../permitted.ts";
import { opened, STAND_INS } from "./opened.ts";
import { RICH_MARKDOWN, type StandInTicket } from "./standins/stand_in.ts";

const MANY: readonly StandInTicket[] = Array.from({ length: 120 }, (_, at) => ({
  number: at + 1,
  title: `Ticket ${at + 1}${at % 40 === 7 ? " about login" : ""}`,
  ...at % 30 === 3 && { sprint: `Ana's "7"` },
  estimate: at === 0 ? 5 : null,
}));

/** What came of something that must have gone well. */
function value<T>(result: TrackerResult<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

function problem<T>(result: TrackerResult<T>): TrackerProblem {
  if (result.ok) throw new Error(`nothing is wrong: ${JSON.stringify(result.value)}`);
  return result.error;
}

const titles = (tickets: readonly TrackerTicket[]) => tickets.map(({ title }) => title);

for (const Kind of Object.values(STAND_INS)) {
  const test = (name: string, run: (standIn: InstanceType<typeof Kind>) => Promise<void>) =>
    permittedTest(`${Kind.name}: ${name} [A5]`, async () => {
      await using standIn = new Kind(MANY);
      await run(standIn);
    });

  test("page by page, every ticket is found once", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    const found: TrackerTicket[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page: TicketPage = value(await tracker.search("", after, signal));
      assert(page.total === null || page.total === MANY.length, `${page.total}`);
      found.push(...page.tickets);
      after = page.next;
      pages++;
    } while (after !== null);
    assertEquals(titles(found), MANY.map(({ title }) => title));
    assertEquals(pages, 3);
    const [first] = found;
    assertEquals(first?.key, standIn.key(1));
    assertEquals(first?.estimate, "5");
    assertEquals(found[1]?.estimate, null);
    assertStringIncludes(first?.url ?? "", standIn.origin);
  });

  test("a ticket that a page has twice is found once", async (standIn) => {
    standIn.tickets.splice(0, 120, { number: 1 }, { number: 2 }, { number: 1 });
    const { tracker, signal } = opened(standIn);
    const { tickets } = value(await tracker.search("", null, signal));
    assertEquals(tickets.map(({ key }) => key), [standIn.key(1), standIn.key(2)]);
  });

  test("words, a sprint's name with quotes, and keys find their tickets", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    const find = async (query: string) =>
      titles(value(await tracker.search(query, null, signal)).tickets);
    assertEquals(await find("about login"), [
      "Ticket 8 about login",
      "Ticket 48 about login",
      "Ticket 88 about login",
    ]);
    // GitHub has no quotes in the names that one searches for
    const sprint = standIn.kind === "github"
      ? []
      : ["Ticket 4", "Ticket 34", "Ticket 64", "Ticket 94"];
    assertEquals(await find(`sprint: Ana's "7"`), sprint);
    assertEquals(await find(`${standIn.key(9)}, ${standIn.key(2)}`), ["Ticket 9", "Ticket 2"]);
  });

  test("tickets are fetched in the order of their keys, without those that don't exist", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    const keys = [110, 3, 4711, 4].map((number) => standIn.key(number));
    const again = keys[0]?.toLowerCase() ?? "";
    const fetched = value(await tracker.fetch([...keys, "../../etc#1", "", again], signal));
    assertEquals(titles(fetched), ["Ticket 110", "Ticket 3", "Ticket 4"]);
    const all = value(await tracker.fetch(MANY.map(({ number }) => standIn.key(number)), signal));
    assertEquals(all.length, MANY.length);
  });

  test("a description comes as Markdown, without a tag", async (standIn) => {
    standIn.tickets.splice(0, 120, { number: 1, title: "Rich", description: standIn.rich });
    const { tracker, signal } = opened(standIn);
    const [ticket] = value(await tracker.search("", null, signal)).tickets;
    assertEquals(ticket?.description, RICH_MARKDOWN);
  });

  test("missing fields are empty, and texts that are too long are cut", async (standIn) => {
    const long = "word ".repeat(2_000);
    standIn.tickets.splice(
      0,
      120,
      { number: 1 },
      {
        number: 2,
        title: "t".repeat(300),
        description: standIn.kind === "jira" ? adf(long) : long,
      },
    );
    const { tracker, signal } = opened(standIn);
    const [bare, full] = value(await tracker.search("", null, signal)).tickets;
    const { key, title, description, estimate } = bare ?? {};
    assertEquals({ key, title, description, estimate }, {
      key: standIn.key(1),
      title: "",
      description: "",
      estimate: null,
    });
    assertEquals(full?.title, `${"t".repeat(199)}…`);
    assert((full?.description.length ?? 0) > 3_900 && [...full?.description ?? ""].length <= 4_000);
  });

  test("a numeric estimate is written as a number, and words are refused", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    const { takesFractions } = standIn;
    const given = takesFractions ? "½" : "3";
    assertEquals(value(await tracker.writeEstimate(standIn.key(2), given, signal)), null);
    assertEquals(standIn.estimateOf(2), takesFractions ? 0.5 : 3);
    for (const word of ["XL", ...takesFractions ? [] : ["0,5"]]) {
      const refused = problem(await tracker.writeEstimate(standIn.key(3), word, signal));
      assertEquals(refused.code, "not_writable");
      assertStringIncludes(refused.message, `"${word}" is not one`);
    }
    const missing = problem(await tracker.writeEstimate(standIn.key(4711), "3", signal));
    assertEquals(missing.code, "not_found");
    assertEquals(standIn.estimateOf(3), null);
  });

  test("after a rate limit a request is repeated when the tracker says, if that is soon", async (standIn) => {
    const { tracker, clock, signal } = opened(standIn);
    standIn.tooMany(7, clock.wall());
    const found = tracker.search("", null, signal);
    await clock.until(7_000);
    assertEquals(standIn.asked.length, 1);
    clock.advance(7_000);
    assertEquals(value(await found).tickets.length, 50);
    standIn.tooMany(3_600, clock.wall());
    const { code, retryAfterMs } = problem(await tracker.search("", null, signal));
    assertEquals([code, retryAfterMs], ["busy", 3_600_000]);
  });

  test("an expired token is reported, but never shown, logged or counted", async (standIn) => {
    const { tracker, log, metrics, signal } = opened(standIn);
    standIn.expire();
    const refused = problem(await tracker.search("a private plan", null, signal));
    assertEquals(refused.code, "refused");
    assertStringIncludes(refused.message, "expired");
    const written = JSON.stringify([refused, log.lines, metrics.counted]);
    for (const secret of [standIn.token, "secret", "private plan"]) {
      assert(!written.includes(secret), written);
    }
    assertEquals(metrics.counted, [`trackers ${standIn.kind}_refused`]);
    assertEquals(log.of("tracker_asked").map(({ fields }) => fields.outcome), ["refused"]);
  });

  test("an answer that repeats the token is read without it", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    const secrets = ["secret", btoa(standIn.token), btoa(`:${standIn.token}`)];
    const repeated: ((headers: Headers) => string)[] = [
      () => `of ${standIn.token.replace(/^.*:/, "")}`,
      (headers) => headers.get("authorization") ?? headers.get("private-token") ?? "",
    ];
    for (const message of repeated) {
      for (const status of [400, 200]) {
        standIn.trouble(({ headers }) =>
          Response.json({ data: null, errors: [{ message: message(headers) }] }, { status })
        );
        const answered = JSON.stringify(await tracker.search("", null, signal));
        assert(!secrets.some((secret) => answered.includes(secret)), answered);
      }
    }
  });

  test("the token is only in a header, not in an address or body", async (standIn) => {
    const { tracker, signal } = opened(standIn);
    await tracker.search("x", null, signal);
    await tracker.writeEstimate(standIn.key(2), "3", signal);
    assert(standIn.asked.length > 1);
    for (const { path, body } of standIn.asked) {
      assert(!`${path}${JSON.stringify(body)}`.includes("secret"), path);
    }
  });
}

function adf(text: string) {
  return {
    type: "doc",
    version: 1,
    content: [{ type: "paragraph", content: [{ type: "text", text }] }],
  };
}
