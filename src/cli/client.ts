/** What `create` and `join` share: parses their command line and runs the terminal client. */
import type { CommandName } from "../terminal/options.ts";
import { runClient } from "../terminal/run.ts";
import { parseOptions } from "./client_arguments.ts";
import { clientHelp } from "./client_help.ts";
import type { CommandContext } from "./command_table.ts";
import { done, misused } from "./ending.ts";

/** Runs the terminal client; returns the exit code. */
export async function runFrom(
  command: CommandName,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const parsed = parseOptions(command, args);
  if (parsed.kind === "error") return misused(parsed.message);
  if (parsed.options.help) return done(clientHelp(command));
  return await runClient(parsed.options, context);
}
