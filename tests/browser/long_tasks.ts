/**
 * Measures how long the page keeps a slow machine busy at a time, with sixty members: the longest tasks of each step of
 * a ballot, on a machine four times slower than this one.
 *
 *     deno task page && deno run --config tests/browser/deno.json --frozen -A tests/browser/long_tasks.ts [RUNS]
 *
 * It reports and asserts nothing: figures are this machine's. `stories/table.ts` holds what makes them small.
 */
import { Server } from "../e2e/server.ts";
import { CHROMIUM } from "./browsers.ts";
import { Crowd } from "./crowd.ts";
import { type Task, tasksOf } from "./main_thread.ts";
import { Person } from "./people.ts";

const SLOWER = 4;

const RUNS = Number(Deno.args[0] ?? 5);

const MEMBERS = 60;

/** As many as a queue takes. */
const TICKETS = 200;

/** So many tasks of each step are shown, of that run in which the longest one was the shortest: the least disturbed. */
const SHOWN = 3;

const best = new Map<string, readonly Task[]>();
await using server = await Server.start();
const browser = await CHROMIUM.launch();
for (let run = 0; run < RUNS; run++) await playOnce();
await browser.close();
for (const [step, tasks] of best) {
  console.log(`${step.padEnd(20)} ${tasks.slice(0, SHOWN).map(line).join(" | ")}`);
}

async function playOnce(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const ana = new Person(context, await context.newPage());
  const origin = `http://127.0.0.1:${server.port}`;
  const watch = async (step: string, act: () => Promise<unknown>) => {
    const tasks = await tasksOf(browser, ana.page, act);
    const before = best.get(step)?.[0]?.ms ?? Infinity;
    if ((tasks[0]?.ms ?? Infinity) < before) best.set(step, tasks);
  };
  const load = async (step: string, address: string) => {
    const before = ana.page;
    ana.page = await context.newPage();
    await watch(step, () => ana.page.goto(address, { waitUntil: "commit" }));
    await before.close();
  };
  const enter = () => ana.page.keyboard.press("Enter");
  const focus = (button: string) => ana.page.getByRole("button", { name: button }).focus();

  const link = await ana.opensRoom(origin, "Ana", { seats: MEMBERS });
  const names = Array.from({ length: MEMBERS - 1 }, (_, n) => `Friend ${n + 1}`);
  const last = names.at(-1) ?? "";
  await using crowd = await Crowd.join(link, names);
  await ana.seesAtTable(last);
  // no page, under the page's headers: what any page costs that comes from another process
  await load("a line of text", `${origin}/assets/none`);
  await load("load", link);
  await ana.seesAtTable(last);
  await ana.page.getByLabel("Ticket", { exact: true }).fill("WEB-1");
  await watch("begin", enter);
  await watch("another's vote", () => crowd.vote("WEB-1", ["5"]));
  await ana.card("8").focus();
  await watch("the own vote", enter);
  await load("load of a ballot", link);
  await ana.seesAtTable(last);
  await crowd.vote("WEB-1", names.map((_, n) => ["3", "5", "8", "13"][n % 4] ?? "5"));
  await ana.sees("Everybody has voted");
  await focus("Reveal the cards");
  await watch("reveal", enter);
  await focus("Vote again");
  await watch("vote again", enter);
  await ana.queues(Array.from({ length: TICKETS }, (_, n) => `T-${n + 1}`).join("\n"));
  await load(`load of ${TICKETS} tickets`, link);
  await context.close();
}

function line({ ms, kinds, styled, laidOut }: Task): string {
  const parts = [...kinds].map(([kind, part]) => ({ kind, part: Math.round(part * SLOWER) }))
    .filter(({ part }) => part > 1).sort((a, b) => b.part - a.part)
    .map(({ kind, part }) => `${kind} ${part}`);
  const counts = styled + laidOut > 0 ? `; ${styled} styled, ${laidOut} laid out` : "";
  return `${Math.round(ms * SLOWER)} ms (${parts.join(", ")}${counts})`;
}
