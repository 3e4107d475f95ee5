/** A GitHub of the tests' own, as an Enterprise Server is reached: the issues of a project, and its number field. */
import {
  type Asked,
  field,
  isNumber,
  isText,
  isThing,
  StandIn,
  type StandInTicket,
} from "./stand_in.ts";

const REPOSITORY = "acme/shop";

export class GithubStandIn extends StandIn {
  readonly kind = "github" as const;
  override readonly field: string | null = "Estimate";
  readonly rich = [
    "## Why",
    "",
    "People see a < b, and [the log](https://example.org/log).<!-- x --><br/>",
    "- first",
    "- second",
    "",
    "```",
    "if (a<b) run();",
    "```",
  ].join("\n");

  get site(): string {
    return `${this.origin}/orgs/acme/projects/3/`;
  }

  key(number: number): string {
    return `${REPOSITORY}#${number}`;
  }

  protected knows(headers: Headers): boolean {
    return headers.get("authorization") === `Bearer ${this.token}`;
  }

  protected override stranger(): Response {
    const message = "Bad credentials";
    return Response.json({ message, documentation_url: "https://docs.github.com" }, {
      status: 401,
    });
  }

  protected answer({ path, body }: Asked): Response {
    if (path !== "/api/graphql") return Response.json({ message: "Not Found" }, { status: 404 });
    const query = field(body, "query", isText);
    const variables = field(body, "variables", isThing);
    const [opens, closes] = ["{", "}"].map((brace) => query.split(brace).length);
    if (opens !== closes) return Response.json({ errors: [{ message: "Parse error" }] });
    if (query.startsWith("mutation")) return this.#write(field(variables, "input", isThing));
    if (query.includes("r0: repository")) return this.#fetch(variables);
    if (query.includes("field(name: $field) {\n")) return this.#field();
    const words = field(variables, "query", isText);
    const page = this.#page(words, variables);
    if (query.includes("search(type: ISSUE")) {
      const { totalCount, nodes, pageInfo } = page;
      const search = { issueCount: totalCount, pageInfo, nodes: nodes.map((it) => it.content) };
      return Response.json({ data: { search } });
    }
    return Response.json({ data: { repositoryOwner: { projectV2: { items: page } } } });
  }

  #page(words: string, variables: Readonly<Record<string, unknown>>) {
    const sprint = /sprint:"([^"]*)"/.exec(words)?.[1];
    const text = words.replace(/[\w-]+:("[^"]*"|\S+)/g, "").trim();
    const found = sprint === undefined ? this.withText(text) : this.ofSprint(sprint);
    const first = field(variables, "first", isNumber);
    const from = isText(variables.after) ? Number(atob(variables.after)) : 0;
    const end = from + first;
    return {
      totalCount: found.length,
      pageInfo: { hasNextPage: end < found.length, endCursor: btoa(`${end}`) },
      nodes: [
        ...found.slice(from, end).map((it) => ({ content: this.#issue(it) })),
        { content: {} }, // a pull request
      ],
    };
  }

  #fetch(variables: Readonly<Record<string, unknown>>): Response {
    const data: Record<string, unknown> = {};
    const errors: unknown[] = [];
    for (let at = 0; isText(variables[`o${at}`]); at++) {
      const repository = `${variables[`o${at}`]}/${variables[`n${at}`]}`;
      const ticket = repository === REPOSITORY
        ? this.tickets.find(({ number }) => number === variables[`i${at}`])
        : undefined;
      data[`r${at}`] = repository === REPOSITORY
        ? { issue: ticket === undefined ? null : this.#issue(ticket) }
        : null;
      if (ticket === undefined) {
        errors.push({ type: "NOT_FOUND", path: [`r${at}`], message: "Could not resolve to it." });
      }
    }
    return Response.json({ data, ...errors.length > 0 && { errors } });
  }

  #field(): Response {
    const projectV2 = { id: "PVT_3", field: { id: "PVTF_7", dataType: "NUMBER" } };
    return Response.json({ data: { repositoryOwner: { projectV2 } } });
  }

  #write(input: Readonly<Record<string, unknown>>): Response {
    const number = /^PVTI_(\d+)$/.exec(field(input, "itemId", isText))?.[1];
    const ticket = this.tickets.find((it) => `${it.number}` === number);
    if (ticket === undefined || input.projectId !== "PVT_3" || input.fieldId !== "PVTF_7") {
      return Response.json({
        data: null,
        errors: [{ type: "NOT_FOUND", message: "No such item" }],
      });
    }
    ticket.estimate = field(field(input, "value", isThing), "number", isNumber);
    return Response.json({
      data: { updateProjectV2ItemFieldValue: { projectV2Item: { id: input.itemId } } },
    });
  }

  #issue({ number, title, description, estimate }: StandInTicket) {
    return {
      number,
      ...title !== undefined && { title, url: `${this.origin}/${REPOSITORY}/issues/${number}` },
      ...description !== undefined && { body: description },
      repository: { nameWithOwner: REPOSITORY },
      projectItems: {
        nodes: [
          { id: "PVTI_other", project: { id: "PVT_1", number: 1 }, fieldValueByName: null },
          {
            id: `PVTI_${number}`,
            project: { id: "PVT_3", number: 3 },
            fieldValueByName: isNumber(estimate) ? { number: estimate } : null,
          },
        ],
      },
    };
  }
}
