/** `create` and `join` from their arguments to their exit code: decides on the screen or lines, and cleans up. */
import type { CommandContext } from "./context.ts";
import { enter, type Entered, type EnterOptions, type NotEntered } from "./enter.ts";
import { foldersOf } from "./folders.ts";
import { ASCII, type Glyphs, UNICODE } from "./glyphs.ts";
import { helpText } from "./help.ts";
import { ink } from "./ink.ts";
import { runLines } from "./lines.ts";
import { runLive } from "./live.ts";
import { type CommandName, type Options, parseOptions } from "./options.ts";
import { readLines, writeLine } from "./pipes.ts";
import { jsonReporter, plainReporter, type Reporter } from "./reporter.ts";
import { remember, remembered } from "./remembered.ts";
import { save } from "./save.ts";
import { Seats } from "./seats.ts";
import { endedWell, type Outcome, summary } from "./summary.ts";

/** Exit codes, as the help tells them. */
const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

export async function runClient(
  command: CommandName,
  args: readonly string[],
  { env }: CommandContext,
): Promise<number> {
  const parsed = parseOptions(command, args);
  if (parsed.kind === "error") {
    writeLine(Deno.stderr, parsed.message);
    return EXIT.usage;
  }
  const { options } = parsed;
  if (options.help) {
    writeLine(Deno.stdout, helpText(command));
    return EXIT.ok;
  }
  const folders = foldersOf(env);
  const seats = new Seats(folders.state, Date.now);
  seats.prune();
  const mode = modeOf(options, env);
  const reporter = mode.screen ? null : reporterOf(options, mode.glyphs);
  const entered = await enter({
    options,
    fallback: fallbackOf(env, folders.config),
    seats,
    ask: mode.ask ? (question, fallback) => prompt(question, fallback) : null,
    say: (text) => writeLine(Deno.stderr, text),
    onStatus: (status) => reporter?.status(status),
  });
  if ("message" in entered) return refused(entered, reporter);
  rememberFrom(entered, { options, mode, config: folders.config });

  const { attendance } = entered;
  const outcome = reporter === null
    ? await runLive(attendance, { ...mode, colour: options.colour && !Deno.noColor })
    : await runLines(attendance, { reporter, input: readLines(Deno.stdin.readable), onSignal });
  await attendance.settled();
  if (reporter === null) printSummary(outcome, options, mode);
  else reporter.over(outcome);
  const saved = saveAll(outcome, options, (text) => {
    if (reporter === null) writeLine(Deno.stderr, text);
    else reporter.trouble(text);
  });
  return saved && endedWell(outcome) ? EXIT.ok : EXIT.failed;
}

interface Mode {
  /** Whether there is a terminal to draw on. */
  readonly screen: boolean;
  /** Whether there is a person to ask. */
  readonly ask: boolean;
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
}

type Env = CommandContext["env"];

function modeOf({ json, plain, ascii: asked }: Options, env: Env): Mode {
  const terminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const screen = terminal && !json && !plain && env("TERM") !== "dumb";
  const ascii = asked || (screen && !showsUnicode(env));
  return { screen, ask: terminal && !json, ascii, glyphs: ascii ? ASCII : UNICODE };
}

/** Whether the locale is one of UTF-8; where none is set most terminals are all the same. */
function showsUnicode(env: Env): boolean {
  const locale = env("LC_ALL") || env("LC_CTYPE") || env("LANG") || "";
  return locale === "" || /utf-?8/i.test(locale);
}

function reporterOf({ json }: Options, glyphs: Glyphs): Reporter {
  const write = (text: string) => writeLine(Deno.stdout, text);
  return json ? jsonReporter(write) : plainReporter(write, glyphs);
}

/** What nobody said on the command line: the environment, then what was used last. */
function fallbackOf(env: Env, config: string | null): EnterOptions["fallback"] {
  const last = remembered(config);
  const server = env("ESTIMATEX_SERVER")?.trim() || last.server;
  const name = env("ESTIMATEX_NAME")?.trim() || last.name;
  return { ...server !== undefined && { server }, ...name !== undefined && { name } };
}

/** What a person chose is remembered, what a script or the environment said is not. */
function rememberFrom(
  { attendance, name }: Entered,
  { options, mode, config }: { options: Options; mode: Mode; config: string | null },
): void {
  if (!mode.ask) return;
  remember(config, {
    ...options.server !== null && { server: attendance.server.page },
    name,
  });
}

function refused({ message, usage }: NotEntered, reporter: Reporter | null): number {
  if (reporter === null) writeLine(Deno.stderr, message);
  else reporter.trouble(message);
  return usage ? EXIT.usage : EXIT.failed;
}

function printSummary(outcome: Outcome, { colour }: Options, { ascii, glyphs }: Mode): void {
  const { columns } = Deno.consoleSize();
  for (const spans of summary(outcome, { columns, glyphs })) {
    writeLine(Deno.stdout, ink(spans, { colour: colour && !Deno.noColor, ascii }));
  }
}

function saveAll(outcome: Outcome, options: Options, tell: (text: string) => void): boolean {
  const { room_id, ballots, ending } = outcome;
  const results = ending.state === "ended" ? ending.results : null;
  let all = true;
  for (const file of options.save) {
    const problem = save(file, { room_id, ballots, results });
    if (problem !== null) {
      tell(problem);
      all = false;
    }
  }
  return all;
}

function onSignal(run: () => void): () => void {
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, run);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, run);
  };
}
