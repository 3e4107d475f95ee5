/**
 * The adapter for GitHub, GraphQL API: the issues of a repository, of an owner's repositories, or of a project.
 * Estimates are in a number field of a project; without a project they can't be written.
 */
import * as v from "valibot";
import { estimateText, notWritable, numberOf } from "./estimate.ts";
import { askGraphql, codeOfErrors } from "./graphql.ts";
import {
  BOARD,
  FETCHED,
  FIELD_OF_BOARD,
  FOUND,
  type Issue,
  type NODE,
  type PAGE_INFO,
} from "./github_answers.ts";
import type { Ask } from "./http.ts";
import { withoutHtml } from "./markdown_text.ts";
import type { Query } from "./query.ts";
import { PROJECT_KEY, type Scope, scopeOf } from "./scope.ts";
import type { TrackerResult } from "./tracker.ts";
import {
  type Adapter,
  type AdapterSettings,
  type Endpoint,
  fetchInChunks,
  NO_FIELD,
  PAGE_TICKETS,
  type RawPage,
  type RawTicket,
} from "./adapter.ts";

/** How many tickets one request may fetch. */
const FETCHED_AT_ONCE = 50;

/** A project, which has a board, and its number field for estimates; null: none is configured. */
interface Board {
  readonly owner: string;
  readonly number: number;
  readonly field: string | null;
}

/** The fields of an issue to query; with a configured field, also its items in projects. */
function issueFields(field: string | null): string {
  const items = field === null ? "" : `projectItems(first: 20, includeArchived: false) { nodes {
    id project { id number }
    fieldValueByName(name: $field) { ... on ProjectV2ItemFieldNumberValue { number } } } }`;
  return `number title body url repository { nameWithOwner } ${items}`;
}

/** `token`: a personal access token, or the installation token of an app. */
export function github({ name, site, token, field }: AdapterSettings): Endpoint {
  const { origin, pathname, hostname } = new URL(site);
  const [, owner = "", number = ""] =
    /^\/(?:orgs|users)\/([^/]+)\/projects\/(\d+)\//.exec(pathname) ?? [];
  const board = owner === ""
    ? null
    : { owner: decodeURIComponent(owner), number: Number(number), field };
  const isPublic = hostname === "github.com";
  return {
    api: isPublic ? "https://api.github.com/" : `${origin}/`,
    headers: { authorization: `Bearer ${token}` },
    classify: codeOfErrors,
    adapter: new GithubAdapter({
      name,
      path: isPublic ? "graphql" : "api/graphql",
      board,
      // a project has issues of any repository
      scope: scopeOf(board === null ? decodeURI(pathname).replace(/^\/|\/$/g, "") : ""),
    }),
  };
}

/** The part of a query that every page needs. */
const PAGE = "pageInfo { hasNextPage endCursor }";

const NO_PROJECT = "has no such project, or does not show it to the server's token.";

type Variables = Readonly<Record<string, unknown>>;

/** The declarations of the variables that a search has. */
function searchVariables(field: string | null): string {
  const common = "$query: String!, $first: Int!, $after: String";
  return field === null ? common : `${common}, $field: String!`;
}

interface AdapterDeps {
  readonly name: string;
  /** The path of the API. */
  readonly path: string;
  readonly board: Board | null;
  readonly scope: Scope;
}

class GithubAdapter implements Adapter {
  readonly keyForm = PROJECT_KEY;
  readonly unwritable: string | null;
  readonly #deps: AdapterDeps;

  constructor(deps: AdapterDeps) {
    this.#deps = deps;
    const { board } = deps;
    this.unwritable = board === null
      ? "GitHub keeps estimates in projects: --tracker must be the address of one."
      : board.field === null
      ? NO_FIELD
      : null;
  }

  async search(query: Query, after: string | null, ask: Ask): Promise<TrackerResult<RawPage>> {
    const { board } = this.#deps;
    const variables = { query: this.#textOf(query), first: PAGE_TICKETS, after, ...this.#field() };
    return board === null
      ? await this.#searchIssues(variables, ask)
      : await this.#searchProject(board, variables, ask);
  }

  async #searchIssues(variables: Variables, ask: Ask): Promise<TrackerResult<RawPage>> {
    const found = await askGraphql(
      {
        path: this.#deps.path,
        query: `query(${searchVariables(null)}) {
          search(type: ISSUE, query: $query, first: $first, after: $after) {
            issueCount ${PAGE} nodes { ... on Issue { ${issueFields(null)} } } } }`,
        variables,
      },
      FOUND,
      ask,
    );
    if (!found.ok) return found;
    const { nodes, pageInfo, issueCount = null } = found.value.search;
    return { ok: true, value: this.#page(nodes, pageInfo, issueCount) };
  }

  async #searchProject(
    { owner, number, field }: Board,
    variables: Variables,
    ask: Ask,
  ): Promise<TrackerResult<RawPage>> {
    const found = await askGraphql(
      {
        path: this.#deps.path,
        query: `query($owner: String!, $number: Int!, ${searchVariables(field)}) {
          repositoryOwner(login: $owner) { ... on ProjectV2Owner { projectV2(number: $number) {
            items(query: $query, first: $first, after: $after) {
              totalCount ${PAGE}
              nodes { content { ... on Issue { ${issueFields(field)} } } } } } } } }`,
        variables: { ...variables, owner, number },
      },
      BOARD,
      ask,
    );
    if (!found.ok) return found;
    const project = found.value.repositoryOwner?.projectV2;
    if (!project) return this.#missing(NO_PROJECT);
    const { nodes, pageInfo, totalCount = null } = project.items;
    return {
      ok: true,
      value: this.#page(nodes.map((it) => it?.content ?? null), pageInfo, totalCount),
    };
  }

  async fetch(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>> {
    return await fetchInChunks(keys, FETCHED_AT_ONCE, async (some) => {
      const found = await this.#issues(some, ask);
      if (!found.ok) return found;
      return { ok: true, value: found.value.flatMap((issue) => this.#ticket(issue)) };
    });
  }

  async write(key: string, estimate: string, ask: Ask): Promise<TrackerResult<null>> {
    const value = numberOf(estimate, "number");
    if (!value.ok) return value;
    const found = await this.#issues([key], ask);
    if (!found.ok) return found;
    const [issue] = found.value;
    if (issue === undefined) return this.#missing(`has no ticket ${key}.`);
    const target = await this.#numberField(ask);
    if (!target.ok) return target;
    const { projectId, fieldId } = target.value;
    const item = issue.projectItems?.nodes.find((it) => it?.project?.id === projectId);
    if (!item) return notWritable(`${key} is not in the project any more.`);
    const written = await askGraphql(
      {
        path: this.#deps.path,
        query: `mutation($input: UpdateProjectV2ItemFieldValueInput!) {
        updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } } }`,
        variables: {
          input: { projectId, itemId: item.id, fieldId, value: { number: value.value } },
        },
      },
      v.object({ updateProjectV2ItemFieldValue: v.object({}) }),
      ask,
    );
    return written.ok ? { ok: true, value: null } : written;
  }

  /** GitHub's ids of the project and its number field. */
  async #numberField(
    ask: Ask,
  ): Promise<TrackerResult<{ readonly projectId: string; readonly fieldId: string }>> {
    const { board, path } = this.#deps;
    const found = await askGraphql(
      {
        path,
        query:
          `query($owner: String!, $number: Int!, $field: String!) { repositoryOwner(login: $owner) {
        ... on ProjectV2Owner { projectV2(number: $number) { id field(name: $field) {
          ... on ProjectV2FieldCommon { id dataType } } } } } }`,
        variables: { owner: board?.owner, number: board?.number, ...this.#field() },
      },
      FIELD_OF_BOARD,
      ask,
    );
    if (!found.ok) return found;
    const project = found.value.repositoryOwner?.projectV2;
    if (!project) return this.#missing(NO_PROJECT);
    if (project.field?.id === undefined || project.field.dataType !== "NUMBER") {
      return notWritable(`The project has no number field "${board?.field}".`);
    }
    return { ok: true, value: { projectId: project.id, fieldId: project.field.id } };
  }

  /** The query in GitHub's search language; for a project it is a filter as above its board. */
  #textOf(query: Query): string {
    const { board, scope: { path } } = this.#deps;
    const where = path === "" ? "" : path.includes("/") ? `repo:${path} ` : `user:${path} `;
    const base = board === null ? `is:issue ${where}` : "is:issue ";
    switch (query.kind) {
      case "recent":
        return board === null ? `${base}is:open sort:updated-desc` : `${base}is:open`;
      case "sprint":
        return `${base}${board === null ? "milestone" : "sprint"}:${quoted(query.name)}`;
      case "board":
        return `${base}project:${quoted(query.name)}`;
      case "text":
        return base + query.text;
    }
  }

  #field(): Readonly<Record<string, string>> {
    const field = this.#deps.board?.field ?? null;
    return field === null ? {} : { field };
  }

  /** The issues with these keys, without those that don't exist: one query with an alias for each. */
  async #issues(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly Issue[]>> {
    const { scope, path, board } = this.#deps;
    const wanted = keys.flatMap((key) => scope.parse(key) ?? [])
      .flatMap(({ project, number }) => {
        const [owner = "", name, more] = project.split("/");
        return name === undefined || more !== undefined ? [] : [{ owner, name, number }];
      });
    if (wanted.length === 0) return { ok: true, value: [] };
    const variablesOfQuery = wanted.map((_, at) =>
      `$o${at}: String!, $n${at}: String!, $i${at}: Int!`
    );
    const field = board?.field ?? null;
    const aliases = wanted.map((_, at) =>
      `r${at}: repository(owner: $o${at}, name: $n${at}) { issue(number: $i${at}) { ${
        issueFields(field)
      } } }`
    );
    const variables = Object.fromEntries(wanted.flatMap(({ owner, name, number }, at) => [
      [`o${at}`, owner],
      [`n${at}`, name],
      [`i${at}`, number],
    ]));
    const found = await askGraphql(
      {
        path,
        query: `query(${
          [...variablesOfQuery, ...field === null ? [] : ["$field: String!"]].join(", ")
        }) { ${aliases.join("\n")} }`,
        variables: { ...variables, ...this.#field() },
      },
      FETCHED,
      ask,
    );
    if (!found.ok) return found.error.code === "not_found" ? { ok: true, value: [] } : found;
    return { ok: true, value: Object.values(found.value).flatMap((it) => it?.issue ?? []) };
  }

  #page(
    nodes: readonly v.InferOutput<typeof NODE>[],
    { hasNextPage, endCursor }: v.InferOutput<typeof PAGE_INFO>,
    total: number | null,
  ): RawPage {
    const issues = nodes.flatMap((it) => it !== null && it.number !== undefined ? [it] : []);
    return {
      tickets: issues.flatMap((issue) => this.#ticket(issue)),
      next: hasNextPage ? endCursor : null,
      total,
    };
  }

  #ticket(issue: Issue): readonly RawTicket[] {
    const { board, scope } = this.#deps;
    const key = scope.keyOf(issue.repository.nameWithOwner, issue.number);
    const item = issue.projectItems?.nodes.find((it) => it?.project?.number === board?.number);
    return key === null ? [] : [{
      key,
      title: issue.title ?? "",
      url: issue.url ?? "",
      description: withoutHtml(issue.body ?? ""),
      estimate: estimateText(item?.fieldValueByName?.number),
    }];
  }

  #missing(what: string): TrackerResult<never> {
    return { ok: false, error: { code: "not_found", message: `${this.#deps.name} ${what}` } };
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}
