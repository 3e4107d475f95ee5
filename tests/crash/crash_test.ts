// Nothing that a client was sent is lost when a process is killed. `deno task crash` does it more often.
import { assertGreater, assertGreaterOrEqual } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { crash } from "./crash.ts";

const KILLS = 3;

for (const workers of [[1], [2], [1, 2, 3]]) {
  permittedTest(
    `[S6, R7] killed ${KILLS} times while people vote and change rooms, ${
      workers.join(", ")
    } workers`,
    async () => {
      const counts = await crash({ seed: 1, kills: KILLS, workers });
      assertGreaterOrEqual(counts.kills, KILLS);
      assertGreater(counts.acked, 0);
      assertGreater(counts.cards, 0);
      assertGreater(counts.commands.size, 0);
      assertGreater(counts.newcomers, 0);
    },
  );
}
