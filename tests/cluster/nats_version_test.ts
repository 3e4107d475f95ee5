// A NATS server that lets several nodes win one write is refused before anything is asked of it.
import { assertEquals, assertMatch } from "@std/assert";
import { connectNats } from "../../src/cluster/nats_engine.ts";
import { tooOld } from "../../src/cluster/nats_streams.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { permittedTest } from "../permitted.ts";

Deno.test("[C23] 2.10.23 is new enough, and what is older or unknown is not", () => {
  for (const version of ["2.10.23", "2.10.27", "2.10.23-RC.1", "2.11.0", "2.15.1", "3.0.0-beta"]) {
    assertEquals(tooOld(version), null, version);
  }
  for (const version of ["2.10.22", "2.9.10", "2.9.99", "1.99.99", "", "x"]) {
    assertMatch(tooOld(version) ?? "", /update nats-server to 2\.10\.23 or later$/, version);
  }
});

permittedTest("[C23] an old server is refused in one line", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    for await (const socket of listener) {
      const info = {
        version: "2.9.10",
        proto: 1,
        max_payload: 1_048_576,
        jetstream: true,
        headers: true,
      };
      await socket.write(new TextEncoder().encode(`INFO ${JSON.stringify(info)}\r\n`));
      const reader = socket.readable.pipeThrough(new TextDecoderStream());
      const writer = socket.writable.getWriter();
      for await (const text of reader) {
        if (text.includes("PING\r\n")) await writer.write(new TextEncoder().encode("PONG\r\n"));
      }
    }
  };
  const served = serve();
  const result = await connectNats({
    servers: [`127.0.0.1:${listener.addr.port}`],
    cluster: "c",
    name: "test",
    streams: 1,
    replicas: null,
    log: new RecordingLog(),
  });
  assertEquals(
    result.ok || result.error,
    "NATS is version 2.9.10, in which several nodes can win one write: update nats-server to 2.10.23 or later",
  );
  listener.close();
  await served;
});
