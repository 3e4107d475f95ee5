// The alerts and the dashboard for clusters, checked by Prometheus: the alerts are valid, and fire when a node dies and
// when NATS is unreachable; the dashboard's queries are valid.
import { assert, assertEquals } from "@std/assert";
import { boardQueries } from "./board.ts";
import { CLUSTER_GUIDE, documentText, recipe } from "../readme.ts";
import { isHere, permitted } from "./recipe.ts";

const RULES = "src/cluster/watch/alerts.yml";
const TESTS = "tests/proxies/alerts_tests.yml";

const ignore = !permitted || !await isHere("promtool");

Deno.test(
  { name: "[C24] the alerts are understood, and fire when they should", ignore },
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const rules = await documentText(RULES);
      const tests = (await documentText(TESTS)).replace("[RULES]", "[alerts.yml]");
      const firing = [...tests.matchAll(/alertname: (\w+)\n +exp_alerts:/g)].map(([, name]) =>
        name
      );
      const all = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
      assertEquals(
        all.filter((name) => !firing.includes(name)),
        [],
        "each fires in one of the tests",
      );
      await Deno.writeTextFile(`${folder}/alerts.yml`, rules);
      await Deno.writeTextFile(`${folder}/tests.yml`, tests);
      await Deno.writeTextFile(`${folder}/prometheus.yml`, await recipe("yaml", CLUSTER_GUIDE));
      await promtool("check", "config", `${folder}/prometheus.yml`); // the rules with it
      await promtool("test", "rules", `${folder}/tests.yml`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test({ name: "[C24] what the board asks for is understood", ignore }, async () => {
  const asked = await boardQueries("estimatex");
  assertEquals(asked.length > 20, true);
  const rules = asked.map(({ expr }, n) => ({ record: `board:${n}`, expr }));
  const file = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    // JSON is YAML
    await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "board", rules }] }));
    await promtool("check", "rules", file);
  } finally {
    await Deno.remove(file);
  }
});

async function promtool(...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("promtool", { args }).output();
  const decoder = new TextDecoder();
  assert(success, `${args.join(" ")}: ${decoder.decode(stdout)}${decoder.decode(stderr)}`);
}
