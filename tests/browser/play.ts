/** Runs stories with one browser and one server, a few at a time; each has rooms and people of its own. */
import { Server } from "../e2e/server.ts";
import { browserTest, type TestBrowser } from "./browsers.ts";
import { SCREENS } from "./looks.ts";
import { Team } from "./team.ts";

export type Story = (team: Team) => Promise<void>;

/** As many as two cores can draw. */
const AT_ONCE = 3;

/** Only stories whose names match this are run. */
const WANTED = new RegExp(Deno.env.get("ESTIMATEX_TEST_STORY") ?? "");

/** Registers a test with a step for each wanted story; none if no story is wanted. */
export function play(
  title: string,
  browser: TestBrowser,
  stories: Readonly<Record<string, Story>>,
): void {
  const wanted = Object.entries(stories).filter(([name]) => WANTED.test(name));
  if (wanted.length === 0) return;
  browserTest(browser, title, async (t) => {
    await Deno.mkdir(SCREENS, { recursive: true });
    await using server = await Server.start();
    if (server.log.some(({ event }) => event === "runtime_old")) {
      console.error(
        "THE PAGE'S STORIES RUN ON AN OLD DENO, AS THE SERVER'S LOG SAYS: CLOSES ARE NOT LOOKED AT",
      );
    }
    const running = await browser.launch();
    try {
      const waiting = [...wanted];
      const player = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [name, story] = next;
          await t.step({
            name,
            fn: () => playStory(new Team(running, server), name, story),
            // what one leaves behind can't be distinguished from what another does; the test as a whole is looked at
            sanitizeOps: false,
            sanitizeResources: false,
            sanitizeExit: false,
          });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, player));
    } finally {
      await running.close();
    }
  });
}

async function playStory(team: Team, name: string, story: Story): Promise<void> {
  await using people = team;
  try {
    await story(people);
    people.assertNoTrouble();
  } catch (error) {
    await people.photograph(name, SCREENS);
    for (const { troubles } of people.people) for (const one of troubles) console.error(one);
    throw error;
  }
}
