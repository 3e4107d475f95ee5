/** The adapter for Jira Cloud, REST API v3. Descriptions are ADF documents; pages have tokens, and no total. */
import * as v from "valibot";
import { adfToMarkdown } from "./adf_text.ts";
import { fieldsFor, findJql, ISSUE, JIRA_KEY, ticketOf, writeField } from "./jira_issue.ts";
import {
  type AdapterSettings,
  basicAuthorization,
  type Endpoint,
  fetchInChunks,
  PAGE_TICKETS,
} from "./adapter.ts";

/** "Story point estimate", a default field of new sites. */
const FIELD = "customfield_10016";

/** How many tickets one request may fetch. */
const FETCHED_AT_ONCE = 100;

const PAGE = v.object({
  issues: v.optional(v.array(ISSUE), []),
  nextPageToken: v.optional(v.nullable(v.string()), null),
  isLast: v.optional(v.boolean()),
});

const FETCHED = v.object({ issues: v.optional(v.array(ISSUE), []) });

/** `token`: `EMAIL:API_TOKEN`. */
export function jiraCloud({ site: opened, token, field: given }: AdapterSettings): Endpoint {
  const field = given ?? FIELD;
  // the operator may have copied the address of any page
  const site = new URL("/", opened).href;
  const reading = { site, field, markdown: adfToMarkdown };
  const fields = fieldsFor(field);
  return {
    api: site,
    headers: { authorization: basicAuthorization(token) },
    adapter: {
      keyForm: JIRA_KEY,
      unwritable: null,
      async search(query, after, ask) {
        const jql = await findJql(query, ask);
        if (!jql.ok) return jql;
        const body = {
          jql: jql.value,
          maxResults: PAGE_TICKETS,
          fields,
          ...after !== null && { nextPageToken: after },
        };
        const found = await ask({ method: "POST", path: "rest/api/3/search/jql", body }, PAGE);
        if (!found.ok) return found;
        const { issues, nextPageToken, isLast } = found.value.value;
        return {
          ok: true,
          value: {
            tickets: issues.map((issue) => ticketOf(issue, reading)),
            next: isLast === true ? null : nextPageToken,
            total: null,
          },
        };
      },
      fetch: (keys, ask) =>
        fetchInChunks(keys, FETCHED_AT_ONCE, async (issueIdsOrKeys) => {
          const body = { issueIdsOrKeys, fields };
          const path = "rest/api/3/issue/bulkfetch";
          const found = await ask({ method: "POST", path, body }, FETCHED);
          if (!found.ok) return found;
          const { issues } = found.value.value;
          return { ok: true, value: issues.map((issue) => ticketOf(issue, reading)) };
        }),
      write: (key, estimate, ask) => writeField({ version: "3", key, field }, estimate, ask),
    },
  };
}
