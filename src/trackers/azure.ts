/**
 * The adapter for Azure Boards, of Azure DevOps Services and Server, REST API 7.0: a WIQL query returns the ids of work
 * items, a batch their fields. Descriptions are HTML, or Markdown since 2025. A cursor is the index of a work item.
 */
import * as v from "valibot";
import { estimateText, numberOf } from "./estimate.ts";
import { htmlToMarkdown } from "./html_text.ts";
import type { Ask } from "./http.ts";
import { withoutHtml } from "./markdown_text.ts";
import type { Query } from "./query.ts";
import type { TrackerResult } from "./tracker.ts";
import {
  type Adapter,
  type AdapterSettings,
  badQuery,
  basicAuthorization,
  countOf,
  type Endpoint,
  fetchInChunks,
  PAGE_TICKETS,
  type RawPage,
  type RawTicket,
} from "./adapter.ts";

/** The default field for estimates. */
const FIELD = "Microsoft.VSTS.Scheduling.StoryPoints";

const VERSION = "api-version=7.0";

/** How many work items one batch may have, and how many a query may find. */
const FETCHED_AT_ONCE = 200;
const FOUND_MAX = 1_000;

const FOUND = v.object({
  workItems: v.optional(v.nullable(v.array(v.object({ id: v.number() })))),
});

const WORK_ITEM = v.object({
  id: v.number(),
  fields: v.optional(v.record(v.string(), v.unknown()), {}),
});

type WorkItem = v.InferOutput<typeof WORK_ITEM>;

/** With `errorPolicy: omit`, work items that don't exist are null. */
const BATCH = v.object({ value: v.array(v.nullable(WORK_ITEM)) });

/** The fields of a ticket's texts; bugs have repro steps instead of a description. */
const TEXT_FIELDS = [
  "System.Id",
  "System.Title",
  "System.Description",
  "Microsoft.VSTS.TCM.ReproSteps",
];

/** `token`: a personal access token. */
export function azure({ site, token, field }: AdapterSettings): Endpoint {
  return {
    api: site,
    headers: { authorization: basicAuthorization(`:${token}`) },
    adapter: new AzureAdapter(site, field ?? FIELD),
  };
}

class AzureAdapter implements Adapter {
  readonly keyForm = /^#[1-9]\d{0,9}$/;
  readonly unwritable = null;
  readonly #site: string;
  readonly #field: string;
  readonly #project: string;

  constructor(site: string, field: string) {
    this.#site = site;
    this.#field = field;
    const names = new URL(site).pathname.split("/").filter(Boolean);
    this.#project = decodeURIComponent(names.at(-1) ?? "");
  }

  async search(query: Query, after: string | null, ask: Ask): Promise<TrackerResult<RawPage>> {
    const from = countOf(after, 0);
    if (from === null) return badQuery("There is no such page.");
    const path = `_apis/wit/wiql?$top=${FOUND_MAX}&${VERSION}`;
    const body = { query: wiqlOf(query, this.#project) };
    const found = await ask({ method: "POST", path, body }, FOUND);
    if (!found.ok) return found;
    const { workItems } = found.value.value;
    if (!workItems) return badQuery("The query must find work items, not links between them.");
    const end = from + PAGE_TICKETS;
    const ids = workItems.slice(from, end).map(({ id }) => id);
    const tickets = await this.#batch(ids, ask);
    if (!tickets.ok) return tickets;
    const byKey = new Map(tickets.value.map((it) => [it.key, it]));
    return {
      ok: true,
      value: {
        // a batch has another order than the query
        tickets: ids.flatMap((id) => byKey.get(`#${id}`) ?? []),
        next: end < workItems.length ? `${end}` : null,
        total: workItems.length < FOUND_MAX ? workItems.length : null,
      },
    };
  }

  async fetch(keys: readonly string[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>> {
    return await this.#batch(keys.map((key) => Number(key.slice(1))), ask);
  }

  async write(key: string, estimate: string, ask: Ask): Promise<TrackerResult<null>> {
    const value = numberOf(estimate, "number");
    if (!value.ok) return value;
    const written = await ask({
      method: "PATCH",
      path: `_apis/wit/workitems/${key.slice(1)}?${VERSION}`,
      contentType: "application/json-patch+json",
      body: [{ op: "add", path: `/fields/${this.#field}`, value: value.value }],
    }, v.object({ id: v.number() }));
    return written.ok ? { ok: true, value: null } : written;
  }

  /** The work items with these ids, in any order, without those that don't exist. */
  async #batch(ids: readonly number[], ask: Ask): Promise<TrackerResult<readonly RawTicket[]>> {
    const fields = [...TEXT_FIELDS, this.#field];
    const path = `_apis/wit/workitemsbatch?${VERSION}`;
    return await fetchInChunks(ids, FETCHED_AT_ONCE, async (some) => {
      const body = { ids: some, fields, errorPolicy: "omit" };
      const found = await ask({ method: "POST", path, body }, BATCH);
      if (!found.ok) return found;
      const items = found.value.value.value.filter((item) => item !== null);
      return { ok: true, value: items.map((item) => this.#ticket(item)) };
    });
  }

  #ticket({ id, fields }: WorkItem): RawTicket {
    const title = fields["System.Title"];
    const text = fields["System.Description"] ?? fields["Microsoft.VSTS.TCM.ReproSteps"];
    return {
      key: `#${id}`,
      title: typeof title === "string" ? title : "",
      url: new URL(`_workitems/edit/${id}`, this.#site).href,
      description: typeof text === "string" ? toMarkdown(text) : "",
      estimate: estimateText(fields[this.#field]),
    };
  }
}

/** The field by which a backlog is ordered. */
const RANK = "[Microsoft.VSTS.Common.StackRank]";

/** The WIQL of a query. Text that is WIQL stays as it is; a condition of WIQL is completed. */
function wiqlOf(query: Query, project: string): string {
  const inProject = (name: string) => name.includes("\\") ? name : `${project}\\${name}`;
  switch (query.kind) {
    case "recent":
      return select("[System.State] <> 'Closed' AND [System.State] <> 'Done'");
    case "sprint":
      return select(`[System.IterationPath] UNDER ${quoted(inProject(query.name))}`, RANK);
    case "board":
      return select(`[System.AreaPath] UNDER ${quoted(inProject(query.name))}`, RANK);
    case "text": {
      const { text } = query;
      if (/^select\s/i.test(text)) return text;
      if (/\[[\w.]+\]/.test(text)) return select(text);
      return select(`[System.Title] CONTAINS ${quoted(text)}`);
    }
  }
}

function select(condition: string, order = "[System.ChangedDate] DESC"): string {
  return "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND " +
    `(${condition}) ORDER BY ${order}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function toMarkdown(text: string): string {
  return /<[a-z][^>]*>/i.test(text) ? htmlToMarkdown(text) : withoutHtml(text);
}
