/** estimatex-server: reads the command line, runs the server or a command, sets the exit code. */
import manifest from "./deno.json" with { type: "json" };
import { COMMANDS } from "./src/commands/commands.ts";
import { builtFrom } from "./src/supervisor/built_from.ts";
import { parseCommandLine } from "./src/supervisor/command_line.ts";
import { helpText } from "./src/supervisor/help.ts";
import { EXIT } from "./src/supervisor/exit.ts";
import { writeLine } from "./src/supervisor/write_line.ts";

const { stdout, exit } = Deno;
const { version } = manifest;
const commit = builtFrom();
/** A variable that may not be read counts as not set: nobody is asked for a permission. */
const env = (variable: string) =>
  Deno.permissions.querySync({ name: "env", variable }).state === "granted"
    ? Deno.env.get(variable)
    : undefined;
const writeOut = (line: string) => writeLine(stdout, line);
const writeError = (line: string) => writeLine(Deno.stderr, line);

async function main(): Promise<number> {
  const [name = "", ...args] = Deno.args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return await (await command.load()).run(args, { version, env });

  const commandLine = parseCommandLine(Deno.args, env, navigator.hardwareConcurrency);
  switch (commandLine.kind) {
    case "help":
      writeOut(helpText(COMMANDS));
      return EXIT.ok;
    case "version":
      writeOut(`estimatex-server ${version}${commit === null ? "" : ` (${commit})`}`);
      return EXIT.ok;
    case "error":
      writeError(commandLine.message);
      return EXIT.usage;
    case "run": {
      const { config, explicit } = commandLine;
      const { serve } = await import("./src/supervisor/serve.ts"); // no command needs it
      return await serve({ config, explicit, version, commit, stdout, writeError, exit });
    }
  }
}

if (import.meta.main) Deno.exit(await main());
