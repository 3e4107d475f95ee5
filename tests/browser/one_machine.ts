// The cluster's guide on one machine, as it is written: three hosts, two browsers in one room, its home killed, all
// nodes upgraded, what log and board have of it [C19, C21, C24, C26]. tests/proxies/run gives it its own machine.
import { assert, assertEquals, assertGreater } from "@std/assert";
import type { Browser } from "playwright-core";
import { eventually } from "../e2e/patience.ts";
import { boardQueries, linesOf } from "../proxies/board.ts";
import { Shell } from "../proxies/shell.ts";
import { CLUSTER_GUIDE, shellBlocks } from "../readme.ts";
import { browserTest, CHROMIUM } from "./browsers.ts";
import { SCREENS } from "./looks.ts";
import { BEFORE_THE_PAGE, Person } from "./people.ts";
import { shownTooEarly } from "./secrecy.ts";
import { CUT, WATCH } from "./stories/cluster.ts";

const PAGE = "http://localhost:8080";
const PROMETHEUS = "http://localhost:9099";

/** How long a page may take for anything: nodes come and go beside it, on two cores. */
const PATIENCE_MS = 120_000;

browserTest(CHROMIUM, "[C19, C21, C24, C26] the guide's cluster on one machine", async () => {
  await Deno.mkdir(SCREENS, { recursive: true });
  const blocks = await shellBlocks(CLUSTER_GUIDE, "Try it on one machine");
  const [hosts, nats, nodes, front, kill = "", back = "", upgrade = "", look = "", end] = blocks;
  assertEquals([blocks.length, end !== undefined], [9, true], "the blocks of this story");
  await using shell = await Shell.start();
  for (const block of [hosts, nats, nodes, front]) await shell.runs(block ?? "");
  const since = Date.now();
  const browser = await CHROMIUM.launch();
  try {
    const [ana, bob] = [await person(browser), await person(browser)];
    const both = [ana, bob] as const;
    const link = await ana.opensRoom(PAGE, "Ana");
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await bob.votes("3");
    await ana.sees("1 of 2 voters voted");
    for (const { page } of both) await page.evaluate(WATCH);
    // from the first value that Prometheus reads of a counter it sees no rise
    await eventually("Prometheus has read all nodes", async () => {
      const lines = await linesOf(PROMETHEUS, "estimatex_cluster_takeovers_total", since)
        .catch(() => []); // it may only just have been started
      return lines.length === 3;
    }, { everyMs: 500 });

    const [find = "", ...itsEnd] = kill.split("\n");
    const [, home = ""] = /^node-([1-3])\.log:/m.exec((await shell.runs(find)).join("\n")) ?? [];
    await shell.runs(itsEnd.join("\n").replaceAll("node-1", `node-${home}`));
    await photograph(both, "killed");
    await ana.card("5").click();
    await ana.hasPicked("5");
    await ana.sees("Everybody has voted");

    const [grep = "", ...again] = back.split("\n");
    let takeovers: readonly string[] = [];
    await eventually("both others have taken over", async () => {
      takeovers = (await shell.runs(`${grep} || true`)).filter((line) =>
        line.includes(` from=node-${home}-`)
      );
      return takeovers.length === 2;
    }, { everyMs: 500 });
    const rooms = takeovers.map((line) => Number(/ rooms=(\d+) waited_ms=\d+$/.exec(line)?.[1]));
    assertEquals(rooms.reduce((sum, it) => sum + it), 1, takeovers.join("\n"));
    await shell.runs(again.join("\n").replaceAll(/ 1$/gm, ` ${home}`));

    let isUpgraded = false;
    const vote = async () => {
      let votes = 0;
      for (; !isUpgraded; votes++) await both[votes % 2]?.votes(CARDS[votes % CARDS.length] ?? "");
      assertGreater(votes, 10);
    };
    await Promise.all([shell.runs(upgrade).finally(() => isUpgraded = true), vote()]);
    await ana.votes("8");
    await bob.votes("13");
    for (const { page } of both) {
      assertEquals(await page.evaluate("globalThis.changes"), [], "it connects again, at most");
    }
    await ana.reveals();
    assertEquals(await bob.table(), { Ana: "8", Bob: "13" });
    await photograph(both, "upgraded");
    for (const { troubles, received } of both) {
      assertEquals([troubles, shownTooEarly(received)], [[], []]);
    }
  } finally {
    await browser.close();
  }

  const seen = (await shell.runs(look)).join("\n");
  assert(seen.includes("all 1024 shards have an owner"), seen);
  for (const { name, expr } of await boardQueries("estimatex")) {
    const { length } = await linesOf(PROMETHEUS, expr, since);
    if (!MAY_BE_EMPTY.has(name)) assertGreater(length, 0, `${name}: ${expr}`);
  }
  await shell.runs(end ?? "");
  const left = await shell.runs("ip netns list; ls; grep 10.213 /etc/hosts || true");
  assertEquals(left, [], "all is removed");
});

/** Panels of what need not happen: of a node that goes nobody may be left to close, as their seats have moved [C19]. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["Closed by the server"]);

/** Cards to vote with, by turns. */
const CARDS = ["1", "2", "3", "5"];

async function person(browser: Browser): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(BEFORE_THE_PAGE);
  const one = new Person(context, await context.newPage());
  one.expects(CUT);
  return one;
}

/** A picture of each, for people. */
async function photograph(people: readonly Person[], name: string): Promise<void> {
  for (const [n, { page }] of people.entries()) {
    const { pathname } = new URL(`cluster-${name}-${n}.png`, SCREENS);
    await page.screenshot({ path: pathname });
  }
}
