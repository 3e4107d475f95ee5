/**
 * `--header-file FILE`: headers that a proxy in front of the server lets a program pass with, a token or a cookie [A2].
 * They are secrets: they go to the server that was asked for, and into no message.
 */
import { filledLines } from "../base/filled_lines.ts";
import type { Result } from "../base/result.ts";
import { type Environment, listenTo, platform } from "../client/environment.ts";
import { quote } from "../protocol/text.ts";
import { readBeyond, whyUnread } from "./ticket_file.ts";

/** As much as servers take of headers, in bytes, and lines. */
const FILE_BYTES_MAX = 16_384;
const LINES_MAX = 16;

const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\p{Cc}]+)$/u;

/** What the handshake itself sends. */
const ITS_OWN = /^(sec-websocket-.*|host|connection|upgrade|content-length|transfer-encoding)$/i;

export type Headers = Readonly<Record<string, string>>;

/** The headers in a file, one a line; what is wrong is a sentence, in which none of them is. */
export function readHeaderFile(path: string): Result<Headers, string> {
  const refused = (why: string) =>
    ({ ok: false, error: `--header-file ${quote(path)}: ${why}` }) as const;
  try {
    const bytes = readBeyond(path, FILE_BYTES_MAX);
    if (bytes.length > FILE_BYTES_MAX) return refused(`must have at most ${FILE_BYTES_MAX} bytes`);
    const lines = filledLines(new TextDecoder().decode(bytes));
    if (lines.length < 1 || lines.length > LINES_MAX) {
      return refused(`must have 1 to ${LINES_MAX} lines, got ${lines.length}`);
    }
    const headers: Record<string, string> = {};
    for (const [at, line] of lines.entries()) {
      const [, name = "", value = ""] = HEADER.exec(line) ?? [];
      if (name === "" || ITS_OWN.test(name)) {
        return refused(`its line ${at + 1} must be a header, such as Authorization: Bearer TOKEN`);
      }
      headers[name] = value;
    }
    return { ok: true, value: headers };
  } catch (error) {
    return refused(whyUnread(error));
  }
}

/** A WebSocket as the runtime makes one; the library of types knows only a page's. */
const OwnSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly protocols: readonly string[]; readonly headers: Headers },
) => WebSocket;

/** The real world, in which connections are asked for with these headers. */
export function withHeaders(headers: Headers): Environment {
  return {
    ...platform,
    openSocket: (url, protocols, events) => listenTo(socketWith(headers, url, protocols), events),
  };
}

/** A connection that is asked for with these headers; old runtimes know no other than without any. */
export function socketWith(
  headers: Headers,
  url: string,
  protocols: readonly string[],
): WebSocket {
  return Object.keys(headers).length === 0
    ? new WebSocket(url, [...protocols])
    : new OwnSocket(url, { protocols, headers });
}
