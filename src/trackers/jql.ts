/** Jira's query language: what people type, as JQL. Pure. */
import type { Query } from "./query.ts";

/** How each JQL begins, and plain words hardly do: a field and its operator, or an order alone. */
const CONDITION =
  /^(?:\(|not\b|\s)*(?:"[^"]+"|'[^']+'|[\w.]+(?:\[\w+\])?)\s*(?:!?[=~]|[<>]=?|(?:not\s+)?in\s*\(|(?:not\s+)?in\s+\w+\s*\(|is\s+(?:not\s+)?(?:empty|null)\b|was\s|changed\b)|^\s*order\s+by\b/i;

/** What the search index takes for its own language. */
const INDEX_MARKS = /[+\-&|!(){}[\]^~*?\\:"'/]/g;

const NEWEST = "ORDER BY updated DESC";

/** The JQL of a query, a board's aside. JQL stays as it is. */
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

/** A text in JQL. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
