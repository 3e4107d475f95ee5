/** estimatex-server: reads the command line, runs the server or a command, sets the exit code. */
import manifest from "./deno.json" with { type: "json" };
import { asksForHelp, choose, COMMAND_VARIABLES, COMMANDS } from "./src/cli/command_table.ts";
import { builtFrom } from "./src/supervisor/built_from.ts";
import { parseCommandLine } from "./src/cli/command_line.ts";
import { EXIT } from "./src/base/exit.ts";
import { loadWorkers } from "./src/supervisor/loading.ts";
import { VARIABLES } from "./src/cli/flags.ts";
import { misspeltVariable } from "./src/cli/misspelt.ts";
import { writeLine } from "./src/base/write_line.ts";

const { stdout, exit } = Deno;
const { version } = manifest;
const commit = builtFrom();
const mayRead = (variable: string) =>
  Deno.permissions.querySync({ name: "env", variable }).state === "granted";
const mayReadOurs = mayRead("ESTIMATEX_ANYTHING");
/** A variable that may not be read counts as not set: nobody is asked for a permission. */
const env = (variable: string) =>
  mayReadOurs && variable.startsWith("ESTIMATEX_") || mayRead(variable)
    ? Deno.env.get(variable)
    : undefined;
const writeOut = (line: string) => writeLine(stdout, line);
const writeError = (line: string) => writeLine(Deno.stderr, line);

async function main(): Promise<number> {
  const chosen = choose(Deno.args);
  if (chosen.kind === "error") {
    writeError(chosen.message);
    return EXIT.usage;
  }
  if (chosen.kind === "command") {
    const { command, args } = chosen;
    const misspelt = asksForHelp(args) ? null : misspeltOf(command.variables);
    if (misspelt === null) return await (await command.load())(args, { version, env });
    writeError(misspelt);
    return EXIT.usage;
  }

  const commandLine = parseCommandLine(Deno.args, env, navigator.hardwareConcurrency);
  switch (commandLine.kind) {
    case "help": {
      const { helpText } = await import("./src/cli/help.ts");
      writeOut(helpText(COMMANDS));
      return EXIT.ok;
    }
    case "version":
      writeOut(`estimatex-server ${version}${commit === null ? "" : ` (${commit})`}`);
      return EXIT.ok;
    case "error":
      writeError(commandLine.message);
      return EXIT.usage;
    case "run": {
      const misspelt = misspeltOf(VARIABLES);
      if (misspelt !== null) {
        writeError(misspelt);
        return EXIT.usage;
      }
      const { config, explicit, checkOnly } = commandLine;
      if (checkOnly) {
        const { checkConfig } = await import("./src/cli/check_config.ts");
        return await checkConfig(config, explicit, env);
      }
      const loading = loadWorkers(config.workers);
      const { serve } = await import("./src/cli/serve.ts"); // no command needs it
      return await serve({
        config,
        explicit,
        env,
        version,
        commit,
        loading,
        stdout,
        writeError,
        exit,
      });
    }
  }
}

/** What to say of a variable that was meant for one of these, and would do nothing; null: there is none. */
function misspeltOf(variables: readonly string[]): string | null {
  return misspeltVariable(variables, [...VARIABLES, ...COMMAND_VARIABLES], env);
}

// a command may have failed at what it is not aware of: its output
if (import.meta.main) Deno.exit(await main() || Deno.exitCode);
