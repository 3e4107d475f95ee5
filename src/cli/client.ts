/** `estimatex-server create` and `join`: parse their command line, and run the terminal client. */
import type { CommandName } from "../terminal/options.ts";
import { runClient } from "../terminal/run.ts";
import { parseOptions } from "./client_arguments.ts";
import { clientHelp } from "./client_help.ts";
import type { CommandContext } from "./command_table.ts";
import { done, misused } from "./ending.ts";

/** Opens a room and joins it in the terminal. */
export function create(args: readonly string[], context: CommandContext): Promise<number> {
  return run("create", args, context);
}

/** Takes part in a room from the terminal. */
export function join(args: readonly string[], context: CommandContext): Promise<number> {
  return run("join", args, context);
}

async function run(
  command: CommandName,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const parsed = parseOptions(command, args);
  if (parsed.kind === "error") return misused(parsed.message);
  if (parsed.options.help) return done(clientHelp(command));
  return await runClient(parsed.options, context.env);
}
