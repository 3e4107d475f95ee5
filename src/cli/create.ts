/** `estimatex-server create`: opens a room and joins it in the terminal. */
import { runFrom } from "./client.ts";
import type { CommandContext } from "./command_table.ts";

export function run(args: readonly string[], context: CommandContext): Promise<number> {
  return runFrom("create", args, context);
}
