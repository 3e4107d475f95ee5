/** Where the programs and notices of tests write: whole lines, as the server does. */
import { writeLine } from "../src/base/write_line.ts";

/** Writes a line to standard output. */
export function print(line: string): void {
  writeLine(Deno.stdout, line);
}

/** Writes a line to standard error: what went wrong, or was left out. */
export function printError(line: string): void {
  writeLine(Deno.stderr, line);
}
