/** Jira's query language: what people type, as JQL. Pure. */
import type { Query } from "./query.ts";

/** What no plain words have in them, and every condition in JQL has. */
const CONDITION =
  /[\w"'\]]\s*(?:!?[=~]|[<>]=?)|\b(?:not\s+)?in\s*\(|\bis\s+(?:not\s+)?(?:empty|null)\b|\border\s+by\b/i;

/** What the search index takes for its own language. */
const INDEX_MARKS = /[+\-&|!(){}[\]^~*?\\:"'/]/g;

const NEWEST = "ORDER BY updated DESC";

/** The JQL of a query. JQL stays as it is. */
export function jqlOf(query: Query): string {
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
