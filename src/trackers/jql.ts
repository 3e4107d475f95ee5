/** Translates queries into JQL, Jira's query language. Pure. */
import type { Query } from "./query.ts";

/** How JQL begins, and words hardly do: a field and an operator, or `order by`. */
const CONDITION =
  /^(?:\(|not\b|\s)*(?:"[^"]+"|'[^']+'|[\w.]+(?:\[\w+\])?)\s*(?:!?[=~]|[<>]=?|(?:not\s+)?in\s*\(|(?:not\s+)?in\s+\w+\s*\(|is\s+(?:not\s+)?(?:empty|null)\b|was\s|changed\b)|^\s*order\s+by\b/i;

/** Operators of Jira's text search, which are removed from words. */
const INDEX_MARKS = /[+\-&|!(){}[\]^~*?\\:"'/]/g;

const NEWEST = "ORDER BY updated DESC";

/** The JQL of a query. A text that is JQL already stays as it is. */
export function jqlOf(query: Exclude<Query, { readonly kind: "board" }>): string {
  switch (query.kind) {
    case "recent":
      return `updated >= -30d ${NEWEST}`;
    case "sprint":
      return `sprint = ${quoted(query.name)} ORDER BY Rank`;
    case "text": {
      if (CONDITION.test(query.text)) return query.text;
      const words = query.text.replace(INDEX_MARKS, " ").trim();
      return words === "" ? jqlOf({ kind: "recent" }) : `text ~ ${quoted(words)} ${NEWEST}`;
    }
  }
}

/** A string literal of JQL. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
