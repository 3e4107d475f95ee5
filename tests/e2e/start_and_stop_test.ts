// The process: how it starts, refuses to start, and ends [W1, S6, R16].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "./http_exchange.ts";
import { permittedTest } from "../permitted.ts";
import { RawSocket } from "./raw_socket.ts";
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

  permittedTest(`[S6, R16] SIGTERM ends every room with its results, ${some}`, async () => {
    await using server = await Server.start({ workers });
    await using one = new Table(server);
    await using two = new Table(server);
    const [anna, bela] = await one.fills("anna", "bela");
    assert(anna !== undefined && bela !== undefined);
    await anna.begins("T-ONE");
    await anna.votes("13");
    await bela.votes("8");
    await anna.reveals();
    await bela.receives("AWAITING_ADMIN_VOTE_START");
    await anna.prompted("begin");
    const cyril = await two.creates("cyril", 3);
    const dora = await two.joins("dora");
    // A connection that answers nothing, not even the close, doesn't hold the process up.
    await using deaf = await RawSocket.open(server.port, {
      path: `/ws?action=JOIN_ROOM&name=deaf&room_id=${two.roomId}`,
      polite: false,
    });

    await server.stop();
    for (const person of [bela, cyril, dora]) {
      assertEquals(await person.ended(), { by: "server", code: 1000, why: "closed 1000" });
      assertEquals(person.types.at(-1), "text");
    }
    assertStringIncludes(bela.frames.at(-1)?.raw ?? "", "T-ONE");
    // Anna sat at her prompt: what she was sent waits in her socket.
    await anna.begins("T-TWO");
    await anna.ended();
    assertEquals(anna.types.at(-1), "text", `${anna}`);
    // Nobody was sent that the others left: they didn't, the server did.
    assertEquals(cyril.types.filter((type) => type === "ROOM_JOIN_UPDATES").length, 3);
    await deaf.rest();

    for (const table of [one, two]) {
      const ended = await server.logged("session_ended", ({ room }) => room === table.roomId);
      assert(typeof ended["reason"] === "string" && typeof ended["ballots"] === "number");
    }
  });

  permittedTest(`[S6] SIGINT ends it too, and an idle server ends at once, ${some}`, async () => {
    const server = await Server.start({ workers });
    assertEquals((await server.kill("SIGINT")).code, 0);
  });
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
