// A server that stays silent, though its sockets are open, is given up for one that answers.
import { assertEquals } from "@std/assert";
import { openConnection } from "../../src/cluster/nats_connection.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { permittedTest } from "../permitted.ts";

const INFO = {
  server_id: "N",
  version: "2.10.27",
  proto: 1,
  max_payload: 1_000_000,
  headers: true,
};

/** Answers the pings of one client, the first so many of them. */
async function serve(socket: Deno.Conn, pings: number): Promise<void> {
  const write = (text: string) => socket.write(new TextEncoder().encode(text));
  await write(`INFO ${JSON.stringify(INFO)}\r\n`);
  const buffer = new Uint8Array(4_096);
  for (let answered = 0;;) {
    const count = await socket.read(buffer);
    if (count === null) return socket.close();
    const isPing = new TextDecoder().decode(buffer.subarray(0, count)).includes("PING");
    if (isPing && answered++ < pings) await write("PONG\r\n");
  }
}

permittedTest(
  "a server that is silent, and answers no ping, is given up for one that does",
  async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = listener.addr;
    const log = new RecordingLog();
    const opening = openConnection({
      ...{ servers: [`${hostname}:${port}`], name: "test", inbox: "replies", log },
    });
    // it takes the client in, answers once more, and no more
    const silent = serve(await listener.accept(), 2);
    const connection = await opening;
    const states: string[] = [];
    const back = new Promise<void>((resolve) => {
      connection.watch({
        lost: () => states.push("lost"),
        connected: () => {
          states.push("connected");
          resolve();
        },
      });
    });
    const good = serve(await listener.accept(), Infinity);
    await back;
    assertEquals(states, ["lost", "connected"]);
    assertEquals(log.of("nats_disconnected").map(({ fields }) => fields["reason"]), ["stopped"]);
    connection.close();
    await connection.closed;
    await Promise.all([silent, good]);
    listener.close();
  },
);
