/** `estimatex-server create`: opens a room and takes part in it from the terminal. */
import { runClient } from "../terminal/run.ts";
import type { CommandContext } from "./commands.ts";

export function run(args: readonly string[], context: CommandContext): Promise<number> {
  return runClient("create", args, context);
}
