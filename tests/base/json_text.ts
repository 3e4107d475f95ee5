/**
 * Reads JSON without making objects of it. V8 15 gives an object a wrong name for a key that is written with
 * escapes, where the keys before it have some, too (`{"\u200c":1,"\\":2}` and the like, in a long enough run);
 * its strings, numbers and arrays are right.
 */

/** JSON's values; an object is its pairs, in the order in which they are written. */
type Read = string | number | boolean | null | readonly Read[] | {
  readonly pairs: readonly (readonly [string, Read])[];
};

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gy;

/** Throws a SyntaxError where `text` is not exactly one value. */
export function readJson(text: string): Read {
  const tokens = text.match(TOKEN) ?? [];
  if (tokens.join("") !== text) throw new SyntaxError("there is something between two values");
  let at = 0;
  const next = (wanted?: string): string => {
    const token = tokens[at++] ?? "";
    if (wanted !== undefined && token !== wanted) throw new SyntaxError(`${token}, not ${wanted}`);
    return token;
  };
  const list = <T>(end: string, item: () => T): T[] => {
    const items: T[] = [];
    if (tokens[at] === end) return next(), items;
    do items.push(item()); while (tokens[at] === "," && next() !== "");
    next(end);
    return items;
  };
  const value = (): Read => {
    const token = next();
    if (token === "[") return list("]", value);
    if (token !== "{") return JSON.parse(token);
    return { pairs: list("}", () => [JSON.parse(next()), (next(":"), value())] as const) };
  };
  const read = value();
  if (at < tokens.length) throw new SyntaxError(`more behind it: ${tokens[at]}`);
  return read;
}
