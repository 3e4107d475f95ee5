/**
 * The least that a connection can cost in Deno: sockets with shared handlers, and not one object of the
 * program's own for each. What is written comes back, so that a handler is really there.
 */
if (import.meta.main) {
  const onMessage = (event: Event) => {
    if (event instanceof MessageEvent && event.target instanceof WebSocket) {
      event.target.send("");
    }
  };
  const onClose = () => {};
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(JSON.stringify({ event: "listening", port })),
  }, (request) => {
    // as the server does for v1: the runtime's own timer for each connection
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 1_800 });
    socket.addEventListener("message", onMessage);
    socket.addEventListener("close", onClose);
    return response;
  });
}
