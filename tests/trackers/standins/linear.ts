/** A Linear of the tests' own: one team's issues, filters as its documents have them, cursors. */
import {
  type Asked,
  field,
  isList,
  isNumber,
  isText,
  isThing,
  RICH_MARKDOWN,
  StandIn,
  type StandInTicket,
} from "./stand_in.ts";

export class LinearStandIn extends StandIn {
  readonly kind = "linear" as const;
  override token: string = "lin_api_secret1";
  override readonly takesFractions = false;
  readonly rich = RICH_MARKDOWN;

  get site(): string {
    return `${this.origin}/acme/`;
  }

  key(number: number): string {
    return `WEB-${number}`;
  }

  /** It has another status, and says when to come back in milliseconds since 1970. */
  override tooMany(seconds: number, now: number): void {
    const headers = {
      "x-ratelimit-requests-remaining": "0",
      "x-ratelimit-requests-reset": `${now + seconds * 1_000}`,
    };
    const errors = [{ message: "Rate limit exceeded", extensions: { code: "RATELIMITED" } }];
    this.trouble(() => Response.json({ errors }, { status: 400, headers }));
  }

  protected knows(headers: Headers): boolean {
    return headers.get("authorization") === this.token;
  }

  protected override stranger(): Response {
    const extensions = { type: "authentication error", code: "AUTHENTICATION_ERROR" };
    return Response.json({ errors: [{ message: "not authenticated", extensions }] }, {
      status: 400,
    });
  }

  protected answer({ path, body }: Asked): Response {
    if (path !== "/graphql") return new Response("Not found", { status: 404 });
    const query = field(body, "query", isText);
    const variables = field(body, "variables", isThing);
    if (query.startsWith("mutation")) {
      const id = field(variables, "id", isText);
      const ticket = this.tickets.find(({ number }) => this.key(number) === id);
      if (ticket === undefined) {
        const errors = [{
          message: "Entity not found: Issue",
          extensions: { code: "ENTITY_NOT_FOUND" },
        }];
        return Response.json({ data: null, errors });
      }
      const estimate = field(field(variables, "input", isThing), "estimate", isNumber);
      if (!Number.isInteger(estimate)) throw new Error("an estimate is an Int");
      ticket.estimate = estimate;
      return Response.json({ data: { issueUpdate: { success: true } } });
    }
    const found = this.#find(field(variables, "filter", isThing));
    const first = field(variables, "first", isNumber);
    const from = isText(variables.after) ? Number(variables.after.slice(2)) : 0;
    const end = from + first;
    return Response.json({
      data: {
        issues: {
          nodes: found.slice(from, end).map((it) => this.#issue(it)),
          pageInfo: { hasNextPage: end < found.length, endCursor: `c-${end}` },
        },
      },
    });
  }

  #find(filter: Readonly<Record<string, unknown>>): readonly StandInTicket[] {
    if (isList(filter.or)) {
      const [of] = filter.or;
      const numbers = field(field(of, "number", isThing), "in", isList);
      return this.tickets.filter(({ number }) => numbers.includes(number));
    }
    const text = JSON.stringify(filter);
    const sprint = /"cycle":\{"name":\{"eqIgnoreCase":("(?:[^"\\]|\\.)*")\}/.exec(text)?.[1];
    if (sprint !== undefined) return this.ofSprint(JSON.parse(sprint));
    const words = /"containsIgnoreCase":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
    return words === undefined ? this.tickets : this.withText(JSON.parse(words));
  }

  #issue({ number, title, description, estimate }: StandInTicket) {
    return {
      identifier: this.key(number),
      ...title !== undefined && { title, url: `${this.origin}/acme/issue/${this.key(number)}` },
      ...description !== undefined && { description },
      ...estimate !== undefined && { estimate },
    };
  }
}
