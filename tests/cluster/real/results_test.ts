// [C17] The results command reads what a real cluster keeps, beside its nodes, and changes nothing.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { resultsOf } from "../../../src/cluster/session_results.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { FakeClock } from "../../base/fake_clock.ts";
import { runToEnd } from "../../e2e/server.ts";
import { V2Table } from "../../e2e/v2_table.ts";
import { fullestRoom, KeptRoom } from "../kept_room.ts";
import { startServers } from "../nats_servers.ts";
import { connected, namesOf, optionsFor, wholeTest, withManager } from "./bench.ts";
import { Nodes } from "./nodes.ts";

const TICKET = { ticket_id: "T-ONE" };

async function estimates(table: V2Table) {
  const ana = await table.creates("ana", 2);
  await ana.does("BEGIN_VOTING", TICKET);
  await ana.does("MEMBER_VOTED", { ...TICKET, vote: "8" });
  await ana.does("REVEAL_VOTES", TICKET);
  return ana;
}

wholeTest(
  "[C17] results of a cluster: what ended, what goes on, and nothing half written",
  async () => {
    await using servers = await startServers(1);
    const where = ["--cluster", servers.urls.join(",")];
    const nothing = await runToEnd(["results", ...where]);
    assertEquals(nothing.code, 1);
    assertEquals(nothing.lines.length, 1, nothing.lines.join("\n"));
    assertMatch(nothing.lines[0] ?? "", /^NATS has no cluster called estimatex: /);
    await withManager(
      servers.urls,
      async ({ streams }) => assertEquals(await namesOf(streams), []),
    );

    await using nodes = new Nodes(servers);
    await nodes.start("a");
    await using over = new V2Table(nodes.node("a"));
    await using goesOn = new V2Table(nodes.node("a"));
    await (await estimates(over)).does("END_SESSION");
    await estimates(goesOn);

    const engine = await connected(optionsFor(servers.urls, { cluster: "estimatex" }));
    const half = { ...fullestRoom("x"), room_id: "HA7FHA7F" };
    const whole = new KeptRoom("WH01EWH0", new FakeClock()).estimates("T-TWO").room;
    const subjects = subjectsOf("estimatex");
    const ending = { reason: "idle", ended_at: Date.now() } as const;
    const parts = resultsOf(half, ending, { subjects });
    assert(parts.length > 1);
    for (const append of [...parts.slice(1), ...resultsOf(whole, ending, { subjects })]) {
      const { promise, resolve } = Promise.withResolvers<string>();
      engine.append(append, ({ kind }) => resolve(kind));
      assertEquals(await promise, "appended");
    }
    engine.close();
    await engine.closed;

    const { code, lines } = await runToEnd(["results", ...where, "--format", "csv"]);
    assertEquals(code, 0, lines.join("\n"));
    const [heads = "", ...rows] = lines.map((line) => line.trimEnd());
    assertMatch(heads, /^room_id,created_at,ended_at,reason,/);
    const byRoom = new Map(rows.map((row) => [row.split(",")[0] ?? "", row.split(",")]));
    assertEquals([...byRoom.keys()].sort(), [over.roomId, goesOn.roomId, "WH01EWH0"].sort());
    assertEquals(byRoom.get(over.roomId)?.slice(3), ["ended_by_admin", "1", "1"]);
    assertEquals(byRoom.get(goesOn.roomId)?.slice(2), ["", "", "1", "1"]);

    for (const { roomId } of [over, goesOn]) {
      const shown = await runToEnd(["results", "show", roomId, ...where]);
      assertEquals(shown.code, 0, shown.lines.join("\n"));
      assertMatch(shown.lines.join("\n"), /With ana\.[\s\S]*T-ONE/);
    }
    const never = await runToEnd(["results", "show", "HA7FHA7F", ...where]);
    assertEquals([never.code, never.lines], [
      1,
      ["no session of room HA7FHA7F is kept by cluster estimatex"],
    ]);
  },
);

wholeTest("[C17] over several streams of rooms, all are read", async () => {
  await using servers = await startServers(1);
  const flags = ["--cluster-name", "many"];
  await using nodes = new Nodes(servers, { flags: [...flags, "--cluster-streams", "3"] });
  await nodes.start("a");
  await using table = new V2Table(nodes.node("a"));
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) {
    await estimates(table);
    ids.push(table.roomId);
  }
  const where = ["--cluster", servers.urls.join(","), ...flags];
  const { code, lines } = await runToEnd(["results", ...where, "--format", "csv"]);
  assertEquals(code, 0, lines.join("\n"));
  assertEquals(lines.slice(1).map((row) => row.split(",")[0]).sort(), ids.sort());
});
