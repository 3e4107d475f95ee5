/** `estimatex-server join`: takes part in a room from the terminal. */
import { runFrom } from "./client.ts";
import type { CommandContext } from "./command_table.ts";

export function run(args: readonly string[], context: CommandContext): Promise<number> {
  return runFrom("join", args, context);
}
