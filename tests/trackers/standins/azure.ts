/** An Azure Boards of the tests' own: a little WIQL, batches of work items, HTML. */
import {
  type Asked,
  field,
  isList,
  isNumber,
  isText,
  isThing,
  StandIn,
  type StandInTicket,
} from "./stand_in.ts";

const POINTS = "Microsoft.VSTS.Scheduling.StoryPoints";

export class AzureStandIn extends StandIn {
  readonly kind = "azure" as const;
  readonly rich = [
    "<h2>Why</h2><script>alert(1)</script>",
    '<div>People see a &lt; b, and&nbsp;<a href="https://example.org/log">the log</a>.</div>',
    "<ul><li>first</li><li><b>second</b></li></ul>",
    "<pre><code>if (a&lt;b) run();</code></pre>",
  ].join("");

  get site(): string {
    return `${this.origin}/acme/Web%20shop/`;
  }

  key(number: number): string {
    return `#${number}`;
  }

  protected knows(headers: Headers): boolean {
    return headers.get("authorization") === `Basic ${btoa(`:${this.token}`)}`;
  }

  /** A sign-in page, as it has it for programs, too. */
  protected override stranger(): Response {
    const headers = { "content-type": "text/html" };
    return new Response("<html>Sign In</html>", { status: 203, headers });
  }

  protected answer({ method, path, headers, body }: Asked): Response {
    const { pathname } = new URL(path, this.origin);
    const base = "/acme/Web%20shop/_apis/wit";
    if (method === "POST" && pathname === `${base}/wiql`) {
      const found = this.#find(field(body, "query", isText));
      if (found === null) {
        const message = "TF51006: The query statement is missing a FROM clause.";
        return Response.json({ $id: "1", message, typeKey: "SyntaxException" }, { status: 400 });
      }
      const workItems = found.map(({ number: id }) => ({ id, url: `${this.origin}/x/${id}` }));
      return Response.json({ queryType: "flat", workItems });
    }
    if (method === "POST" && pathname === `${base}/workitemsbatch`) {
      const ids = field(body, "ids", isList);
      if (ids.length > 200) return Response.json({ message: "too many" }, { status: 400 });
      // in an order of its own
      const found = [...this.tickets].reverse().filter(({ number }) => ids.includes(number));
      const missing = ids.filter((id) => !found.some(({ number }) => number === id));
      return Response.json({
        count: ids.length,
        value: [...found.map((it) => this.#item(it)), ...missing.map(() => null)],
      });
    }
    const id = new RegExp(`^${base}/workitems/(\\d+)$`).exec(pathname)?.[1];
    const ticket = this.tickets.find(({ number }) => `${number}` === id);
    if (ticket === undefined || method !== "PATCH") {
      return Response.json({ message: "TF401232: Work item does not exist." }, { status: 404 });
    }
    if (headers.get("content-type") !== "application/json-patch+json" || !isList(body)) {
      return Response.json({ message: "unsupported" }, { status: 415 });
    }
    const [operation] = body;
    if (field(operation, "path", isText) !== `/fields/${POINTS}`) {
      return Response.json({ message: "TF51535: Cannot find field." }, { status: 400 });
    }
    ticket.estimate = field(operation, "value", isNumber);
    return Response.json(this.#item(ticket));
  }

  #find(wiql: string): readonly StandInTicket[] | null {
    if (!/^SELECT .+ FROM WorkItems/.test(wiql)) return null;
    const text = (/(?:UNDER|CONTAINS) '((?:[^']|'')*)'/.exec(wiql)?.[1] ?? "").replaceAll(
      "''",
      "'",
    );
    if (wiql.includes("UNDER")) return this.ofSprint(text.replace("Web shop\\", ""));
    return wiql.includes("CONTAINS") ? this.withText(text) : this.tickets;
  }

  #item({ number, title, description, estimate }: StandInTicket) {
    const fields = {
      "System.Id": number,
      ...title !== undefined && { "System.Title": title },
      ...description !== undefined && { "System.Description": description },
      ...estimate !== undefined && estimate !== null && { [POINTS]: estimate },
    };
    return isThing(fields) ? { id: number, rev: 1, fields } : null;
  }
}
