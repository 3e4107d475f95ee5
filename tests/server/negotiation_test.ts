// The sub-protocol on a real handshake: the runtime has its own view of what a client offered [W3].
import { assertEquals } from "@std/assert";
import { Server } from "../../src/server/server.ts";
import { allocateTables } from "../../src/server/shared_tables.ts";
import { systemClock } from "../../src/base/clock.ts";
import { randomIds } from "../../src/base/ids.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { permittedTest } from "../permitted.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { CREATE, SETTINGS } from "./handler_story.ts";

function startServer(): Promise<Server> {
  return Server.start({
    settings: SETTINGS,
    version: "1.2.3",
    self: 0,
    epoch: 1,
    shared: allocateTables(1, "seed 1"),
    bell: null,
    clock: systemClock,
    ids: randomIds,
    log: new RecordingLog(),
    journal: null,
    results_keep_ms: 0,
    pages: () => null,
    onStuck: () => {},
    ask: () => Promise.reject(new Error("nobody asks for metrics")),
    tls: null,
  });
}

permittedTest("[W3] estimatex.v2 is agreed to however the offers are written", async () => {
  const server = await startServer();
  try {
    // browsers put a space behind the comma, other clients don't
    for (
      const offered of [
        "estimatex.v2",
        "chat, estimatex.v2",
        "chat,estimatex.v2",
        "estimatex.v2,chat",
        "chat,  estimatex.v2",
      ]
    ) {
      await using socket = await RawSocket.open(server.port, {
        path: CREATE,
        protocols: ["estimatex.v2"],
        headers: { "Sec-WebSocket-Protocol": offered },
      });
      assertEquals(socket.protocol, "estimatex.v2", offered);
      const first = await socket.next();
      const text = first.kind === "text" ? first.text : "";
      assertEquals(JSON.parse(text || "null")?.type, "WELCOME", offered);
    }
  } finally {
    await server.closeConnections();
    await server.stop();
  }
});
