/** estimatex-server: reads the command line, runs the server, sets the exit code. */
import manifest from "./deno.json" with { type: "json" };
import { parseCommandLine } from "./src/supervisor/command_line.ts";
import { helpText } from "./src/supervisor/help.ts";
import { EXIT, serve } from "./src/supervisor/serve.ts";
import { writeLine } from "./src/supervisor/write_line.ts";

const { stdout, exit } = Deno;
const writeOut = (line: string) => writeLine(stdout, line);
const writeError = (line: string) => writeLine(Deno.stderr, line);

async function main(): Promise<number> {
  const commandLine = parseCommandLine(
    Deno.args,
    (name) => Deno.env.get(name),
    navigator.hardwareConcurrency,
  );
  switch (commandLine.kind) {
    case "help":
      writeOut(helpText());
      return EXIT.ok;
    case "version":
      writeOut(`estimatex-server ${manifest.version}`);
      return EXIT.ok;
    case "error":
      writeError(commandLine.message);
      return EXIT.usage;
    case "run": {
      const { config, explicit } = commandLine;
      const { version } = manifest;
      return await serve({ config, explicit, version, stdout, writeError, exit });
    }
  }
}

if (import.meta.main) Deno.exit(await main());
