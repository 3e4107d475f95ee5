// A worker that can't be replaced: whoever wants a room that is at home there is refused at once, health says so,
// and everything is well again once a replacement starts [S5, W11].
import { assert, assertEquals, assertMatch } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Table } from "../e2e/table.ts";
import { homeOf } from "../../src/base/ids.ts";
import { permittedTest } from "../permitted.ts";
import { patiently, WORKERS } from "./split_room.ts";
import { Subject } from "./subject.ts";

const DOOMED = 0;
const DOWN = /is down: try again later/;

/** An id that is at home on the doomed worker. */
const ROOM_ID = [..."123456789"].map((digit) => `ABCDEFG${digit}`)
  .find((id) => homeOf(id, WORKERS) === DOOMED) ?? "";

async function health({ port }: Subject, path: "/healthz" | "/readyz") {
  const { status, body } = await httpExchange(port, { path });
  const { status: word, reason = null } = JSON.parse(body);
  return [status, word, reason];
}

/** Everything that somebody is sent who joins, up to the close. */
async function joins({ port }: Subject, protocols: readonly string[]) {
  const path = `/ws?action=JOIN_ROOM&name=ana&room_id=${ROOM_ID}`;
  await using socket = await RawSocket.open(port, { path, protocols });
  const frames = await socket.rest();
  const texts = frames.map((frame) => frame.kind === "text" ? frame.text : "");
  const last = frames.at(-1);
  return { text: texts.join(""), code: last?.kind === "close" ? last.code : null };
}

permittedTest(
  "[S5, W11] a worker that can't be replaced: joins are refused at once, and health is degraded",
  async () => {
    await using server = await Subject.start({ workers: WORKERS, faulty: true });
    assertEquals(await health(server, "/readyz"), [200, "ok", null]);
    await server.order({ birth: { worker: DOOMED, fault: "throw" } });
    await server.order({ worker: DOOMED, fault: "throw" });
    await server.logged("worker_not_replaced");

    for (let n = 0; n < 3; n++) {
      const v1 = await patiently(() => joins(server, []));
      assertMatch(v1.text, DOWN);
      assertEquals(v1.code, 1000);
      const v2 = await patiently(() => joins(server, ["estimatex.v2"]));
      assertMatch(v2.text, DOWN);
      assertEquals(v2.code, 1013);
    }
    assertEquals(await health(server, "/healthz"), [200, "degraded", "worker_down"]);
    assertEquals(await health(server, "/readyz"), [503, "degraded", "worker_down"]);
    // the other worker serves
    {
      await using table = new Table(server);
      await table.fills("bela", "cyril");
    }
    // it is tried again and again, and well in the end
    await server.logged("worker_not_replaced", () => true, 3);
    await server.order({ birth: null });
    await server.logged("worker_replaced");
    await eventually(
      "that the room is gone",
      async () => /no such room/.test((await joins(server, [])).text),
    );
    assertEquals(await health(server, "/readyz"), [200, "ok", null]);
    assert(server.count("worker_not_replaced") < 12, "tried ever more seldom");
    await server.stop();
  },
);
