/**
 * Stories: scenarios of several people, each run with several numbers of workers, because it must not matter to which
 * worker a member is connected. One server process serves all stories of a set; each story has rooms of its own.
 */
import { permittedTest } from "../permitted.ts";
import { Server } from "./server.ts";
import { printError } from "../print.ts";

export type Story = (server: Server) => Promise<void>;

interface StoryOptions {
  /** Numbers of workers to run them with (default: 1, 2 and 4). */
  readonly workers?: readonly number[];
  readonly flags?: readonly string[];
}

/** Registers one test for each number of workers, with a step for each story. */
export function stories(
  title: string,
  all: Readonly<Record<string, Story>>,
  { workers: counts = [1, 2, 4], flags = [] }: StoryOptions = {},
): void {
  for (const workers of counts) {
    permittedTest(`${title}, ${workers} worker${workers === 1 ? "" : "s"}`, async (t) => {
      await using server = await Server.start({ workers, flags });
      for (const [name, story] of Object.entries(all)) {
        const passed = await t.step(name, () => story(server));
        if (!passed) printError(`the server logged until then:\n${server}`);
      }
    });
  }
}
