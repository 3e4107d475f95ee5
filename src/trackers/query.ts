/** Parses what people type to search: the forms that all trackers have in common. Pure. */

export type Query =
  /** An empty query: what changed last. */
  | { readonly kind: "recent" }
  /** The tickets of the sprint, iteration, cycle or milestone with this name. */
  | { readonly kind: "sprint"; readonly name: string }
  /** The tickets of the board with this name. */
  | { readonly kind: "board"; readonly name: string }
  /** Words, or a query in the tracker's own language. */
  | { readonly kind: "text"; readonly text: string };

const NAMED = /^(sprint|board)\s*:\s*(?:"([^"]+)"|(\S.*))$/is;

/** Parses a query: `sprint:"Sprint 7"`, `board: Shop`, or else text. */
export function parseQuery(typed: string): Query {
  const text = typed.trim();
  if (text === "") return { kind: "recent" };
  const [, what = "", quoted, bare] = NAMED.exec(text) ?? [];
  const name = (quoted ?? bare)?.trim();
  if (name === undefined || name === "") return { kind: "text", text };
  return { kind: what.toLowerCase() === "board" ? "board" : "sprint", name };
}

/** The keys in a query of keys, separated by spaces or commas; null: there is anything else in it. */
export function keysIn(typed: string, form: RegExp): readonly string[] | null {
  const words = typed.split(/[\s,;]+/).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => form.test(word)) ? [...new Set(words)] : null;
}
