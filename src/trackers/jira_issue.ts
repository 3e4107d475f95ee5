/** What the adapters for Jira Cloud and Data Center share: reading issues, and writing a field. */
import * as v from "valibot";
import { estimateText, notWritable, numberOf } from "./estimate.ts";
import type { Ask } from "./http.ts";
import { jqlOf } from "./jql.ts";
import type { Query } from "./query.ts";
import type { TrackerResult } from "./tracker.ts";
import { badQuery, type RawTicket } from "./adapter.ts";

/** The form of keys: WEB-7. */
export const JIRA_KEY = /^[A-Za-z][A-Za-z0-9_]{0,49}-[1-9]\d{0,11}$/;

/** An issue; fields that its project doesn't have are missing. */
export const ISSUE = v.object({
  key: v.string(),
  fields: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}),
});

/** How to read issues. */
interface Reading {
  readonly site: string;
  readonly field: string | null;
  /** Converts a description to Markdown. */
  readonly markdown: (description: unknown) => string;
}

/** The ticket of an issue. */
export function ticketOf(
  { key, fields: some }: v.InferOutput<typeof ISSUE>,
  { site, field, markdown }: Reading,
): RawTicket {
  const fields = some ?? {};
  return {
    key,
    title: typeof fields.summary === "string" ? fields.summary : "",
    url: new URL(`browse/${encodeURIComponent(key)}`, site).href,
    description: markdown(fields.description),
    estimate: field === null ? null : estimateText(fields[field]),
  };
}

const BOARDS = v.object({ values: v.array(v.object({ id: v.number(), name: v.string() })) });
const BOARD = v.object({ filter: v.object({ id: v.union([v.string(), v.number()]) }) });

/** The JQL of a query; for a board it is the board's filter, which Jira is asked for. */
export async function findJql(query: Query, ask: Ask): Promise<TrackerResult<string>> {
  if (query.kind !== "board") return { ok: true, value: jqlOf(query) };
  const { name } = query;
  const path = `rest/agile/1.0/board?${new URLSearchParams({ name })}`;
  const boards = await ask({ method: "GET", path }, BOARDS);
  if (!boards.ok) return boards;
  const { values } = boards.value.value;
  // Jira also finds boards whose names contain this one
  const found = values.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? values[0];
  if (found === undefined) return badQuery(`There is no board "${name}".`);
  const configured = await ask(
    { method: "GET", path: `rest/agile/1.0/board/${found.id}/configuration` },
    BOARD,
  );
  if (!configured.ok) return configured;
  const id = `${configured.value.value.filter.id}`;
  if (!/^\d{1,12}$/.test(id)) return badQuery(`The board "${name}" has no filter.`);
  return { ok: true, value: `filter = ${id} ORDER BY Rank` };
}

/** The fields to request for a ticket. */
export function fieldsFor(field: string | null): readonly string[] {
  return ["summary", "description", ...field === null ? [] : [field]];
}

const EDIT_META = v.object({
  fields: v.record(
    v.string(),
    v.object({
      name: v.optional(v.string(), ""),
      schema: v.object({ type: v.optional(v.string(), "") }),
      allowedValues: v.optional(v.array(v.unknown()), []),
    }),
  ),
});

/** The field to write, and the version of the API. */
interface Target {
  readonly version: "2" | "3";
  readonly key: string;
  readonly field: string;
}

/** Writes a field as a number, a text or an option of a list, after asking Jira which of them it is. */
export async function writeField(
  { version, key, field }: Target,
  estimate: string,
  ask: Ask,
): Promise<TrackerResult<null>> {
  const path = `rest/api/${version}/issue/${encodeURIComponent(key)}`;
  const meta = await ask({ method: "GET", path: `${path}/editmeta` }, EDIT_META);
  if (!meta.ok) return meta;
  const { fields } = meta.value.value;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found === undefined) {
    return notWritable(
      `${key} has no field ${field} that can be edited: in Jira, add it to the edit screen of its project.`,
    );
  }
  const value = valueFor(estimate, found);
  if (!value.ok) return value;
  const written = await ask(
    { method: "PUT", path, body: { fields: { [field]: value.value } } },
    v.unknown(),
  );
  return written.ok ? { ok: true, value: null } : written;
}

type Field = v.InferOutput<typeof EDIT_META>["fields"][string];

function valueFor(estimate: string, field: Field): TrackerResult<unknown> {
  const { schema: { type }, allowedValues } = field;
  switch (type) {
    case "number":
      return numberOf(estimate, "number");
    case "string":
      return { ok: true, value: estimate };
    case "option": {
      const options = allowedValues.flatMap((it) => estimateText(it) ?? []);
      const option = options.find((it) => it.toLowerCase() === estimate.toLowerCase());
      return option === undefined
        ? notWritable(`The field has no option "${estimate}".`)
        : { ok: true, value: { value: option } };
    }
    default:
      return notWritable("The field is neither a number nor a text nor a list of options.");
  }
}
