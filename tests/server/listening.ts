/**
 * A process that only listens, for a test that takes its descriptors away: WebSockets get their messages
 * back. It prints each line of its log as JSON, `{"event": "listening", "port": ...}` first, and ends when
 * its input does.
 */
import { listen } from "../../src/server/listener.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { Fields, Log } from "../../src/base/log.ts";
import { print } from "../print.ts";

const say = (event: string, fields: Fields = {}) => print(JSON.stringify({ event, ...fields }));
const log: Log = { debug: say, info: say, warn: say, error: say };

const listener = listen({
  host: "127.0.0.1",
  port: 0,
  reusePort: false,
  tls: null,
  handler(request) {
    if (request.headers.get("upgrade") === null) return new Response("here");
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    socket.addEventListener("message", ({ data }) => socket.send(data));
    return response;
  },
  clock: systemClock,
  log,
});
say("listening", { port: listener.port });
for await (const _ of Deno.stdin.readable) { /* until it ends */ }
await listener.stop();
