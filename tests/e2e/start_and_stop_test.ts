// The process: how it starts, refuses to start, and ends [W1, S6, R16].
import { assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "./http_exchange.ts";
import { permittedTest } from "../permitted.ts";
import { runToEnd, Server } from "./server.ts";
import { Table } from "./table.ts";

for (const workers of [1, 2, 4]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(
    `[W1] a port in use is reported in one line, and exits with 1, ${some}`,
    async () => {
      await using server = await Server.start({ workers });
      const flags = ["--host", "127.0.0.1", "--port", `${server.port}`, "--workers", `${workers}`];
      const { code, lines } = await runToEnd(flags);
      assertEquals([code, lines.length], [1, 1], lines.join("\n"));
      assertStringIncludes(lines[0] ?? "", `${server.port}`);
      assertEquals((await httpExchange(server.port, { path: "/healthz" })).status, 200);
    },
  );
}

permittedTest("[S6] the port is free again at once", async () => {
  const first = await Server.start({ workers: 2 });
  const { port } = first;
  await using table = new Table(first);
  await table.fills("anna", "bela");
  await first.stop();
  await using second = await Server.start({ workers: 2, port });
  assertEquals(second.port, port);
});

permittedTest("[S6] SIGHUP ends no server that has nothing to read again", async () => {
  await using server = await Server.start();
  await using table = new Table(server);
  const anna = await table.creates("anna", 2);
  Deno.kill(server.pid, "SIGHUP");
  await server.logged("nothing_to_read_again");
  await table.joins("bela");
  await anna.prompted("begin");
});

permittedTest("[S6] a server whose terminal is closed ends its rooms first", async () => {
  const launcher = ["sh", "-c", 'exec script -qefc "exec $*" /dev/null', "sh"];
  await using server = await Server.start({ launcher });
  await using table = new Table(server);
  const anna = await table.creates("anna", 2);
  await server.kill("SIGKILL"); // the terminal, with all that is in it
  assertEquals(await anna.ended(), { by: "server", code: 1000, why: "closed 1000" });
});
