/** How commands end: each function writes a text, and returns the exit code. */
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";

/** What was asked for is done, or this is the help. */
export function done(text: string): number {
  writeLine(Deno.stdout, text);
  return EXIT.ok;
}

/** The command line is wrong. */
export function misused(message: string): number {
  writeLine(Deno.stderr, message);
  return EXIT.usage;
}

/** What was asked for could not be done. */
export function failed(message: string): number {
  writeLine(Deno.stderr, message);
  return EXIT.failed;
}
