/** The adapter for Jira Data Center, REST API v2. Descriptions are wiki markup; a cursor is the index of a ticket. */
import * as v from "valibot";
import { fieldsFor, findJql, ISSUE, JIRA_KEY, ticketOf, writeField } from "./jira_issue.ts";
import { quoted } from "./jql.ts";
import { wikiToMarkdown } from "./markdown_text.ts";
import {
  type AdapterSettings,
  badQuery,
  countOf,
  type Endpoint,
  fetchInChunks,
  NO_FIELD,
  PAGE_TICKETS,
} from "./adapter.ts";

/** How many tickets one request may fetch. */
const FETCHED_AT_ONCE = 100;

const PAGE = v.object({
  startAt: v.optional(v.number(), 0),
  total: v.optional(v.nullable(v.number()), null),
  issues: v.optional(v.array(ISSUE), []),
});

/** `token`: a personal access token. */
export function jiraDataCenter({ site, token, field }: AdapterSettings): Endpoint {
  const reading = {
    site,
    field,
    markdown: (text: unknown) => typeof text === "string" ? wikiToMarkdown(text) : "",
  };
  const fields = fieldsFor(field);
  return {
    api: site,
    headers: { authorization: `Bearer ${token}` },
    adapter: {
      keyForm: JIRA_KEY,
      unwritable: field === null ? NO_FIELD : null,
      async search(query, after, ask) {
        const startAt = countOf(after, 0);
        if (startAt === null) return badQuery("There is no such page.");
        const jql = await findJql(query, ask);
        if (!jql.ok) return jql;
        const body = { jql: jql.value, startAt, maxResults: PAGE_TICKETS, fields };
        const found = await ask({ method: "POST", path: "rest/api/2/search", body }, PAGE);
        if (!found.ok) return found;
        const { issues, total } = found.value.value;
        const end = startAt + issues.length;
        const isLast = issues.length === 0 || (total !== null && end >= total);
        return {
          ok: true,
          value: {
            tickets: issues.map((issue) => ticketOf(issue, reading)),
            next: isLast ? null : `${end}`,
            total,
          },
        };
      },
      fetch: (keys, ask) =>
        fetchInChunks(keys, FETCHED_AT_ONCE, async (some) => {
          const body = {
            jql: `key in (${some.map(quoted).join(", ")})`,
            // otherwise a key that doesn't exist is an error
            validateQuery: false,
            maxResults: FETCHED_AT_ONCE,
            fields,
          };
          const found = await ask({ method: "POST", path: "rest/api/2/search", body }, PAGE);
          if (!found.ok) return found;
          const { issues } = found.value.value;
          return { ok: true, value: issues.map((issue) => ticketOf(issue, reading)) };
        }),
      // never called without a field, because `unwritable` is set
      write: (key, estimate, ask) =>
        writeField({ version: "2", key, field: field ?? "" }, estimate, ask),
    },
  };
}
