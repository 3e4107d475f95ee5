/** `estimatex-server backup TO`: copies a server's data directory, while it runs or not. */
import type { CommandContext } from "./command_table.ts";
import { copy } from "./copy.ts";

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  return await copy("backup", args, context);
}
