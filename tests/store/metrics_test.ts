// What the rooms' home counts and times: each command once, by what came of it.
import { assertEquals } from "@std/assert";
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
    assertEquals(ben.asks("REVEAL_VOTES", { ticket_id: "T1" }), "not_admin");
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
    const ben = table.joinV2("ben", ana.room_id, { on: workers - 1 });
    ana.begin("T1");
    metrics.timed.splice(0);
    table.held = true;
    ben.says("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
    table.clock.advance(70);
    table.held = false;
    table.settle();
    assertEquals(metrics.timed, [{ what: "commands v2", ms: workers === 1 ? 0 : 70 }]);
  }
});
