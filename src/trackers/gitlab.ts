/**
 * The adapter for GitLab, REST API v4: the issues of a project, of a group, or all that the token can read. Estimates
 * are weights; a cursor is the number of a page.
 */
import * as v from "valibot";
import {
  type Adapter,
  type AdapterSettings,
  badQuery,
  countOf,
  type Endpoint,
  fetchInChunks,
  PAGE_TICKETS,
  type RawPage,
  type RawTicket,
} from "./adapter.ts";
import { estimateText, notWritable, numberOf } from "./estimate.ts";
import type { Ask } from "./http.ts";
import { withoutHtml } from "./markdown_text.ts";
import type { Query } from "./query.ts";
import { PROJECT_KEY, type Scope, scopeOf } from "./scope.ts";
import type { TrackerResult } from "./tracker.ts";

/** How many tickets one request may fetch. */
const FETCHED_AT_ONCE = 100;

const ISSUE = v.object({
  iid: v.number(),
  title: v.optional(v.nullable(v.string())),
  description: v.optional(v.nullable(v.string())),
  web_url: v.optional(v.nullable(v.string())),
  weight: v.optional(v.nullable(v.number())),
  references: v.optional(v.object({ full: v.optional(v.string()) })),
});

const ISSUES = v.array(ISSUE);

/** Filters that people can type, as `label:bug`, and GitLab's parameters for them. */
const FILTERS: Readonly<Record<string, string>> = {
  assignee: "assignee_username",
  author: "author_username",
  iteration: "iteration_title",
  label: "labels",
  milestone: "milestone",
  state: "state",
};

/** `token`: a project, group or personal access token. */
export function gitlab({ name, site, token }: AdapterSettings): Endpoint {
  const { origin, pathname } = new URL(site);
  const isGroup = /^\/groups\//.test(pathname) || /^\/[^/]+\/$/.test(pathname);
  const scope = scopeOf(decodeURI(pathname).replace(/^\/(groups\/)?|\/$/g, ""));
  const where = scope.path === ""
    ? ""
    : `${isGroup ? "groups" : "projects"}/${encodeURIComponent(scope.path)}/`;
  return {
    api: `${origin}/api/v4/`,
    headers: { "private-token": token },
    adapter: new GitlabAdapter({ name, where, scope }),
  };
}

interface AdapterDeps {
  readonly name: string;
  /** The part of paths that limits a search to a project or group, with a slash at its end; "": everything. */
  readonly where: string;
  readonly scope: Scope;
}

class GitlabAdapter implements Adapter {
  readonly keyForm = PROJECT_KEY;
  readonly unwritable = null;
  readonly #deps: AdapterDeps;

  constructor(deps: AdapterDeps) {
    this.#deps = deps;
  }

  async search(query: Query, after: string | null, ask: Ask): Promise<TrackerResult<RawPage>> {
    const page = countOf(after, 1);
    if (page === null) return badQuery("There is no such page.");
    if (query.kind === "board") return badQuery("Search for the labels of the board instead.");
    const wanted = new URLSearchParams({
      scope: "all",
      state: "opened",
      order_by: "updated_at",
      per_page: `${PAGE_TICKETS}`,
      page: `${page}`,
      ...parametersOf(query),
    });
    const path = `${this.#deps.where}issues?${wanted}`;
    const found = await ask({ method: "GET", path }, ISSUES);
    if (!found.ok) return found;
    const { value, headers } = found.value;
    const total = headers.get("x-total") ?? "";
    return {
      ok: true,
      value: {
        tickets: value.flatMap((issue) => this.#ticket(issue)),
        next: nextPage(headers),
        total: /^\d{1,9}$/.test(total) ? Number(total) : null,
      },
    };
  }

  async fetch(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>> {
    const byProject = new Map<string, number[]>();
    for (const { project, number } of keys.flatMap((key) => this.#deps.scope.parse(key) ?? [])) {
      byProject.set(project, [...byProject.get(project) ?? [], number]);
    }
    const tickets: RawTicket[] = [];
    for (const [project, numbers] of byProject) {
      const found = await fetchInChunks(
        numbers,
        FETCHED_AT_ONCE,
        (some) => this.#issues(project, some, ask),
      );
      if (!found.ok) return found;
      tickets.push(...found.value);
    }
    return { ok: true, value: tickets };
  }

  /** The issues of a project with these numbers; none if there is no such project. */
  async #issues(
    project: string,
    numbers: readonly number[],
    ask: Ask,
  ): Promise<TrackerResult<readonly RawTicket[]>> {
    const wanted = new URLSearchParams([
      ["scope", "all"],
      ["per_page", `${FETCHED_AT_ONCE}`],
      ...numbers.map((iid) => ["iids[]", `${iid}`]),
    ]);
    const path = `projects/${encodeURIComponent(project)}/issues?${wanted}`;
    const found = await ask({ method: "GET", path }, ISSUES);
    if (!found.ok) return found.error.code === "not_found" ? { ok: true, value: [] } : found;
    return { ok: true, value: found.value.value.flatMap((issue) => this.#ticket(issue)) };
  }

  async write(key: string, estimate: string, ask: Ask): Promise<TrackerResult<null>> {
    const { name, scope } = this.#deps;
    const parsed = scope.parse(key);
    if (parsed === null) {
      return { ok: false, error: { code: "not_found", message: `${name} does not cover ${key}.` } };
    }
    const weight = numberOf(estimate, "integer");
    if (!weight.ok) return weight;
    if (weight.value < 0) return notWritable("A weight can't be less than 0.");
    const path = `projects/${encodeURIComponent(parsed.project)}/issues/${parsed.number}`;
    const written = await ask({ method: "PUT", path, body: { weight: weight.value } }, ISSUE);
    if (!written.ok) return written;
    // without a licence for weights, GitLab accepts the request and ignores the weight
    return written.value.value.weight === weight.value
      ? { ok: true, value: null }
      : notWritable(`${name} did not keep the weight: weights need GitLab Premium.`);
  }

  /** The ticket of an issue, as a list; empty if the issue is outside the scope. */
  #ticket(issue: v.InferOutput<typeof ISSUE>): readonly RawTicket[] {
    const full = issue.references?.full ?? "";
    const key = this.#deps.scope.keyOf(full.slice(0, full.lastIndexOf("#")), issue.iid);
    return key === null ? [] : [{
      key,
      title: issue.title ?? "",
      url: issue.web_url ?? "",
      description: withoutHtml(issue.description ?? ""),
      estimate: estimateText(issue.weight),
    }];
  }
}

/** The query parameters for a query. */
function parametersOf(query: Exclude<Query, { kind: "board" }>): Readonly<Record<string, string>> {
  if (query.kind === "recent") return {};
  if (query.kind === "sprint") return { milestone: query.name };
  const parameters: Record<string, string> = {};
  const words = query.text.replace(
    /(?<!\S)(\w+):(?:"([^"]*)"|(\S+))/g,
    (whole: string, word: string, quoted?: string, bare?: string) => {
      const parameter = Object.hasOwn(FILTERS, word) ? FILTERS[word] : undefined;
      if (parameter === undefined) return whole;
      parameters[parameter] = quoted ?? bare ?? "";
      return "";
    },
  ).replace(/\s+/g, " ").trim();
  return { ...parameters, ...words !== "" && { search: words, in: "title,description" } };
}

/** The number of the next page, taken from the address in `Link` or from `X-Next-Page`; null: this is the last. */
function nextPage(headers: Headers): string | null {
  const link = /<([^<>]*)>\s*;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
  const page = (link === undefined ? null : URL.parse(link)?.searchParams.get("page")) ??
    headers.get("x-next-page") ?? "";
  return /^\d{1,6}$/.test(page) ? page : null;
}
