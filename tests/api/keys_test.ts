// The keys of programs are read again while the server serves, two at once while one takes the other's place [A3].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { ApiServer, KEY } from "./api_server.ts";

const NEW = "tapir-and-okapi-9876543210";

permittedTest(
  "[A3] a key is valid while it is in the file, and every request is counted",
  async () => {
    await using api = await ApiServer.start();
    const statusWith = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await api.ask("/rooms/ABCDEFGH", { headers })).status;
    };
    const keep = async (text: string, times: number) => {
      await Deno.writeTextFile(api.keyFile, text);
      Deno.kill(api.server.pid, "SIGHUP");
      const seen = () => api.server.log.filter(({ event }) => event === "read_again").length;
      await api.server.logged("read_again", () => seen() === times);
    };
    assertEquals([await statusWith(KEY), await statusWith(NEW)], [404, 401]);
    await keep(`${KEY}\n${NEW}\n`, 1);
    assertEquals([await statusWith(KEY), await statusWith(NEW)], [404, 404]);
    await keep(NEW, 2);
    assertEquals([await statusWith(KEY), await statusWith(NEW)], [401, 404]);
    const { body } = await httpExchange(api.server.port, { path: "/metrics" });
    assertStringIncludes(body, 'estimatex_api_requests_total{route="room",status="401"} 2');
    assertStringIncludes(body, 'estimatex_api_requests_total{route="room",status="404"} 4');
    await api.server.stop();
    for (const key of [KEY, NEW]) assert(!`${api.server}`.includes(key), "a key is in the log");
  },
);

permittedTest("[A3] without --api-key-file there is no API", async () => {
  await using server = await Server.start();
  const headers = { authorization: `Bearer ${KEY}` };
  const known = await httpExchange(server.port, { path: "/api/v1/openapi.json", headers });
  const unknown = await httpExchange(server.port, { path: "/api/v2", headers });
  assertEquals([known.status, known.body], [404, unknown.body]);
});
