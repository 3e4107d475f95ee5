/** Runs `create` and `join`, in the live view or in line mode, and returns the exit code. */
import type { Env } from "../base/env.ts";
import { platform } from "../client/mod.ts";
import { type Joined, joinRoom } from "./join.ts";
import type { Ask, JoinRoomOptions, NotJoined } from "./room_request.ts";
import { withFloodGuard } from "./flood.ts";
import { foldersOf } from "./folders.ts";
import { ASCII, type Glyphs, UNICODE } from "./glyphs.ts";
import { ink } from "./ink.ts";
import { readFiles } from "./given_files.ts";
import { withHeaders } from "./header_file.ts";
import { opensLinks } from "./hyperlinks.ts";
import { runLines } from "./lines.ts";
import { runLive } from "./live.ts";
import type { Options } from "./options.ts";
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";
import { readLines } from "./pipes.ts";
import { sendQueue } from "./queue_file.ts";
import { jsonReporter, plainReporter, type Reporter } from "./reporter.ts";
import { remember, remembered } from "./remembered.ts";
import { checkSave, save } from "./save.ts";
import type { RoomSession } from "./room_session.ts";
import { Seats } from "./seats.ts";
import { askSecretly } from "./secret_prompt.ts";
import { NoTerminal } from "./raw_mode.ts";
import { endedWell, missing, type Outcome, summary } from "./summary.ts";
import { USUAL_SIZE } from "./tty.ts";

/** Gets into a room, takes part, saves the results, and resolves with the exit code. */
export async function runClient(options: Options, env: Env): Promise<number> {
  const [unwritable] = options.save.map(checkSave).filter((problem) => problem !== null);
  if (unwritable !== undefined) {
    writeLine(Deno.stderr, unwritable);
    return EXIT.usage;
  }
  const folders = foldersOf(env);
  const seats = new Seats(folders.state, Date.now);
  seats.prune();
  const mode = modeOf(options, env);
  const unread = Promise.withResolvers<void>();
  const reporter = mode.screen ? null : reporterOf(options, mode.glyphs, unread.resolve);
  const ask: Ask | null = mode.ask ? (question, fallback) => prompt(question, fallback) : null;
  const print = (text: string) => writeLine(Deno.stderr, text);
  const files = readFiles(options, env, { ask, print });
  if (!files.ok) return refused({ message: files.error, usage: true }, reporter);
  const { queue, passcode, key, headers } = files.value;
  const joined = await joinRoom({
    options,
    passcode,
    key,
    askSecretly: mode.ask ? (question) => askSecretly(question) : null,
    fallback: fallbackOf(env, folders.config),
    seats,
    ask,
    print,
    onStatus: (status) => reporter?.status(status),
    environment: withFloodGuard(headers === null ? platform : withHeaders(headers)),
  });
  if ("message" in joined) return refused(joined, reporter);
  rememberFrom(joined, { options, mode, config: folders.config });

  const { session } = joined;
  const unqueued = queue === null ? [] : await sendQueue(session, queue);
  const outcome = reporter === null
    ? await runOnScreen(session, { options, mode, unqueued })
    : await runInLines(session, { reporter, unqueued, unread: unread.promise });
  await session.settled();
  if (outcome === null) return EXIT.failed;
  if (reporter === null) printSummary(outcome, options, mode);
  else reporter.over(outcome);
  const saved = saveAll(outcome, options, (text) => {
    if (reporter === null) writeLine(Deno.stderr, text);
    else reporter.trouble(text);
  });
  return saved && endedWell(outcome) ? EXIT.ok : EXIT.failed;
}

/** The live view; null: the terminal can't be drawn on, and a line says so. */
async function runOnScreen(
  session: RoomSession,
  { options, mode, unqueued }: {
    readonly options: Options;
    readonly mode: Mode;
    /** What is to be said of tickets that were not added. */
    readonly unqueued: readonly string[];
  },
): Promise<Outcome | null> {
  try {
    return await runLive(session, {
      ...mode,
      colour: options.colour && !Deno.noColor,
      notice: unqueued.length === 0 ? null : unqueued.join(" "),
    });
  } catch (error) {
    if (!(error instanceof NoTerminal)) throw error;
    session.client.close();
    writeLine(Deno.stderr, `${error.message}: try --plain`);
    return null;
  }
}

async function runInLines(
  session: RoomSession,
  { reporter, unqueued, unread }: {
    readonly reporter: Reporter;
    readonly unqueued: readonly string[];
    readonly unread: Promise<void>;
  },
): Promise<Outcome> {
  for (const sentence of unqueued) reporter.trouble(sentence);
  const input = readLines(Deno.stdin.readable);
  return await runLines(session, { reporter, input, unread, onSignal, clock: platform.clock });
}

interface Mode {
  /** Whether there is a terminal to draw on. */
  readonly screen: boolean;
  /** Whether there is a person to ask. */
  readonly ask: boolean;
  readonly ascii: boolean;
  readonly links: boolean;
  readonly glyphs: Glyphs;
}

function modeOf({ json, plain, ascii: asked }: Options, env: Env): Mode {
  const terminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const screen = terminal && !json && !plain && env("TERM") !== "dumb";
  const ascii = asked || (screen && !showsUnicode(env));
  const links = screen && opensLinks(env);
  return { screen, ask: terminal && !json, ascii, links, glyphs: ascii ? ASCII : UNICODE };
}

/** Whether the locale uses UTF-8; true if none is set, since most terminals use it anyway. */
function showsUnicode(env: Env): boolean {
  const locale = env("LC_ALL") || env("LC_CTYPE") || env("LANG") || "";
  return locale === "" || /utf-?8/i.test(locale);
}

function reporterOf({ json }: Options, glyphs: Glyphs, onUnread: () => void): Reporter {
  const write = (text: string) => {
    if (!writeLine(Deno.stdout, text)) onUnread();
  };
  return json ? jsonReporter(write) : plainReporter(write, glyphs);
}

/** Values for what the command line lacks: from the environment, or else what was used last. */
function fallbackOf(env: Env, config: string | null): JoinRoomOptions["fallback"] {
  const last = remembered(config);
  const server = env("ESTIMATEX_SERVER")?.trim() || last.server;
  const name = env("ESTIMATEX_NAME")?.trim() || last.name;
  return {
    ...server !== undefined && { server },
    ...name !== undefined && { name },
  };
}

/** Remembers what a person chose, but not what a script or the environment set. */
function rememberFrom(
  { session, name }: Joined,
  { options, mode, config }: { options: Options; mode: Mode; config: string | null },
): void {
  if (!mode.ask) return;
  remember(config, {
    ...options.server !== null && { server: session.server.page },
    name,
  });
}

function refused({ message, usage }: NotJoined, reporter: Reporter | null): number {
  if (reporter === null) writeLine(Deno.stderr, message);
  else reporter.trouble(message);
  return usage ? EXIT.usage : EXIT.failed;
}

function printSummary(outcome: Outcome, { colour }: Options, { ascii, links, glyphs }: Mode): void {
  const columns = columnsOf();
  for (const spans of summary(outcome, { columns, glyphs })) {
    writeLine(Deno.stdout, ink(spans, { colour: colour && !Deno.noColor, ascii, links }));
  }
}

/** The width of the terminal, which may be gone by now. */
function columnsOf(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return USUAL_SIZE.columns;
  }
}

/** Saves the results where they were asked for, and reports what is missing; false: some could not be saved. */
function saveAll(outcome: Outcome, options: Options, report: (text: string) => void): boolean {
  const { room_id, ballots, ending } = outcome;
  const lacking = ballots.length > 0 || options.save.length > 0 ? missing(outcome) : null;
  if (lacking !== null) report(lacking);
  const results = ending.state === "ended" ? ending.results : null;
  let all = true;
  for (const file of options.save) {
    const problem = save(file, { room_id, ballots, results });
    if (problem !== null) {
      report(problem);
      all = false;
    }
  }
  return all;
}

function onSignal(run: (what: "stop" | "gone") => void): () => void {
  const signals: [Deno.Signal, () => void][] = [["SIGINT", () => run("stop")]];
  if (Deno.build.os !== "windows") {
    signals.push(["SIGTERM", () => run("stop")]);
    // without a terminal, whoever started it may have chosen to ignore it, as nohup does
    if (Deno.stdin.isTerminal()) signals.push(["SIGHUP", () => run("gone")]);
  }
  for (const [signal, listener] of signals) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of signals) Deno.removeSignalListener(signal, listener);
  };
}
