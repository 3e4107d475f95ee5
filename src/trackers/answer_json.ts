/** Parses the JSON of an answer, within limits. */

/** The largest answer that is read, in bytes after decompression: a page of tickets with very long descriptions. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** The deepest nesting that is parsed: the parser takes seconds for a megabyte of brackets. */
const DEPTH_MAX = 256;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
const OPENING = ["[", "{"].map((bracket) => bracket.charCodeAt(0));
const CLOSING = ["]", "}"].map((bracket) => bracket.charCodeAt(0));

/** Whether a text is nested too deeply; brackets in quotes don't count. */
function isDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) at += code === BACKSLASH ? 1 : 0;
    else if (OPENING.includes(code)) depth++;
    else if (CLOSING.includes(code)) depth--;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** Parses a text; null if it is empty, undefined if it is no JSON or nested too deeply. */
export function parsed(text: string): unknown {
  if (text.trim() === "") return null;
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
