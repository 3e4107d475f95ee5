/** What somebody who searches typed, as far as all trackers have it in common. Pure. */

/** What is searched for. */
export type Query =
  /** Nothing was typed: what changed last. */
  | { readonly kind: "recent" }
  /** What a sprint, iteration, cycle or milestone of this name holds. */
  | { readonly kind: "sprint"; readonly name: string }
  /** What is on a board of this name. */
  | { readonly kind: "board"; readonly name: string }
  /** Words, or the tracker's own language. */
  | { readonly kind: "text"; readonly text: string };

const NAMED = /^(sprint|board)\s*:\s*(?:"([^"]+)"|(\S.*))$/is;

/** Reads a query: `sprint:"Sprint 7"`, `board: Shop`, or else text. */
export function parseQuery(typed: string): Query {
  const text = typed.trim();
  if (text === "") return { kind: "recent" };
  const [, what = "", quoted, bare] = NAMED.exec(text) ?? [];
  const name = (quoted ?? bare)?.trim();
  if (name === undefined || name === "") return { kind: "text", text };
  return { kind: what.toLowerCase() === "board" ? "board" : "sprint", name };
}

/** The keys that a query consists of, separated by spaces or commas; null: there is something else in it. */
export function keysIn(typed: string, form: RegExp): readonly string[] | null {
  const words = typed.split(/[\s,;]+/).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => form.test(word)) ? [...new Set(words)] : null;
}
