// What is one tracker's own [A5]: its language, its fields, what its address says.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { jqlOf } from "../../src/trackers/jql.ts";
import { parseQuery } from "../../src/trackers/query.ts";
import type { TicketPage, TrackerResult } from "../../src/trackers/tracker.ts";
import { permittedTest } from "../permitted.ts";
import { opened } from "./opened.ts";
import { AzureStandIn } from "./standins/azure.ts";
import { GithubStandIn } from "./standins/github.ts";
import { GitlabStandIn } from "./standins/gitlab.ts";
import { JiraCloudStandIn, JiraDataCenterStandIn } from "./standins/jira.ts";
import { LinearStandIn } from "./standins/linear.ts";
import type { StandIn } from "./standins/stand_in.ts";

const THREE = [
  { number: 1, title: "One" },
  { number: 2, title: "Two", sprint: "on the board" },
  { number: 3, title: "Three" },
];

function titles(page: TrackerResult<TicketPage>): readonly string[] {
  if (!page.ok) throw new Error(`${page.error.code}: ${page.error.message}`);
  return page.value.tickets.map(({ title }) => title);
}

/** Why an estimate was not written; "ok": it was. */
async function written(standIn: StandIn, number: number, estimate: string): Promise<string> {
  const { tracker, signal } = opened(standIn);
  const result = await tracker.writeEstimate(standIn.key(number), estimate, signal);
  return result.ok ? "ok" : result.error.message;
}

/** The text of the last request. */
const last = (standIn: StandIn) => JSON.stringify(standIn.asked.at(-1)?.body);

Deno.test("JQL stays as it is, plain words become a search for text [A5]", () => {
  const jql = [
    "project = WEB",
    'sprint in openSprints() AND "Story Points" is empty',
    "(assignee = me() or reporter = me()) order by rank",
    "not status was Done",
    "cf[10016] > 3",
    "ORDER BY created",
  ];
  for (const text of jql) assertEquals(jqlOf({ kind: "text", text }), text);
  const words = ["login in Chrome", "people see a < b", "what is new", "order", 'say "hi"'];
  for (const text of words) assert(jqlOf({ kind: "text", text }).startsWith('text ~ "'), text);
  assertEquals(
    jqlOf({ kind: "sprint", name: 'a" OR project = SECRET OR "\\' }),
    'sprint = "a\\" OR project = SECRET OR \\"\\\\" ORDER BY Rank',
  );
  assertEquals(jqlOf({ kind: "text", text: "+-" }), jqlOf({ kind: "recent" }));
});

Deno.test("a sprint or board is named behind a colon, in quotes or not [A5]", () => {
  const table: [string, unknown][] = [
    [" ", { kind: "recent" }],
    ['sprint:"Sprint 7"', { kind: "sprint", name: "Sprint 7" }],
    ["Sprint : Sprint 7 ", { kind: "sprint", name: "Sprint 7" }],
    ["board:Shop", { kind: "board", name: "Shop" }],
    ["sprint planning", { kind: "text", text: "sprint planning" }],
    ["sprint:", { kind: "text", text: "sprint:" }],
  ];
  for (const [text, query] of table) assertEquals<unknown>(parseQuery(text), query, text);
});

for (const Jira of [JiraCloudStandIn, JiraDataCenterStandIn]) {
  permittedTest(
    `${Jira.name}: a board is searched by its filter, and invalid JQL is explained [A5]`,
    async () => {
      await using jira = new Jira(THREE);
      const { tracker, signal } = opened(jira);
      assertEquals(titles(await tracker.search("board: shop", null, signal)), ["Two"]);
      assertEquals(titles(await tracker.search("project = WEB", null, signal)).length, 3);
      const bad = await tracker.search("projekt = WEB", null, signal);
      assert(!bad.ok && bad.error.code === "bad_query");
      assertStringIncludes(bad.error.message, "expecting a field name");
      const none = await tracker.search("board: nowhere", null, signal);
      assert(!none.ok && none.error.code === "bad_query");
    },
  );

  permittedTest(`${Jira.name}: a field takes what it is made for [A5]`, async () => {
    await using jira = new Jira(THREE);
    jira.fieldType = "string";
    assertEquals(await written(jira, 1, "XL"), "ok");
    assertEquals(jira.estimateOf(1), "XL");
    jira.fieldType = "option";
    assertEquals(await written(jira, 2, "xl"), "ok");
    assertEquals(jira.estimateOf(2), "XL");
    assertStringIncludes(await written(jira, 3, "XXL"), "has no option");
    jira.fieldType = null;
    assertStringIncludes(await written(jira, 3, "5"), "add it to the edit screen");
    assertEquals(jira.estimateOf(3), null);
  });
}

permittedTest(
  "a word that only looks like a key is searched for as a word [A5]",
  async () => {
    await using jira = new JiraCloudStandIn([{ number: 1, title: "Read utf 8" }]);
    const { tracker, signal } = opened(jira);
    assertEquals(titles(await tracker.search("utf-8", null, signal)), ["Read utf 8"]);
  },
);

permittedTest(
  "Jira Cloud works with the address of any of its pages [A5]",
  async () => {
    await using jira = new JiraCloudStandIn(THREE);
    const site = `${jira.origin}/jira/software/c/projects/WEB/boards/7/`;
    const { tracker, signal } = opened(jira, { site });
    const found = await tracker.search("", null, signal);
    assert(found.ok);
    assertEquals(found.value.tickets[0]?.url, `${jira.origin}/browse/WEB-1`);
  },
);

permittedTest(
  "Jira Data Center without a field is read-only, and may be below a path [A5]",
  async () => {
    await using jira = new JiraDataCenterStandIn(THREE);
    Object.defineProperty(jira, "field", { value: null });
    const { tracker, signal } = opened(jira);
    assertEquals(tracker.writable, false);
    const refused = await tracker.writeEstimate("WEB-1", "5", signal);
    assert(!refused.ok && refused.error.code === "not_writable");
    assertEquals(jira.asked.length, 0);
    await opened(jira, { site: `${jira.origin}/jira/` }).tracker.search("", null, signal);
    assertEquals(jira.asked.at(-1)?.path, "/jira/rest/api/2/search");
  },
);

permittedTest(
  "GitLab without a licence for weights ignores them, which is reported [A5]",
  async () => {
    await using gitlab = new GitlabStandIn(THREE);
    gitlab.isLicensed = false;
    assertStringIncludes(await written(gitlab, 1, "5"), "weights need GitLab Premium");
    assertStringIncludes(await written(gitlab, 1, "-1"), "can't be less than 0");
  },
);

permittedTest("GitLab: only known filters are taken out of the words [A5]", async () => {
  await using gitlab = new GitlabStandIn(THREE);
  const { tracker, signal } = opened(gitlab);
  await tracker.search('label:"needs love" milestone:7 private_token:x scope:y two', null, signal);
  const { searchParams } = new URL(gitlab.asked[0]?.path ?? "", gitlab.origin);
  const asked = Object.fromEntries(searchParams);
  assertEquals(asked.labels, "needs love");
  assertEquals(asked.milestone, "7");
  assertEquals(asked.search, "private_token:x scope:y two");
  assertEquals([asked.scope, asked.private_token], ["all", undefined]);
});

permittedTest("GitLab: an issue whose key is too long for a room is left out [A5]", async () => {
  await using gitlab = new GitlabStandIn(THREE);
  const { tracker, signal } = opened(gitlab);
  const issue = (full: string) => ({ iid: 1, title: full, references: { full } });
  const issues = [issue(`acme/${"x".repeat(60)}#1`), issue("acme/shop#1"), issue("other/shop#1"), {
    iid: 1,
  }];
  gitlab.trouble(() => Response.json(issues));
  assertEquals(titles(await tracker.search("", null, signal)), ["acme/shop#1"]);
});

permittedTest(
  "GitHub without a project is read-only, within its repository [A5]",
  async () => {
    await using github = new GithubStandIn(THREE);
    const { tracker, signal } = opened(github, { site: `${github.origin}/acme/shop/` });
    assertEquals(tracker.writable, false);
    assertEquals(titles(await tracker.search("label:bug two", null, signal)), ["Two"]);
    assertStringIncludes(last(github), "is:issue repo:acme/shop label:bug two");
    const fetched = await tracker.fetch(["shop#3", "acme/shop#1"], signal);
    assert(fetched.ok);
    assertEquals(fetched.value.map(({ key }) => key), ["shop#3"]);
    const other = opened(github, { site: `${github.origin}/acme/other/` });
    // a search may name other repositories: what it finds there is left out
    assertEquals(titles(await other.tracker.search("repo:acme/shop", null, signal)), []);
  },
);

permittedTest(
  "GitHub: a project is filtered as above its board, and rate limits are reported as such [A5]",
  async () => {
    await using github = new GithubStandIn(THREE);
    const { tracker, signal } = opened(github);
    await tracker.search("status:Todo iteration:@current", null, signal);
    assertStringIncludes(last(github), "is:issue status:Todo iteration:@current");
    const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }];
    github.trouble(() => Response.json({ errors }));
    const busy = await tracker.search("", null, signal);
    assertEquals(!busy.ok && busy.error.code, "busy");
    github.trouble(() => Response.json({ data: { repositoryOwner: { projectV2: null } } }));
    const gone = await tracker.search("", null, signal);
    assertEquals(!gone.ok && gone.error.code, "not_found");
  },
);

permittedTest(
  "Azure: a condition of WIQL is limited to the project, a whole query stays as it is [A5]",
  async () => {
    await using azure = new AzureStandIn(THREE);
    const { tracker, signal } = opened(azure);
    const asked = async (query: string) => {
      await tracker.search(query, null, signal);
      return JSON.stringify(azure.asked.findLast(({ path }) => path.includes("wiql"))?.body);
    };
    assertStringIncludes(
      await asked("[System.State] = 'New'"),
      "@project AND ([System.State] = 'New')",
    );
    const whole = "SELECT [System.Id] FROM WorkItems WHERE [System.Id] > 7";
    assertEquals(await asked(whole), JSON.stringify({ query: whole }));
    assertStringIncludes(await asked("it's"), "CONTAINS 'it''s'");
    assertStringIncludes(await asked("board:Web"), "[System.AreaPath] UNDER 'Web shop\\\\Web'");
    azure.trouble(() => new Response(null, { status: 302, headers: { location: "/_signin" } }));
    const refused = await tracker.search("", null, signal);
    assertEquals(!refused.ok && refused.error.code, "refused");
  },
);

permittedTest(
  "Linear: a team's address limits it to that team, and a cycle may be a number [A5]",
  async () => {
    await using linear = new LinearStandIn(THREE);
    const { tracker, signal } = opened(linear, { site: `${linear.origin}/acme/team/WEB/` });
    await tracker.search("sprint:Cycle 7", null, signal);
    assertStringIncludes(last(linear), '"team":{"key":{"eqIgnoreCase":"WEB"}}');
    assertStringIncludes(last(linear), '"cycle":{"number":{"eq":7}}');
    const before = linear.asked.length;
    assertEquals(await tracker.fetch(["OPS-1"], signal), { ok: true, value: [] });
    assertEquals(linear.asked.length, before);
  },
);
