// The cluster's guide on three hosts, as it is written, by the names and addresses that stand in it: NATS with TLS and
// an account, nodes, the doctor; and before them each balancer, through which members of a room meet, and go on while
// nodes are upgraded one at a time, one is added and one is taken away [C15, C21, C23, C26].
import { assertEquals, assertMatch } from "@std/assert";
import { natsTest } from "../cluster/real/bench.ts";
import { RoundRobin } from "../cluster/real/round_robin.ts";
import { hasOpenssl } from "../e2e/certificate.ts";
import { eventually } from "../e2e/patience.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import type { Member } from "../e2e/v2_member.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { isAsked } from "../program.ts";
import { adapted, CLUSTER_GUIDE, recipe } from "../readme.ts";
import { balanced, BALANCERS } from "./cluster_recipe.ts";
import { guideCommand, makeGuideHosts, SITE } from "./guide_hosts.ts";
import { isHere } from "./recipe.ts";
import { Shell } from "./shell.ts";

/** Where the guide has its files. */
const FILES = "/etc/estimatex";

/** How long a member tries to come back, and how often. */
const BACK = { withinMs: 60_000, everyMs: 500 };

const where = isAsked("ESTIMATEX_TEST_ALONE") && hasOpenssl;

natsTest("[C15, C21, C23, C26] the cluster's guide on three hosts", async (t) => {
  await using shell = await Shell.start();
  await using site = await makeGuideHosts(shell);
  await using nodes = new AsyncDisposableStack();
  const byHand = await guideCommand("estimatex-server --cluster", "--node node-1");
  const [, byUnit = ""] = /^ExecStart=(\S+ .*)$/m.exec(await recipe("ini", CLUSTER_GUIDE)) ?? [];
  const start = async (n: number, command = byHand) => {
    const flags = adapted(command, [["--node node-1", `--node node-${n}`]]).replaceAll("%d", FILES);
    const launcher = ["ip", "netns", "exec", `host-${n}`];
    const usual = { host: "0.0.0.0", port: 8080, workers: 2, reads: FILES };
    return nodes.use(await Server.start({ ...usual, launcher, flags: wordsOf(flags) }));
  };
  let [one, two] = [await start(1), await start(2, byUnit)];

  await t.step("the doctor finds all well", async () => {
    await one.logged("shards_owned", ({ shards, wanted }) => shards === wanted && shards !== 1_024);
    assertEquals([...one.log, ...two.log].filter(({ event }) => event === "nats_error"), []);
    const words = wordsOf(await guideCommand("estimatex-server doctor", "--monitor"));
    const { code, lines } = await runToEnd([...words, "--json"], [FILES]);
    assertEquals(code, 0, lines.join("\n"));
    const { checks } = JSON.parse(lines.at(-1) ?? "");
    const bad = checks.filter(({ name, result }: Check) => result !== "ok" && name !== "commit");
    assertEquals(bad, []);
    const report = JSON.stringify(checks);
    assertMatch(report, /nats-3 writes to the disk before it acknowledges/);
    assertMatch(report, /3 streams, each kept by 3 servers/);
  });

  await t.step("NATS servers find each other by the names in their certificates", async () => {
    assertEquals(await shell.runs("grep -h 'TLS.*error' nats-*.log || true"), []);
  });

  await t.step("a NATS server is believed by the name in its certificate alone", async () => {
    const other = [["tls://nats-1,tls://nats-2,tls://nats-3", "tls://node-3"]] as const;
    const { code, lines } = await runToEnd(wordsOf(adapted(byHand, other)), [FILES]);
    assertEquals(code, 1, lines.join("\n"));
    assertMatch(
      lines.at(-1) ?? "",
      /isn't trusted .*, and the servers by the names that are in it$/,
    );
  });

  // members of tests speak no TLS
  await using front = new RoundRobin(
    () => [{ host: SITE, port: 443 }],
    ({ host: hostname, port }) => Deno.connectTls({ hostname, port, caCerts: [site.ca] }),
  );
  for (const balancer of BALANCERS) {
    await t.step({
      name: `[C21, C26] ${balancer.program}`,
      ignore: !await isHere(balancer.program),
      fn: () =>
        balanced(balancer, async () => {
          const words = ["doctor", `https://${SITE}`, "--idle", "1s", "--json"];
          const { code, lines } = await runToEnd(words, [], { DENO_CERT: site.caFile });
          assertEquals(code, 0, lines.join("\n"));
          for (let room = 0; room < 6; room++) {
            await using table = new V2Table(front, { Host: SITE });
            const ana = await table.creates("ana", 3);
            await table.joins("bob");
            await ana.seesMember("bob", { presence: "online" });
          }
          await using table = new V2Table(front, { Host: SITE });
          const ana = await table.creates("ana", 3);
          await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
          await ana.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "8" });
          // an upgrade: one after the other is stopped and started again
          await one.stop();
          one = await start(1);
          await two.stop();
          two = await start(2, byUnit);
          // one more, and one less
          const three = await start(3);
          await three.logged("shards_owned", ({ shards, wanted }) => shards === wanted);
          await one.stop();
          const back = await returns(table, ana);
          assertEquals(back.welcome.you.vote, "8");
          await back.does("REVEAL_VOTES", { ticket_id: "T-ONE" });
          await table.joins("bob");
          one = await start(1);
          await three.stop();
        }),
    });
  }
}, { where });

interface Check {
  readonly name: string;
  readonly result: string;
}

/** A command's words behind its first, on their own. */
function wordsOf(command: string): string[] {
  return command.split(" ").slice(1);
}

/** Comes back as clients do: again and again, until somebody lets it in. */
async function returns(table: V2Table, member: Member): Promise<Member> {
  return await eventually(`${member.name} comes back`, async () => {
    const back = await table.returns(member).catch(() => null);
    return back?.welcomed().then(() => back, () => null);
  }, BACK);
}
