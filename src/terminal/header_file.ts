/**
 * `--header-file FILE`: headers with which a proxy in front of the server lets a program pass, such as a token or a
 * cookie [A2]. They are secrets: they are sent only to the given server, and appear in no message.
 */
import { filledLines } from "../base/filled_lines.ts";
import type { Result } from "../base/result.ts";
import { type Environment, listenTo, platform } from "../client/environment.ts";
import { quote } from "../protocol/text.ts";
import { whyUnread } from "../base/why_unread.ts";
import { readBeyond } from "./ticket_file.ts";

/** The largest file, in bytes, and the most headers: about what servers accept. */
const FILE_BYTES_MAX = 16_384;
const LINES_MAX = 16;

const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\p{Cc}]+)$/u;

/** A value that can be sent: Latin-1, without the invisible characters that may come with a paste. */
const SENDABLE = /^[\t -~\u00a1-\u00ac\u00ae-\u00ff]+$/;

/** Headers that the handshake itself sends. */
const ITS_OWN = /^(sec-websocket-.*|host|connection|upgrade|content-length|transfer-encoding)$/i;

export type Headers = Readonly<Record<string, string>>;

/** The headers in a file, one on each line. The error is a sentence that contains none of them. */
export function readHeaderFile(path: string): Result<Headers, string> {
  const refused = (why: string) =>
    ({ ok: false, error: `--header-file ${quote(path)}: ${why}` }) as const;
  try {
    const bytes = readBeyond(path, FILE_BYTES_MAX);
    if (bytes.length > FILE_BYTES_MAX) return refused(`must have at most ${FILE_BYTES_MAX} bytes`);
    const headers = readHeaders(filledLines(new TextDecoder().decode(bytes)));
    return headers.ok ? headers : refused(headers.error);
  } catch (error) {
    return refused(whyUnread(error));
  }
}

/** The headers in these lines; the error is a clause. */
function readHeaders(lines: readonly string[]): Result<Headers, string> {
  if (lines.length < 1 || lines.length > LINES_MAX) {
    return { ok: false, error: `must have 1 to ${LINES_MAX} lines, got ${lines.length}` };
  }
  const headers = new Map<string, readonly [name: string, value: string]>();
  for (const [at, line] of lines.entries()) {
    const [, name = "", value = ""] = HEADER.exec(line) ?? [];
    const wrong = name === "" || ITS_OWN.test(name)
      ? "must be a header, such as Authorization: Bearer TOKEN"
      : !SENDABLE.test(value)
      ? "has a character that no header can have, perhaps an invisible one"
      : headers.has(name.toLowerCase())
      ? "repeats a header, and only one of them would be sent"
      : null;
    if (wrong !== null) return { ok: false, error: `its line ${at + 1} ${wrong}` };
    headers.set(name.toLowerCase(), [name, value]);
  }
  return { ok: true, value: Object.fromEntries(headers.values()) };
}

/** The runtime's WebSocket; the type library has only the browser's. */
const OwnSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly protocols: readonly string[]; readonly headers: Headers },
) => WebSocket;

/**
 * The real platform, with these headers in each handshake with the first server that is asked: a person may be asked
 * for another link later, and the server of that one must not get them.
 */
export function withHeaders(headers: Headers, open = socketWith): Environment {
  let first: string | null = null;
  return {
    ...platform,
    openSocket: (url, protocols, events) => {
      const { origin } = new URL(url);
      first ??= origin;
      return listenTo(open(origin === first ? headers : {}, url, protocols), events);
    },
  };
}

/** Opens a connection with these headers, which old versions of Deno can't send. */
export function socketWith(
  headers: Headers,
  url: string,
  protocols: readonly string[],
): WebSocket {
  return Object.keys(headers).length === 0
    ? new WebSocket(url, [...protocols])
    : new OwnSocket(url, { protocols, headers });
}
