/** The text of an answer, and the JSON in it, as far as anybody needs them. */

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

/** The text of a response; null: it is longer than anybody needs, and what is behind that was not read. */
export async function readBounded(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let bytes = 0;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    bytes += value.length;
    if (bytes > ANSWER_BYTES_MAX) {
      await reader.cancel().catch(() => {}); // it broke first
      return null;
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
