/** The adapter for Linear, GraphQL API: the issues of a workspace or of one team. Estimates are integers. */
import * as v from "valibot";
import {
  type Adapter,
  type AdapterSettings,
  type Endpoint,
  fetchInChunks,
  PAGE_TICKETS,
  type RawPage,
  type RawTicket,
} from "./adapter.ts";
import { estimateText, numberOf } from "./estimate.ts";
import { askGraphql, codeOfErrors } from "./graphql.ts";
import type { Ask } from "./http.ts";
import { withoutHtml } from "./markdown_text.ts";
import type { Query } from "./query.ts";
import type { TrackerResult } from "./tracker.ts";

/** How many tickets one request may fetch. */
const FETCHED_AT_ONCE = 100;

const ISSUE = v.object({
  identifier: v.string(),
  title: v.optional(v.nullable(v.string())),
  description: v.optional(v.nullable(v.string())),
  url: v.optional(v.nullable(v.string())),
  estimate: v.optional(v.nullable(v.number())),
});

const PAGE = v.object({
  issues: v.object({
    nodes: v.array(ISSUE),
    pageInfo: v.object({
      hasNextPage: v.optional(v.boolean(), false),
      endCursor: v.optional(v.nullable(v.string()), null),
    }),
  }),
});

const ISSUES = `query($filter: IssueFilter, $first: Int!, $after: String) {
  issues(filter: $filter, first: $first, after: $after, orderBy: updatedAt) {
    nodes { identifier title description url estimate } pageInfo { hasNextPage endCursor } } }`;

const UPDATE = `mutation($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success } }`;

type Filter = Readonly<Record<string, unknown>>;

/** `token`: a personal API key, or an OAuth token of an app. */
export function linear({ site, token }: AdapterSettings): Endpoint {
  const { origin, hostname, pathname } = new URL(site);
  const team = /\/team\/([A-Za-z0-9_]{1,20})(?:\/|$)/.exec(pathname)?.[1] ?? null;
  return {
    api: hostname === "linear.app" ? "https://api.linear.app/" : `${origin}/`,
    // API keys are sent as they are, OAuth tokens as bearer tokens
    headers: { authorization: token.startsWith("lin_api_") ? token : `Bearer ${token}` },
    classify: codeOfErrors,
    adapter: new LinearAdapter(team),
  };
}

const PATH = "graphql";

class LinearAdapter implements Adapter {
  readonly keyForm: RegExp;
  readonly unwritable = null;
  readonly #ofTeam: Filter;

  /** `team`: its key; null: all teams. */
  constructor(team: string | null) {
    this.keyForm = team === null
      ? /^[A-Za-z][A-Za-z0-9_]{0,19}-[1-9]\d{0,9}$/
      : new RegExp(`^${team}-[1-9]\\d{0,9}$`, "i");
    this.#ofTeam = team === null ? {} : { team: { key: { eqIgnoreCase: team } } };
  }

  async search(query: Query, after: string | null, ask: Ask): Promise<TrackerResult<RawPage>> {
    const filter = { and: [this.#ofTeam, filterOf(query)] };
    const variables = { filter, first: PAGE_TICKETS, after };
    const found = await askGraphql({ path: PATH, query: ISSUES, variables }, PAGE, ask);
    if (!found.ok) return found;
    const { nodes, pageInfo } = found.value.issues;
    return {
      ok: true,
      value: {
        tickets: nodes.map(ticketOf),
        next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        total: null,
      },
    };
  }

  async fetch(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>> {
    return await fetchInChunks(keys, FETCHED_AT_ONCE, async (some) => {
      const numbers = new Map<string, number[]>();
      for (const key of some) {
        const [team = "", number] = key.toUpperCase().split("-");
        numbers.set(team, [...numbers.get(team) ?? [], Number(number)]);
      }
      const or = [...numbers].map(([team, wanted]) => ({
        team: { key: { eq: team } },
        number: { in: wanted },
      }));
      const variables = { filter: { or }, first: FETCHED_AT_ONCE, after: null };
      const found = await askGraphql({ path: PATH, query: ISSUES, variables }, PAGE, ask);
      return found.ok ? { ok: true, value: found.value.issues.nodes.map(ticketOf) } : found;
    });
  }

  async write(key: string, estimate: string, ask: Ask): Promise<TrackerResult<null>> {
    const value = numberOf(estimate, "integer");
    if (!value.ok) return value;
    const variables = { id: key.toUpperCase(), input: { estimate: value.value } };
    const written = await askGraphql(
      { path: PATH, query: UPDATE, variables },
      v.object({ issueUpdate: v.object({ success: v.literal(true) }) }),
      ask,
    );
    return written.ok ? { ok: true, value: null } : written;
  }
}

function ticketOf(issue: v.InferOutput<typeof ISSUE>): RawTicket {
  return {
    key: issue.identifier,
    title: issue.title ?? "",
    url: issue.url ?? "",
    description: withoutHtml(issue.description ?? ""),
    estimate: estimateText(issue.estimate),
  };
}

function filterOf(query: Query): Filter {
  switch (query.kind) {
    case "recent":
      return { state: { type: { nin: ["completed", "canceled"] } } };
    case "sprint": {
      // a cycle without a name is called by its number
      const number = /^(?:cycle\s+)?(\d{1,6})$/i.exec(query.name)?.[1];
      return number === undefined
        ? { cycle: { name: { eqIgnoreCase: query.name } } }
        : { cycle: { number: { eq: Number(number) } } };
    }
    case "board":
      return { team: { name: { eqIgnoreCase: query.name } } };
    case "text":
      return {
        or: [
          { title: { containsIgnoreCase: query.text } },
          { description: { containsIgnoreCase: query.text } },
        ],
      };
  }
}
