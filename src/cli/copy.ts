/** `estimatex-server backup TO` and `restore FROM`: copy a data directory, in opposite directions. */
import { DATA, type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { source } from "./command_line.ts";
import type { CommandContext } from "./command_table.ts";
import { done, failed, misused } from "./ending.ts";
import { FLAGS as SETTINGS } from "./flags.ts";
import { counted } from "../protocol/counted.ts";
import { printable, quoteEscaped } from "../base/printable.ts";
import { copyDirectory } from "../journal/backup.ts";
import { JournalFailure } from "../journal/journal.ts";

const FLAGS: readonly FlagForm[] = [DATA, HELP];

const HELP_TEXTS = {
  backup: `estimatex-server backup: copy a data directory

Usage: estimatex-server backup TO [--data DIR]

  TO          a new directory
  --data DIR  the server's data directory (or ESTIMATEX_DATA)

Copies rooms and results, while the server runs or not, and checks the copy. The
copy is itself a data directory; restore puts it back.

Exit codes: 0 done; 1 it could not be done; 2 a wrong argument.`,
  restore: `estimatex-server restore: put a backup into a new data directory

Usage: estimatex-server restore FROM [--data DIR]

  FROM        the directory that backup made
  --data DIR  the new data directory, which must not exist or be empty
              (or ESTIMATEX_DATA)

Start the server with the same --data afterwards.

Exit codes: 0 done; 1 it could not be done; 2 a wrong argument.`,
} as const;

/** Copies a server's data directory, while it runs or not. */
export function backup(args: readonly string[], context: CommandContext): Promise<number> {
  return copy("backup", args, context);
}

/** Puts a backup into a new data directory. */
export function restore(args: readonly string[], context: CommandContext): Promise<number> {
  return copy("restore", args, context);
}

/** Copies, prints what was copied, and resolves with the exit code. */
async function copy(
  which: keyof typeof HELP_TEXTS,
  args: readonly string[],
  { env }: CommandContext,
): Promise<number> {
  const { given, rest: [named, stray], problem } = splitArguments(args, FLAGS);
  if (given.has("help")) return done(HELP_TEXTS[which]);
  const data = source(SETTINGS.data, given, env)?.text.trim();
  const wrong = problem ??
    (named === undefined
      ? `${which} needs a directory: ${which} /backups/monday --data /var/lib/estimatex`
      : stray !== undefined
      ? `unexpected argument ${quoteEscaped(stray)}`
      : data === undefined
      ? `--data (or ESTIMATEX_DATA) must be ${DATA.rule}`
      : null);
  if (wrong !== null || named === undefined || data === undefined) return misused(wrong ?? "");
  const [from, to] = (which === "backup" ? [data, named] : [named, data]).map(withoutSlash);
  try {
    const files = await copyDirectory(from ?? "", to ?? "");
    return done(printable(`copied ${counted(files, "data file")} from ${from} to ${to}`));
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error;
    return failed(printable(error.message));
  }
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
