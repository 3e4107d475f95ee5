/** Jira Cloud and Data Center of the tests' own: a little JQL, pages by token or by number, ADF or wiki markup. */
import {
  type Asked,
  field,
  isList,
  isNumber,
  isText,
  isTextOrNone,
  isThing,
  StandIn,
  type StandInTicket,
} from "./stand_in.ts";

abstract class JiraStandIn extends StandIn {
  override readonly field = "customfield_10016";
  /** What the field takes; null: it is not on the screen. */
  fieldType: "number" | "string" | "option" | null = "number";
  readonly options = ["XS", "S", "M", "L", "XL"];

  get site(): string {
    return `${this.origin}/`;
  }

  key(number: number): string {
    return `WEB-${number}`;
  }

  protected issueOf({ number, title, description, estimate }: StandInTicket) {
    return {
      id: `${10_000 + number}`,
      key: this.key(number),
      fields: {
        ...title !== undefined && { summary: title },
        ...description !== undefined && { description },
        ...estimate !== undefined && { [this.field]: estimate },
      },
    };
  }

  /** What a JQL finds; null: it is none. */
  protected find(jql: string): readonly StandInTicket[] | null {
    const text = /"((?:[^"\\]|\\.)*)"/.exec(jql)?.[1]?.replace(/\\(.)/g, "$1") ?? "";
    if (/^sprint = "/.test(jql)) return this.ofSprint(text);
    if (/^text ~ "/.test(jql)) return this.withText(text);
    if (/^updated >= -30d/.test(jql)) return this.tickets;
    if (/^filter = 1077 /.test(jql)) return this.ofSprint("on the board");
    if (/^project = WEB\b/.test(jql)) return this.tickets;
    if (!/^key in \(/.test(jql)) return null;
    const keys = [...jql.matchAll(/"([^"]+)"/g)].map(([, key]) => key);
    return this.tickets.filter(({ number }) => keys.includes(this.key(number)));
  }

  protected badJql(): Response {
    const errorMessages = ["Error in the JQL Query: expecting a field name."];
    return Response.json({ errorMessages, errors: {} }, { status: 400 });
  }

  /** The requests that both have. */
  protected issue({ method, path, body }: Asked, version: string): Response {
    const { pathname, searchParams } = new URL(path, this.origin);
    if (pathname === "/rest/agile/1.0/board") {
      const name = (searchParams.get("name") ?? "").toLowerCase();
      const all = [{ id: 6, name: "Shop and more" }, { id: 7, name: "Shop" }];
      return Response.json({ values: all.filter((it) => it.name.toLowerCase().includes(name)) });
    }
    if (pathname === "/rest/agile/1.0/board/7/configuration") {
      return Response.json({ id: 7, name: "Shop", filter: { id: "1077" } });
    }
    const [, key = "", rest = ""] =
      new RegExp(`^/rest/api/${version}/issue/([^/?]+)(/editmeta)?$`).exec(path) ?? [];
    const ticket = this.tickets.find(({ number }) => this.key(number) === decodeURIComponent(key));
    if (ticket === undefined) {
      const errorMessages = ["Issue does not exist or you do not have permission to see it."];
      return Response.json({ errorMessages, errors: {} }, { status: 404 });
    }
    if (rest === "/editmeta" && method === "GET") {
      const fields = this.fieldType === null ? {} : {
        [this.field]: {
          required: false,
          name: "Story Points",
          schema: { type: this.fieldType, custom: "x", customId: 10_016 },
          ...this.fieldType === "option" && {
            allowedValues: this.options.map((value) => ({ value, id: value })),
          },
        },
      };
      return Response.json({ fields });
    }
    if (method !== "PUT") return new Response(null, { status: 405 });
    const value = field(body, "fields", isThing)[this.field];
    const fits = this.fieldType === "number" ? isNumber(value) : value !== undefined;
    if (!fits) {
      const errors = { [this.field]: "Operation value must be a number" };
      return Response.json({ errorMessages: [], errors }, { status: 400 });
    }
    ticket.estimate = isThing(value) ? `${value.value}` : isNumber(value) ? value : `${value}`;
    return new Response(null, { status: 204 });
  }
}

export class JiraCloudStandIn extends JiraStandIn {
  readonly kind = "jira" as const;
  override token: string = "ana@example.org:secret-token-1";
  readonly rich = {
    version: 1,
    type: "doc",
    content: [
      { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Why" }] },
      {
        type: "paragraph",
        content: [
          { type: "text", text: "People see a < b, and " },
          {
            type: "text",
            text: "the log",
            marks: [{ type: "link", attrs: { href: "https://example.org/log" } }],
          },
          { type: "text", text: "." },
        ],
      },
      {
        type: "bulletList",
        content: ["first", "second"].map((text) => ({
          type: "listItem",
          content: [{ type: "paragraph", content: [{ type: "text", text }] }],
        })),
      },
      {
        type: "codeBlock",
        attrs: { language: "js" },
        content: [{ type: "text", text: "if (a<b) run();" }],
      },
    ],
  };

  protected knows(headers: Headers): boolean {
    return headers.get("authorization") === `Basic ${btoa(this.token)}`;
  }

  protected answer(asked: Asked): Response {
    const { method, path, body } = asked;
    if (method === "POST" && path === "/rest/api/3/search/jql") {
      const found = this.find(field(body, "jql", isText));
      if (found === null) return this.badJql();
      const most = field(body, "maxResults", isNumber);
      const token = field(body, "nextPageToken", isTextOrNone);
      const from = token === undefined ? 0 : Number(atob(token));
      const isLast = from + most >= found.length;
      return Response.json({
        issues: found.slice(from, from + most).map((it) => this.issueOf(it)),
        // the last page has no such field
        ...!isLast && { nextPageToken: btoa(`${from + most}`) },
        isLast,
      });
    }
    if (method === "POST" && path === "/rest/api/3/issue/bulkfetch") {
      const keys = field(body, "issueIdsOrKeys", isList);
      if (keys.length > 100) return Response.json({ errorMessages: ["too many"] }, { status: 400 });
      const found = this.tickets.filter(({ number }) => keys.includes(this.key(number)));
      return Response.json({ issues: found.map((it) => this.issueOf(it)), issueErrors: [] });
    }
    return this.issue(asked, "3");
  }
}

export class JiraDataCenterStandIn extends JiraStandIn {
  readonly kind = "jira-dc" as const;
  readonly rich = [
    "h2. Why",
    "",
    "People see a < b, and [the log|https://example.org/log].",
    "",
    "* first",
    "* second",
    "",
    "{code:js}",
    "if (a<b) run();",
    "{code}",
  ].join("\r\n");

  protected knows(headers: Headers): boolean {
    return headers.get("authorization") === `Bearer ${this.token}`;
  }

  protected answer(asked: Asked): Response {
    const { method, path, body } = asked;
    if (method !== "POST" || path !== "/rest/api/2/search") return this.issue(asked, "2");
    const found = this.find(field(body, "jql", isText));
    if (found === null) return this.badJql();
    const most = field(body, "maxResults", isNumber);
    const from = isThing(body) && isNumber(body.startAt) ? body.startAt : 0;
    return Response.json({
      startAt: from,
      maxResults: most,
      total: found.length,
      issues: found.slice(from, from + most).map((it) => this.issueOf(it)),
    });
  }
}
