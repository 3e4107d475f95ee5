// The doctor looks at a real cluster: what is well, what a lost node and a NATS server that is down mean.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { eventually } from "../../e2e/patience.ts";
import { runToEnd } from "../../e2e/server.ts";
import { startServers } from "../nats_servers.ts";
import { natsTest } from "./bench.ts";
import { Nodes } from "./nodes.ts";

interface Report {
  readonly cluster: string;
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly result: string; message: string }[];
}

/** `code`: the exit code that it must have; null: whatever it is. */
async function examined(words: readonly string[], code: number | null): Promise<Report> {
  const ended = await runToEnd(["doctor", ...words, "--json"]);
  if (code !== null) assertEquals(ended.code, code, ended.lines.join("\n"));
  return JSON.parse(ended.lines.at(-1) ?? "");
}

natsTest("doctor --cluster: two nodes, a lost one, a NATS server that is down", async () => {
  await using servers = await startServers(1);
  const [{ monitorPort } = { monitorPort: 0 }] = servers.all;
  const monitor = ["--monitor", `http://127.0.0.1:${monitorPort}`];
  const where = ["--cluster", servers.urls.join(",")];
  await using nodes = new Nodes(servers);
  await nodes.start("a", "b");
  let checks: Report["checks"] = [];
  await eventually("both own shards, and none is on its way", async () => {
    const report = await examined([...where, ...monitor], null);
    checks = report.checks;
    const owners = checks.filter(({ message }) => /^if [ab] were lost, its/.test(message));
    return report.ok && owners.length === 2;
  });
  const of = (name: string) => checks.filter((check) => check.name === name);
  const lines = (name: string) => of(name).map(({ result, message }) => `${result} ${message}`);
  assertMatch(lines("server").join(), /^ok n1 is version 2\.\d+\.\d+, and answers in [\d.]+ ms$/);
  assertMatch(lines("sync").join(), /^warning n1 acknowledges first, .* every 120 s$/);
  assertMatch(lines("streams").join(), /^warning 3 streams, each kept by 1 server: /);
  assertMatch(
    lines("commit").join(),
    /^(ok|warning) a write takes [\d.]+ ms, the slowest of 20 /,
  );
  assertMatch(lines("nodes").join(), /^ok 2 nodes: a \(0 rooms, \d+ shards\), b \(0 rooms, \d+/);
  assertMatch(lines("clock").join(), /^ok the clocks of 2 nodes are within \d+(\.\d)? ms of/);
  assertEquals(lines("shards"), ["ok all 1024 shards have an owner"]);
  assertMatch(lines("takeover").join(), /if a were lost, its (\d+) shards would go to: b \1,/);

  const unread = await examined([...where, "--monitor", "http://127.0.0.1:1"], null);
  assertMatch(
    JSON.stringify(unread.checks),
    /127\.0\.0\.1:1\/varz can't be read .* is not known/,
  );

  await nodes.kill("a");
  await nodes.kill("b");
  const lost = await examined([...where, ...monitor], 1);
  assert(!lost.ok);
  assertMatch(JSON.stringify(lost.checks), /"failed","message":"not heard: [ab], [ab]"/);

  await servers.all[0]?.kill();
  const down = await examined([...where, ...monitor], 1);
  assertMatch(down.checks[0]?.message ?? "", /^NATS can't be reached at /);
  assertEquals(down.cluster, "estimatex");
});
