// A server that stays silent, though its sockets are open, is given up for one that answers; and the log says why NATS
// can't be reached.
import { assertEquals, assertMatch } from "@std/assert";
import { type Connection, openConnection } from "../../src/cluster/nats_connection.ts";
import { unreachable } from "../../src/cluster/nats_dial.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { within } from "../e2e/patience.ts";
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

/** Lets a client in, and then refuses it, as NATS does with credentials that it doesn't know. */
async function refuse(socket: Deno.Conn): Promise<void> {
  const write = (text: string) => socket.write(new TextEncoder().encode(text));
  await write(`INFO ${JSON.stringify(INFO)}\r\n`);
  await socket.read(new Uint8Array(4_096));
  await write("-ERR 'Authorization Violation'\r\n");
  socket.close();
}

/** Waits until the connection is there, or is lost. */
function until(connection: Connection, state: "connected" | "lost"): Promise<void> {
  return new Promise((resolve) => {
    const cancel = connection.watch({
      connected() {},
      lost() {},
      [state]: () => {
        cancel();
        resolve();
      },
    });
  });
}

permittedTest(
  "[C20] a lost connection is logged once, and with it why no server takes it again",
  async () => {
    const { promise: failed, resolve: hasFailed } = Promise.withResolvers<void>();
    const log = new RecordingLog();
    const warn = log.warn.bind(log);
    log.warn = (event, fields) => {
      warn(event, fields);
      if (event === "nats_connect_failed") hasFailed();
    };
    let listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = listener.addr;
    const opening = openConnection({
      ...{ servers: [`${hostname}:${port}`], name: "test", inbox: "replies", log },
    });
    const first = await listener.accept();
    const served = serve(first, 1).catch(() => {}); // it is ended while it reads
    const connection = await opening;
    const lost = until(connection, "lost");
    listener.close();
    first.close();
    await lost;
    await within(failed, "log line of a failed attempt");
    const problem = log.of("nats_connect_failed")[0]?.fields["error"];
    assertMatch(`${problem}`, new RegExp(`^127.0.0.1:${port}: .*refused`));
    assertEquals(connection.publish("a", "b"), `not connected to NATS (${problem})`);
    listener = Deno.listen({ hostname, port });
    for (let n = 0; n < 3; n++) await refuse(await listener.accept());
    const back = until(connection, "connected");
    const good = serve(await listener.accept(), Infinity);
    await back;
    assertEquals(log.of("nats_disconnected").length, 1);
    assertEquals(log.of("nats_connect_failed").at(-1)?.fields["error"], "Authorization Violation");
    assertEquals(connection.publish("a", "b"), null);
    connection.close();
    await connection.closed;
    await Promise.all([served, good]);
    listener.close();
  },
);

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

Deno.test("[C23] who is not let in, or finds an expired certificate, is told what to do", () => {
  const servers = ["tls://nats-1"];
  const said = (problem: string) => unreachable({ servers }, problem);
  assertMatch(
    said("Authorization Violation"),
    /doesn't let this server in .*: give --cluster-creds$/,
  );
  assertMatch(
    said("invalid peer certificate: certificate expired"),
    / has expired .*: renew it there$/,
  );
  assertMatch(
    said("invalid peer certificate: UnknownIssuer"),
    /isn't trusted .*: give --cluster-ca/,
  );
});
