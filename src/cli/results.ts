/** `estimatex-server results`: shows what a server has kept with --data, whether it runs or not. */
import { JournalFailure } from "../journal/journal.ts";
import { readSessions } from "../journal/saved_sessions.ts";
import { EXIT } from "../base/exit.ts";
import { printable } from "../base/printable.ts";
import { writeLine } from "../base/write_line.ts";
import type { CommandContext } from "./command_table.ts";
import { parseResults, RESULTS_HELP } from "./results_arguments.ts";
import { listText, sessionText } from "./results_text.ts";

export function run(args: readonly string[], { env }: CommandContext): Promise<number> {
  return Promise.resolve(show(args, env));
}

function show(args: readonly string[], env: CommandContext["env"]): number {
  const asked = parseResults(args, { env, now: Date.now() });
  switch (asked.kind) {
    case "help":
      writeLine(Deno.stdout, RESULTS_HELP);
      return EXIT.ok;
    case "error":
      writeLine(Deno.stderr, asked.message);
      return EXIT.usage;
  }
  const { kind, data, format, since, room_id } = asked;
  let exit: number = EXIT.ok;
  const complain = (problem: string) => {
    writeLine(Deno.stderr, printable(problem));
    exit = EXIT.failed;
  };
  try {
    if (kind === "list") {
      writeOut(listText(readSessions(data, { since }, complain), format));
      return exit;
    }
    const [newest] = readSessions(data, { room_id, since }, complain);
    if (newest !== undefined) writeOut(sessionText(newest, format));
    else if (exit === EXIT.ok) complain(`no session of room ${room_id} is kept in ${data}`);
    return exit;
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error;
    writeLine(Deno.stderr, error.message);
    return EXIT.failed;
  }
}

function writeOut(text: string): void {
  writeLine(Deno.stdout, text.replace(/\n$/, ""));
}
