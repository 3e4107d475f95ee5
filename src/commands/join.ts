/** `estimatex-server join`: takes part in a room from the terminal. */
import { runClient } from "../terminal/run.ts";
import type { CommandContext } from "./commands.ts";

export function run(args: readonly string[], context: CommandContext): Promise<number> {
  return runClient("join", args, context);
}
