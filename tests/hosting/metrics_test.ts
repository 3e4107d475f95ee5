// What the rooms' home counts and times: each command once, by what came of it.
import { assert, assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

Deno.test("seats, commands, refusals and resumes are counted, each once", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { metrics } = table;
    const { ana, ben, cid } = table.mixedRoom();
    assertEquals(metrics.news(), ["seats v2", "seats v2", "seats v1", "commands announce"]);
    ana.begin("T1");
    ben.vote("T1", "5").vote("T1", "8");
    assertEquals(ben.requests("REVEAL_VOTES", { ticket_id: "T1" }), "not_admin");
    ben.does("GET_RESULTS");
    cid.vote("T1", "5");
    assertEquals(metrics.news(), [
      "commands begin",
      "commands vote",
      "commands vote",
      "commands reveal",
      "refusals not_admin",
      "commands results",
      "commands vote",
    ]);
    const again = table.resume(ben, { on: workers - 1 });
    table.resume(again, { token: "0".repeat(32) });
    again.drop();
    assertEquals(metrics.news(), ["resumes ok", "resumes refused"]);
  }
});

Deno.test("a command is timed from its arrival at the edge, its way to the home included", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { metrics } = table;
    const [ana] = table.v2Room(["ana"], { capacity: 2 });
    const ben = table.joinV2("ben", ana.roomId, { on: workers - 1 });
    ana.begin("T1");
    metrics.timed.splice(0);
    table.held = true;
    ben.sendsWithoutId("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
    table.clock.advance(70);
    table.held = false;
    table.settle();
    const commands = metrics.timed.filter(({ what }) => what.startsWith("commands"));
    assertEquals(commands, [{ what: "commands v2", ms: workers === 1 ? 0 : 70 }]);
  }
});

Deno.test("what follows is timed until it is with the sockets of each worker, its way and tick included", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { metrics } = table;
    const { ana, cid } = table.mixedRoom();
    table.pass(STATE_TICK_MS);
    metrics.timed.splice(0);
    ana.begin("T1"); // a prompt for cid, and the state, at once: the last one is long ago
    table.pass(0);
    const sends = () => metrics.timed.splice(0).filter(({ what }) => what.startsWith("sends"));
    assertEquals(sends().filter(({ ms }) => ms !== 0), []);
    cid.vote("T1", "5"); // the state waits for its tick now
    table.pass(STATE_TICK_MS);
    const states = sends().filter(({ what }) => what === "sends state");
    assertEquals(states.map(({ ms }) => ms), states.map(() => STATE_TICK_MS));
    assert(states.length > 0);
    // nobody asked for this
    cid.drop();
    table.pass(STATE_TICK_MS);
    assertEquals(sends(), []);
  }
});

Deno.test("the stats count rooms, members and ballots as they are now", () => {
  using table = new MixedCluster({ workers: 1 });
  const { ana, ben, cid } = table.mixedRoom();
  table.v2Room(["dan"], { capacity: 2 });
  ana.begin("T1");
  ben.drop();
  const members = { v1_online: 1, v1_away: 0, v2_online: 2, v2_away: 1 };
  const ballots = { voting: 1, complete: 0, revealed: 0 };
  assertEquals(table.store(0).stats, { rooms: { open: 2 }, members, ballots });
  cid.drop();
  assertEquals(table.store(0).stats.members.v1_online, 0);
});
