/**
 * The least that a connection can cost in Deno: sockets with shared handlers, and no object for each connection. It
 * sends only what a driver waits for when a member joins.
 */
import { print } from "../print.ts";
const CREATED = '{"type":"CREATE_ROOM","data":{"room_id":"00000000"}}';
const WELCOME = '{"type":"WELCOME","data":{"room":{"room_id":"00000000"}}}';
const NEWS = '{"type":"ROOM_JOIN_UPDATES","data":{"message":"🧠 You are in room 00000000"}}';

if (import.meta.main) {
  const answer = ({ target, type }: Event) => {
    if (!(target instanceof WebSocket)) return;
    if (type === "message") target.send(NEWS);
    else target.send(target.protocol === "" ? CREATED : WELCOME);
  };
  const nothing = () => {};
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => print(JSON.stringify({ event: "listening", port })),
  }, (request) => {
    // the runtime's timers are as the server has them
    const { socket, response } = Deno.upgradeWebSocket(
      request,
      request.headers.has("sec-websocket-protocol")
        ? { idleTimeout: 0, protocol: "estimatex.v2" }
        : { idleTimeout: 1_800 },
    );
    socket.addEventListener("open", answer);
    socket.addEventListener("message", answer);
    socket.addEventListener("close", nothing);
    return response;
  });
}
