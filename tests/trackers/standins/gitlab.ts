/** A GitLab of the tests' own: the issues of one project in a group, with weights or, without a licence, none. */
import { type Asked, field, isNumber, StandIn, type StandInTicket } from "./stand_in.ts";

const PROJECT = "acme/shop";

export class GitlabStandIn extends StandIn {
  readonly kind = "gitlab" as const;
  override readonly takesFractions = false;
  /** Whether it keeps weights. */
  isLicensed = true;
  readonly rich = [
    "## Why",
    "<!-- thanks for filing this -->",
    'People see a < b, and <b>[the log](https://example.org/log)</b>.<img src="x" onerror="y">',
    "",
    "- first",
    "- second",
    "",
    "```",
    "if (a<b) run();",
    "```",
  ].join("\n");

  get site(): string {
    return `${this.origin}/acme/`;
  }

  key(number: number): string {
    return `${PROJECT}#${number}`;
  }

  protected knows(headers: Headers): boolean {
    return headers.get("private-token") === this.token;
  }

  protected answer({ method, path, body }: Asked): Response {
    const { pathname, searchParams: wanted } = new URL(path, this.origin);
    const issues = [
      "/api/v4/groups/acme/issues",
      `/api/v4/projects/${encodeURIComponent(PROJECT)}/issues`,
    ];
    if (method === "GET" && issues.includes(pathname)) {
      const found = this.#find(wanted);
      const most = Number(wanted.get("per_page") ?? 20);
      const page = Number(wanted.get("page") ?? 1);
      const pages = Math.ceil(found.length / most);
      wanted.set("page", `${page + 1}`);
      const next =
        `<${this.origin}${pathname}?${wanted}>; rel="next", <${this.origin}/>; rel="last"`;
      return Response.json(
        found.slice((page - 1) * most, page * most).map((it) => this.#issue(it)),
        {
          headers: {
            "x-total": `${found.length}`,
            "x-page": `${page}`,
            ...page < pages && { "x-next-page": `${page + 1}`, link: next },
          },
        },
      );
    }
    const iid = /\/issues\/(\d+)$/.exec(pathname)?.[1] ?? "";
    const ticket = this.tickets.find(({ number }) => `${number}` === iid);
    if (method !== "PUT" || ticket === undefined || pathname !== `${issues[1]}/${iid}`) {
      return Response.json({ message: "404 Project Not Found" }, { status: 404 });
    }
    const weight = field(body, "weight", isNumber);
    if (this.isLicensed) ticket.estimate = weight;
    return Response.json(this.#issue(ticket));
  }

  protected override stranger(): Response {
    const error_description = "Token is expired. You can either do re-authorization or refresh.";
    return Response.json({ error: "invalid_token", error_description }, { status: 401 });
  }

  #find(wanted: URLSearchParams): readonly StandInTicket[] {
    const iids = wanted.getAll("iids[]").map(Number);
    if (iids.length > 0) return this.tickets.filter(({ number }) => iids.includes(number));
    const milestone = wanted.get("milestone");
    return milestone === null
      ? this.withText(wanted.get("search") ?? "")
      : this.ofSprint(milestone);
  }

  #issue({ number, title, description, estimate }: StandInTicket) {
    return {
      id: 900_000 + number,
      iid: number,
      project_id: 4,
      references: { short: `#${number}`, relative: `shop#${number}`, full: this.key(number) },
      ...title !== undefined && { title, web_url: `${this.origin}/${PROJECT}/-/issues/${number}` },
      ...description !== undefined && { description },
      ...this.isLicensed && estimate !== undefined && { weight: estimate },
    };
  }
}
