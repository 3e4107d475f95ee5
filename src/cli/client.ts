/** What `create` and `join` share: parses their command line and runs the terminal client. */
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";
import type { CommandName } from "../terminal/options.ts";
import { runClient } from "../terminal/run.ts";
import { parseOptions } from "./client_arguments.ts";
import { clientHelp } from "./client_help.ts";
import type { CommandContext } from "./command_table.ts";

/** Runs the terminal client; returns the exit code. */
export async function runFrom(
  command: CommandName,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const parsed = parseOptions(command, args);
  if (parsed.kind === "error") {
    writeLine(Deno.stderr, parsed.message);
    return EXIT.usage;
  }
  if (parsed.options.help) {
    writeLine(Deno.stdout, clientHelp(command));
    return EXIT.ok;
  }
  return await runClient(parsed.options, context);
}
