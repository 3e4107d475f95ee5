/** The JSON in an answer, as far as anybody needs it. */

/** The largest answer that is read, in bytes, unpacked: a page of tickets with very long descriptions. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** Levels of an answer. A megabyte of brackets takes the parser seconds, and no document has this many. */
const DEPTH_MAX = 256;

const QUOTE = 34;
const BACKSLASH = 92;

/** Whether a text opens more levels than anybody needs; what is in quotes opens none. */
function isDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) at += code === BACKSLASH ? 1 : 0;
    else if (code === 91 || code === 123) depth++; // [ {
    else if (code === 93 || code === 125) depth--; // ] }
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** The JSON of a text; of none, null; undefined: it is no JSON. */
export function parsed(text: string): unknown {
  if (text.trim() === "") return null;
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
