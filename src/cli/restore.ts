/** `estimatex-server restore FROM`: puts a backup into a new data directory. */
import type { CommandContext } from "./command_table.ts";
import { copy } from "./copy.ts";

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  return await copy("restore", args, context);
}
