/**
 * GitHub, by its GraphQL API: the issues of a repository, of an owner's repositories, or of a project. Estimates are
 * in a number field of a project; without a project there is nowhere to write them.
 */
import * as v from "valibot";
import type { Result } from "../base/result.ts";
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
import type { TrackerProblem } from "./tracker.ts";
import {
  chunks,
  type Connection,
  PAGE_TICKETS,
  type RawPage,
  type RawTicket,
  type Wire,
  type WireSettings,
} from "./wire.ts";

/** What one request may ask for. */
const FETCHED_AT_ONCE = 50;

/** A project (a board) and its number field. */
interface Board {
  readonly owner: string;
  readonly number: number;
  readonly field: string | null;
}

/** Fields of an issue, with those of its items in projects where a field is configured. */
function issueFields(field: string | null): string {
  const items = field === null ? "" : `projectItems(first: 20, includeArchived: false) { nodes {
    id project { id number }
    fieldValueByName(name: $field) { ... on ProjectV2ItemFieldNumberValue { number } } } }`;
  return `number title body url repository { nameWithOwner } ${items}`;
}

/** The token is a personal access token, or one of an app's installation. */
export function github({ name, site, token, field }: WireSettings): Connection {
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
    wire: new GithubWire({
      name,
      path: isPublic ? "graphql" : "api/graphql",
      board,
      // a project has issues of any repository
      scope: scopeOf(board === null ? decodeURI(pathname).replace(/^\/|\/$/g, "") : ""),
    }),
  };
}

interface WireDeps {
  readonly name: string;
  /** Of the API. */
  readonly path: string;
  readonly board: Board | null;
  readonly scope: Scope;
}

class GithubWire implements Wire {
  readonly keyForm = PROJECT_KEY;
  readonly unwritable: string | null;
  readonly #deps: WireDeps;

  constructor(deps: WireDeps) {
    this.#deps = deps;
    const { board } = deps;
    this.unwritable = board === null
      ? "GitHub keeps estimates in projects: --tracker must be the address of one."
      : board.field === null
      ? "The server was not given the field that estimates are in: --tracker-field."
      : null;
  }

  async search(
    query: Query,
    after: string | null,
    ask: Ask,
  ): Promise<Result<RawPage, TrackerProblem>> {
    const { board, path } = this.#deps;
    const field = board?.field ?? null;
    const head = `$query: String!, $first: Int!, $after: String${
      field === null ? "" : ", $field: String!"
    }`;
    const variables = { query: this.#textOf(query), first: PAGE_TICKETS, after, ...this.#field() };
    const node = `... on Issue { ${issueFields(field)} }`;
    const page = "pageInfo { hasNextPage endCursor }";
    if (board === null) {
      const found = await askGraphql(
        {
          path,
          query:
            `query(${head}) { search(type: ISSUE, query: $query, first: $first, after: $after) {
          issueCount ${page} nodes { ${node} } } }`,
          variables,
        },
        FOUND,
        ask,
      );
      if (!found.ok) return found;
      const { nodes, pageInfo, issueCount = null } = found.value.search;
      return { ok: true, value: this.#page(nodes, pageInfo, issueCount) };
    }
    const found = await askGraphql(
      {
        path,
        query: `query($owner: String!, $number: Int!, ${head}) { repositoryOwner(login: $owner) {
        ... on ProjectV2Owner { projectV2(number: $number) {
          items(query: $query, first: $first, after: $after) {
            totalCount ${page} nodes { content { ${node} } } } } } } }`,
        variables: { ...variables, owner: board.owner, number: board.number },
      },
      BOARD,
      ask,
    );
    if (!found.ok) return found;
    const project = found.value.repositoryOwner?.projectV2;
    if (!project) {
      return this.#missing("has no such project, or does not show it to the server's token.");
    }
    const { nodes, pageInfo, totalCount = null } = project.items;
    return {
      ok: true,
      value: this.#page(nodes.map((it) => it?.content ?? null), pageInfo, totalCount),
    };
  }

  async fetch(
    keys: readonly string[],
    ask: Ask,
  ): Promise<Result<readonly RawTicket[], TrackerProblem>> {
    const tickets: RawTicket[] = [];
    for (const some of chunks(keys, FETCHED_AT_ONCE)) {
      const found = await this.#issues(some, ask);
      if (!found.ok) return found;
      tickets.push(...found.value.flatMap((issue) => this.#ticket(issue)));
    }
    return { ok: true, value: tickets };
  }

  async write(key: string, estimate: string, ask: Ask): Promise<Result<null, TrackerProblem>> {
    const { board, path } = this.#deps;
    const value = numberOf(estimate, "number");
    if (!value.ok) return value;
    const found = await this.#issues([key], ask);
    if (!found.ok) return found;
    const [issue] = found.value;
    if (issue === undefined) return this.#missing(`has no ticket ${key}.`);
    const fieldOf = await askGraphql(
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
    if (!fieldOf.ok) return fieldOf;
    const project = fieldOf.value.repositoryOwner?.projectV2;
    if (!project) {
      return this.#missing("has no such project, or does not show it to the server's token.");
    }
    if (project.field?.id === undefined || project.field.dataType !== "NUMBER") {
      return notWritable(`The project has no number field "${board?.field}".`);
    }
    const item = issue.projectItems?.nodes.find((it) => it?.project?.id === project.id);
    if (!item) return notWritable(`${key} is not in the project any more.`);
    const written = await askGraphql(
      {
        path,
        query: `mutation($input: UpdateProjectV2ItemFieldValueInput!) {
        updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } } }`,
        variables: {
          input: {
            projectId: project.id,
            itemId: item.id,
            fieldId: project.field.id,
            value: { number: value.value },
          },
        },
      },
      v.object({ updateProjectV2ItemFieldValue: v.object({}) }),
      ask,
    );
    return written.ok ? { ok: true, value: null } : written;
  }

  /** What GitHub is asked to find. Of a project it is what people type above it, as it is. */
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

  async #issues(
    keys: readonly string[],
    ask: Ask,
  ): Promise<Result<readonly Issue[], TrackerProblem>> {
    const { scope, path, board } = this.#deps;
    const wanted = keys.flatMap((key) => scope.parse(key) ?? [])
      .flatMap(({ project, number }) => {
        const [owner = "", name, more] = project.split("/");
        return name === undefined || more !== undefined ? [] : [{ owner, name, number }];
      });
    if (wanted.length === 0) return { ok: true, value: [] };
    const heads = wanted.map((_, at) => `$o${at}: String!, $n${at}: String!, $i${at}: Int!`);
    const field = board?.field ?? null;
    const parts = wanted.map((_, at) =>
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
        query: `query(${[...heads, ...field === null ? [] : ["$field: String!"]].join(", ")}) { ${
          parts.join("\n")
        } }`,
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

  #missing(what: string): Result<never, TrackerProblem> {
    return { ok: false, error: { code: "not_found", message: `${this.#deps.name} ${what}` } };
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}
