/** Jira Cloud, by its REST API v3. Descriptions are documents (ADF); pages go by token, and nobody counts them. */
import * as v from "valibot";
import { adfToMarkdown } from "./adf_text.ts";
import { fieldsFor, findJql, ISSUE, JIRA_KEY, ticketOf, writeField } from "./jira_issue.ts";
import {
  chunks,
  type Connection,
  PAGE_TICKETS,
  type RawTicket,
  type WireSettings,
} from "./wire.ts";

/** "Story point estimate", as Jira makes it in each new site. */
const FIELD = "customfield_10016";

/** What one request may ask for. */
const FETCHED_AT_ONCE = 100;

const PAGE = v.object({
  issues: v.optional(v.array(ISSUE), []),
  nextPageToken: v.optional(v.nullable(v.string()), null),
  isLast: v.optional(v.boolean()),
});

const FETCHED = v.object({ issues: v.optional(v.array(ISSUE), []) });

/** The token is `EMAIL:API_TOKEN`. */
export function jiraCloud({ site: opened, token, field: given }: WireSettings): Connection {
  const field = given ?? FIELD;
  // whatever of it was open when the address was copied
  const site = new URL("/", opened).href;
  const reading = { site, field, markdown: adfToMarkdown };
  const fields = fieldsFor(field);
  return {
    api: site,
    headers: { authorization: `Basic ${base64(token)}` },
    wire: {
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
      async fetch(keys, ask) {
        const tickets: RawTicket[] = [];
        for (const issueIdsOrKeys of chunks(keys, FETCHED_AT_ONCE)) {
          const body = { issueIdsOrKeys, fields };
          const found = await ask(
            { method: "POST", path: "rest/api/3/issue/bulkfetch", body },
            FETCHED,
          );
          if (!found.ok) return found;
          tickets.push(...found.value.value.issues.map((issue) => ticketOf(issue, reading)));
        }
        return { ok: true, value: tickets };
      },
      write: (key, estimate, ask) => writeField({ version: "3", key, field }, estimate, ask),
    },
  };
}

/** A text as basic authentication has it. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
