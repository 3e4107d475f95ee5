// Requests that a proxy could read in another way than the server [W12], sent as bytes over TCP.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { httpExchange, readHead, sendHead } from "./http_exchange.ts";
import { RawSocket, RefusedUpgrade } from "./raw_socket.ts";
import { Server } from "./server.ts";

const HOST = "points.example.com";

/** Targets and Hosts, and the status of the answer. */
const TABLE: readonly (readonly [target: string, host: string, status: number])[] = [
  // each of these could be /metrics or /healthz for the server, and something else for a proxy
  ["/x\\..\\metrics", HOST, 400],
  ["\\metrics", HOST, 400],
  ["/\\metrics", HOST, 400],
  ["/x", `${HOST}/metrics?`, 400],
  ["/x", `${HOST}/metrics#`, 400],
  ["/metrics", `${HOST}\\..`, 400],
  ["/x", `${HOST}\\metrics?`, 400],
  ["/metrics", "me@points.example.com", 400],
  ["/metrics", `${HOST}#`, 400],
  ["/metrics", `${HOST}?`, 400],
  ["/x?a\\b", HOST, 400],
  ["/metrics", `${HOST}, ${HOST}`, 400],
  ["/metrics", `${HOST}\tx`, 400],
  ["/metrics\u0085", HOST, 400],
  // these are unambiguous
  ["/metrics", HOST, 200],
  ["/metrics", `${HOST}:8080`, 200],
  ["/metrics", "[::1]:8080", 200],
  ["/metrics?x=/../&y=a@b", HOST, 200],
  ["/x%5c..%5cmetrics", HOST, 404],
  ["//metrics", HOST, 404],
  ["/x/../metrics", HOST, 200],
  ["/..metrics", HOST, 404],
  ["/.../metrics", HOST, 404],
  ["/metrics%23", HOST, 404],
];

permittedTest(
  "[W12] a target or Host that can be read in two ways gets 400, on both ports",
  async () => {
    await using server = await Server.start();
    await using watched = await Server.start({ flags: ["--admin-port", "0"] });
    const { metrics } = await watched.logged("listening");
    const admin = Number(new URL(`${metrics}`).port);
    for (const port of [server.port, admin]) {
      for (const [path, host, expected] of TABLE) {
        const { status, body } = await httpExchange(port, { path, headers: { Host: host } });
        // the runtime itself refuses some, without a body
        assertEquals(status, expected, `${path} of ${host}: ${body}`);
        if (expected === 400 && body !== "") assertMatch(body, /^(Host|The path) must [^\n]+\.\n$/);
      }
    }
  },
);

permittedTest("[W12] no WebSocket comes of such a request either", async () => {
  await using server = await Server.start();
  for (const [path, Host] of [["/x\\..\\ws", HOST], ["/x", `${HOST}/ws?`]] as const) {
    const opened = RawSocket.open(server.port, { path, headers: { Host } });
    const refused = await opened.then((socket) => socket.cut(), (error: unknown) => error);
    assert(refused instanceof RefusedUpgrade, `${path} of ${Host}: ${refused}`);
    assertEquals(refused.status, 400);
  }
});

permittedTest("HEAD is sent the headers of GET, its length among them, and no body", async () => {
  const folder = programsFolder();
  const keys = `${folder}/keys`;
  await Deno.writeTextFile(keys, `${"k".repeat(32)}\n`);
  giveToProgram(keys);
  await using server = await Server.start({ flags: ["--api-key-file", keys], reads: folder });
  const paths = ["/", "/nowhere", "/healthz", "/who", "/asyncapi.json", "/api/v1/openapi.json"];
  for (const path of [...paths, "/api/v1/sessions"]) {
    const get = await httpExchange(server.port, { path });
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await sendHead(conn, { method: "HEAD", path, headers: { Connection: "close" } });
    const { status, headers, rest } = await readHead(conn);
    conn.close();
    const length = get.headers.get("content-length");
    assertEquals([status, headers.get("content-length")], [get.status, length], path);
    assertEquals(rest.length, 0);
  }
});
