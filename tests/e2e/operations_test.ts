// Metrics, health and the port for them, of a real process.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { assertExposition, valueOf } from "../server/exposition.ts";
import { httpExchange } from "./http_exchange.ts";
import { RawSocket } from "./raw_socket.ts";
import { runToEnd, Server } from "./server.ts";
import { Table } from "./table.ts";

async function metricsAt(port: number): Promise<string> {
  const { status, headers, body } = await httpExchange(port, { path: "/metrics" });
  assertEquals(status, 200, body);
  assertStringIncludes(headers.get("content-type") ?? "", "version=0.0.4");
  assertExposition(body);
  return body;
}

/** The port that the log names for metrics. */
async function adminPort(server: Server): Promise<number> {
  return Number(new URL(`${(await server.logged("listening"))["metrics"]}`).port);
}

for (const workers of [1, 2, 4]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`/metrics counts all workers together, whoever is asked, ${some}`, async () => {
    await using server = await Server.start({ workers });
    await using table = new Table(server);
    const [anna, bela] = await table.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T-ONE");
    await anna.votes("13");
    await bela.votes("8");
    await anna.reveals();
    await bela.receives("AWAITING_ADMIN_VOTE_START");
    // each request has its own connection, and so perhaps another worker
    for (let request = 0; request < 2 * workers; request++) {
      const text = await metricsAt(server.port);
      const table: [string, number][] = [
        ['estimatex_connections{protocol="v1"}', 2],
        ["estimatex_rooms", 1],
        ['estimatex_members{protocol="v1",presence="online"}', 2],
        ['estimatex_ballots{phase="revealed"}', 1],
        ['estimatex_seats_total{protocol="v1"}', 2],
        ['estimatex_commands_total{type="vote"}', 2],
        ['estimatex_commands_total{type="reveal"}', 1],
        ['estimatex_workers{state="up"}', workers],
      ];
      for (const [series, value] of table) assertEquals(valueOf(text, series), value, series);
      assert((valueOf(text, 'estimatex_command_to_send_seconds_count{what="frame"}') ?? 0) > 0);
      assertEquals(valueOf(text, 'estimatex_limit{setting="max_connections_per_ip"}'), 200);
      const began = valueOf(text, "process_start_time_seconds") ?? 0;
      assert(began > 1.7e9 && began * 1_000 <= Date.now(), `${began}`);
      assert((valueOf(text, "process_cpu_seconds_total") ?? 0) > 0);
      assert((valueOf(text, "process_resident_memory_bytes") ?? 0) > 1e6);
    }
  });

  permittedTest(`with --admin-port metrics are only there, health on both, ${some}`, async () => {
    await using server = await Server.start({ workers, flags: ["--admin-port", "0"] });
    const admin = await adminPort(server);
    await metricsAt(admin);
    assertEquals((await httpExchange(server.port, { path: "/metrics" })).status, 404);
    assertEquals((await httpExchange(admin, { path: "/ws" })).status, 404);
    for (const port of [admin, server.port]) {
      for (const path of ["/healthz", "/readyz"]) {
        const { status, body } = await httpExchange(port, { path });
        const { status: word, workers: { up } } = JSON.parse(body);
        assertEquals([status, word, up], [200, "ok", workers], `${port} ${path}`);
      }
    }
  });
}

for (const workers of [1, 2]) {
  permittedTest(
    `[S6] while it drains it is alive, and not ready, whichever port is asked, ${workers} worker(s)`,
    async () => {
      await using server = await Server.start({ workers, flags: ["--admin-port", "0"] });
      const admin = await adminPort(server);
      await using table = new Table(server);
      await table.creates("anna", 2);
      // it does not answer the close frame, for which the server waits with its ports open
      const path = `/ws?action=JOIN_ROOM&name=deaf&room_id=${table.roomId}`;
      await using deaf = await RawSocket.open(server.port, { path, polite: false });
      const ended = server.kill("SIGTERM");
      assertEquals((await deaf.rest()).at(-1)?.kind, "close");
      for (const port of [admin, server.port]) {
        for (const [path, code] of [["/healthz", 200], ["/readyz", 503]] as const) {
          const { status, body } = await httpExchange(port, { path });
          assertEquals([status, JSON.parse(body).status], [code, "draining"], `${port} ${path}`);
        }
      }
      assertEquals(valueOf(await metricsAt(admin), "estimatex_ready"), 0);
      assert(server.log.every(({ event }) => event !== "stopped"), "it was asked too late");
      await deaf.cut();
      // and nothing else is logged of it as long as it can be asked at all
      for (;;) {
        const readyz = await httpExchange(admin, { path: "/readyz" }).catch(() => null);
        if (readyz === null) break;
        assertEquals([readyz.status, JSON.parse(readyz.body).status], [503, "draining"]);
      }
      assertEquals((await ended).code, 0);
    },
  );
}

permittedTest("an admin port in use is reported in one line, and exits with 1", async () => {
  await using server = await Server.start({ flags: ["--admin-port", "0"] });
  const admin = await adminPort(server);
  for (const workers of ["1", "2"]) {
    const flags = ["--host", "127.0.0.1", "--port", "0", "--workers", workers];
    const { code, lines } = await runToEnd([...flags, "--admin-port", `${admin}`]);
    assertEquals([code, lines.length], [1, 1], lines.join("\n"));
    assertStringIncludes(lines[0] ?? "", `--admin-port ${admin} is in use`);
  }
});

permittedTest("health asks where the server listens, if that is one address alone", async () => {
  const host = "127.0.0.2";
  const flags = ["--admin-port", "0", "--admin-host", host];
  await using server = await Server.start({ host, flags });
  const admin = new URL(`${(await server.logged("listening"))["metrics"]}`).port;
  for (
    const env of [
      { ESTIMATEX_HOST: host, PORT: `${server.port}` },
      { ESTIMATEX_ADMIN_HOST: host, ESTIMATEX_ADMIN_PORT: admin },
    ]
  ) {
    const { code, lines } = await runToEnd(["health"], [], env);
    assertEquals(code, 0, lines.join("\n"));
  }
});

permittedTest(
  "health says how the server of this environment is, and by its exit code",
  async () => {
    const gone = await (async () => {
      await using server = await Server.start({ workers: 1, flags: ["--admin-port", "0"] });
      const here = { ESTIMATEX_ADMIN_PORT: `${await adminPort(server)}` };
      for (
        const [words, env] of [
          [["health"], here],
          [["health"], { PORT: `${server.port}` }],
          [["health", "--ready", `http://127.0.0.1:${server.port}/`], {}],
        ] as const
      ) {
        const { code, lines } = await runToEnd(words, [], env);
        assertEquals([code, lines.length], [0, 1], lines.join("\n"));
        assertStringIncludes(lines[0] ?? "", '"status":"ok"');
      }
      return `http://127.0.0.1:${server.port}`;
    })();
    const { code, lines } = await runToEnd(["health", gone]);
    assertEquals([code, lines.length], [1, 1], lines.join("\n"));
    assertStringIncludes(lines[0] ?? "", "nothing listens");
  },
);

permittedTest("health believes only an answer as this server gives it", async () => {
  const answers: readonly [() => Response, string][] = [
    [() => new Response("<html>Welcome"), "status 200: that is not how this server answers"],
    [
      () => new Response(null, { status: 302, headers: { location: "/login?to=secret" } }),
      "status 302: it sends on to /login",
    ],
    [() => new Response("Who are you?", { status: 401 }), "status 401: it asks for a sign-in"],
  ];
  let answer = () => new Response('{"status":"ok"}');
  const stranger = Deno.serve(
    { port: 0, onListen: () => {} },
    ({ url }) => url.includes("/login") ? new Response('{"status":"ok"}') : answer(),
  );
  const url = `http://127.0.0.1:${stranger.addr.port}`;
  assertEquals((await runToEnd(["health", url])).code, 0);
  for (const [given, words] of answers) {
    answer = given;
    assertEquals(await runToEnd(["health", url]), {
      code: 1,
      lines: [`${url} answers with ${words}`],
    });
  }
  await stranger.shutdown();
});

permittedTest("health reads no more than a server would answer", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = () =>
    new ReadableStream({
      pull: (stream) => stream.enqueue(new Uint8Array(16_384)),
      cancel: () => cancelled.resolve(),
    });
  const stranger = Deno.serve({ port: 0, onListen: () => {} }, () => new Response(body()));
  const { code, lines } = await runToEnd(["health", `http://127.0.0.1:${stranger.addr.port}`]);
  assertEquals([code, lines.length], [1, 1], lines.join("\n"));
  assertStringIncludes(lines[0] ?? "", "more than a server like this would");
  await cancelled.promise;
  await stranger.shutdown();
});
