// Invalid handshakes [W1, W3, W4]: each gets a plain HTTP answer, uses no resources, and does not affect the process.
import { assert, assertEquals } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import type { Server } from "../e2e/server.ts";
import { CREATE, type Faults, handshake, statusOf } from "./handshakes.ts";
import { type Abuse, sieges } from "./siege.ts";

/** What may come: a status, several where versions of the runtime below differ, "end" for none. */
type Outcome = number | "end";
type Row = readonly [what: string, faults: Faults, ...outcomes: Outcome[]];

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const key = (...values: string[]): Faults => ({
  instead: { "sec-websocket-key": values.map((value) => `Sec-WebSocket-Key: ${value}`) },
});
const version = (...values: string[]): Faults => ({
  instead: { "sec-websocket-version": values.map((value) => `Sec-WebSocket-Version: ${value}`) },
});
const upgrade = (...values: string[]): Faults => ({
  instead: { upgrade: values.map((value) => `Upgrade: ${value}`) },
});
const connection = (...values: string[]): Faults => ({
  instead: { connection: values.map((value) => `Connection: ${value}`) },
});
const host = (...values: string[]): Faults => ({
  instead: { host: values.map((value) => `Host: ${value}`) },
});

/** Headers that RFC 6455 (4.2.1) asks for: missing, doubled, wrong. */
const HEADERS: readonly Row[] = [
  ["all is well", {}, 101],
  ["headers in other cases", { instead: { upgrade: ["UPGRADE: WebSocket"] } }, 101],
  ["a keep-alive beside the upgrade", connection("keep-alive, Upgrade"), 101],
  ["no key", key(), 400],
  ["an empty key", key(""), 400],
  ["a short key", key("abc"), 400],
  ["a long key", key("A".repeat(100)), 400],
  ["a key that is no base64", key("!".repeat(22) + "=="), 400],
  ["two keys", { more: [KEY] }, 400],
  ["no version", version(), 426],
  ["an old version", version("8"), 426],
  ["a version of the future", version("14"), 426],
  ["two versions", version("13", "8"), 426],
  ["no Upgrade", upgrade(), 426],
  ["an upgrade to something else", upgrade("h2c"), 426],
  ["no Connection", connection(), 400],
  ["a Connection that closes", connection("close"), 400],
  ["only sub-protocols that nobody knows", { more: ["Sec-WebSocket-Protocol: <>"] }, 400],
  ["an empty list of sub-protocols", { more: ["Sec-WebSocket-Protocol: ,,,"] }, 101],
  ["an extension that is not agreed to", {
    more: ["Sec-WebSocket-Extensions: permessage-deflate"],
  }, 101],
];

/** Heads of which the runtime below makes something by itself. */
const HEADS: readonly Row[] = [
  // It doesn't show which version it was; a peer that can upgrade may.
  ["HTTP/1.0", { version: "HTTP/1.0" }, 101, 400],
  ["HTTP/2.0 in words", { version: "HTTP/2.0" }, 400],
  ["a version that is none", { version: "HTTP/x" }, 400],
  ["no Host", host(), 101, 400],
  ["two Hosts", host("a", "b"), 400],
  ["a header without a colon", { more: ["nonsense"] }, 400],
  ["a header with a space in its name", { more: ["na me: x"] }, 400],
  ["a folded header", { more: ["X: a\r\n b"] }, 400],
  ["a NUL in a header", { more: ["X: a\0b"] }, 400],
  ["a body", { more: ["Content-Length: 5"] }, 101, 400],
  ["a chunked body", { more: ["Transfer-Encoding: chunked"] }, 101, 400],
  ["two lengths", { more: ["Content-Length: 5", "Content-Length: 6"] }, 400],
  ["200 headers", { more: Array.from({ length: 200 }, (_, i) => `X-${i}: a`) }, 400],
  // The answer may be lost: it comes before we have sent it all, and the end of the line with it.
  ["100 KB of headers", { more: bulk(50, 2_000) }, 400, 431, "end"],
  ["100 KB in one header", { more: bulk(1, 100_000) }, 400, 431, "end"],
  ["2 MB in one header", { more: bulk(1, 2_000_000) }, 400, 431, "end"],
];

function bulk(headers: number, bytes: number): string[] {
  return Array.from({ length: headers }, (_, i) => `X-${i}: ${"x".repeat(bytes)}`);
}

/** Hosts that are no host: at most a 400. What looks like a path is part of one: nothing is found, or the page. */
const HOSTS: readonly Row[] = [
  ...["a b", "[::1", "[", "]", "%00", "xn--", "1.1.1.1.1", "999.999.999.999", "a:99999", "a:b"].map(
    (value): Row => [`Host ${value}`, host(value), 400],
  ),
  ...["<>", "a%2fb", "\x7f"].map((value): Row => [`Host ${value}`, host(value), 400]),
  ...["/", "a/b", "a?b=1", "a#b", "\\", "http://x"].map(
    (value): Row => [`Host ${value}`, host(value), 404, 200, 400],
  ),
  ["a Host of 3 KB", host("a".repeat(3_000)), 101, 400],
  ["an empty Host", host(""), 101, 400],
];

/** Paths that are not `/ws`, however much they resemble it; and some that are. */
const PATHS: readonly Row[] = [
  ...["//ws", "///ws", "//", "/ws/", "/ws/.", "/ws%00", "/ws%2f..", "/..%2fws"].map(
    (path): Row => [path, { path }, 404],
  ),
  ...["/WS", "/%77s", "/ws;a=b", "/wsé", "/ws/../etc/passwd", "//127.0.0.1/ws"].map(
    (path): Row => [path, { path }, 404],
  ),
  ...["", "ws", "\\ws", "/\\ws", "?", "*", "https://"].map((
    path,
  ): Row => [`"${path}"`, { path }, 400]),
  ["http://[", { path: "http://[" }, 400],
  ["a name and a password", { path: "http://u:p@h/ws" }, 400],
  ["/ws/.., which is the page's", { path: "/ws/.." }, 200],
  // Dot segments are taken out before anybody looks, as every browser does.
  ...["/./ws", "/x/../ws", "/%2e%2e/ws", "http://elsewhere/ws"].map(
    (path): Row => [path, { path }, 101],
  ),
  ...["POST", "TRACE", "OPTIONS", "WS", "A".repeat(300)].map(
    (method): Row => [method.slice(0, 9), { method }, 405],
  ),
  ["CONNECT", { method: "CONNECT", path: "127.0.0.1:80" }, 404, 400, 405],
];

/** Query strings that are long or odd: read, and then judged as any other. */
const QUERIES: readonly Row[] = [
  ["60 KB of query", { path: `${CREATE}&x=${"a".repeat(60_000)}` }, 101],
  ["100 KB of query", { path: `${CREATE}&x=${"a".repeat(100_000)}` }, 400, 414, "end"],
  ["14,000 parameters", { path: `${CREATE}${"&a=1".repeat(14_000)}` }, 101],
  ["escapes that are none", { path: `${CREATE}&x=%zz%` }, 101],
  ["bytes that are no ASCII", { path: `${CREATE}&x=é` }, 101, 400],
];

const encoder = new TextEncoder();
/** The head of a handshake of TLS 1.2. */
const TLS_HELLO = new Uint8Array([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3, ...Array(160).fill(7)]);

/** Bytes that are no HTTP/1.1 at all. */
const BYTES: readonly (readonly [what: string, bytes: Uint8Array | string, ...Outcome[]])[] = [
  ["a TLS hello", TLS_HELLO, 400, "end"],
  ["HTTP/0.9", "GET /ws\r\n\r\n", 400, "end"],
  ["NULs", new Uint8Array(4_096), 400, "end"],
  ["empty lines", "\r\n".repeat(10_000), 400, "end"],
  ["frames without a handshake", encoder.encode("\x81\x05hello\r\n\r\n"), 400, "end"],
  ["a response", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 400, "end"],
];

function rows(table: readonly Row[]): Abuse {
  return async ({ port }) => {
    for (const [what, faults, ...outcomes] of table) {
      const status = await statusOf(port, handshake(faults));
      assert(outcomes.includes(status), `${what}: ${status} instead of ${outcomes}`);
    }
  };
}

/** Connects with this query string; gives the first text frame. */
async function firstLine({ port }: Server, path: string): Promise<string> {
  await using socket = await RawSocket.open(port, { path });
  return await socket.line();
}

sieges("[W1, W3] bad handshakes", {
  "headers of the handshake": rows(HEADERS),
  "heads": rows(HEADS),
  "hosts": rows(HOSTS),
  "paths and methods": rows(PATHS),
  "query strings": rows(QUERIES),

  "no HTTP at all": async ({ port }) => {
    for (const [what, bytes, ...outcomes] of BYTES) {
      const status = await statusOf(port, bytes);
      assert(outcomes.includes(status), `${what}: ${status} instead of ${outcomes}`);
    }
  },

  "a wrong version is answered with the right one": async ({ port }) => {
    const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "8" };
    const answer = await httpExchange(port, { path: CREATE, headers });
    assertEquals([answer.status, answer.headers.get("sec-websocket-version")], [426, "13"]);
  },

  "[W2] of parameters that are given twice the first counts": async (server) => {
    const twice = "&action=DANCE&name=%00&max_room_capacity=x";
    assert((await firstLine(server, CREATE + twice)).includes('"CREATE_ROOM"'));
    const line = await firstLine(server, `/ws?${twice.slice(1)}&${CREATE.slice(4)}`);
    assert(line.startsWith("action ") && line.includes("DANCE"), line);
  },
});
