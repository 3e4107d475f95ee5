/**
 * Handshakes that are never finished. The runtime waits for the rest of a request without limit, and without an event
 * for the program: this must not affect others, or use resources after the connection has ended.
 */
import { assertEquals } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { CREATE, handshake } from "./handshakes.ts";
import { Line } from "./line.ts";
import type { Abuse } from "./siege.ts";

const HEAD = handshake();
/** Where they stop: from not a byte to all but the last one. */
const stops = (lines: number) =>
  Array.from({ length: lines }, (_, i) => Math.floor((i * HEAD.length) / lines));

export const HALF_HANDSHAKES: Readonly<Record<string, Abuse>> = {
  "half a handshake held open harms nobody": async ({ port }, canary) => {
    await using stack = new AsyncDisposableStack();
    for (const stop of stops(300)) {
      const line = stack.use(await Line.open(port));
      await line.send(HEAD.slice(0, stop));
    }
    await canary.estimates();
    await using newcomer = await RawSocket.open(port, { path: CREATE });
    assertEquals((await newcomer.message()).kind, "text");
    assertEquals((await httpExchange(port, { path: "/healthz" })).status, 200);
  },

  "half a handshake is a whole one when the rest comes": async ({ port }, canary) => {
    await using stack = new AsyncDisposableStack();
    const lines: { line: Line; stop: number }[] = [];
    for (const stop of stops(30)) {
      const line = stack.use(await Line.open(port));
      lines.push({ line, stop });
      await line.send(HEAD.slice(0, stop));
    }
    await canary.estimates();
    for (const { line, stop } of lines) await line.send(HEAD.slice(stop));
    for (const { line } of lines) {
      const { text } = await line.receive((text) => text.includes("CREATE_ROOM"));
      assertEquals(text.slice(0, 12), "HTTP/1.1 101");
    }
  },

  "a handshake byte by byte is one": async ({ port }) => {
    await using line = await Line.open(port);
    for (const letter of HEAD) await line.send(letter);
    await line.receive((text) => text.includes("CREATE_ROOM"));
  },
};
