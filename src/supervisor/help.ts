/** The text that --help prints, laid out from the table of flags for a terminal of 80 columns. */
import { DURATION_FORM } from "./duration.ts";
import { type Flag, FLAGS } from "./flags.ts";

const WIDTH = 80;
const COLUMN = 30;
const NO_BREAK_SPACE = "\u00a0";

type AnyFlag = Pick<Flag<unknown>, "name" | "group" | "placeholder" | "about" | "fallback_text">;

/** A command beside the server, as the help shows it. */
export interface HelpedCommand {
  readonly usage: string;
  readonly about: string;
}

/** The whole help, ending without a line break. */
export function helpText(commands: Readonly<Record<string, HelpedCommand>>): string {
  const all: readonly AnyFlag[] = Object.values(FLAGS);
  const groups = [...new Set(all.map((flag) => flag.group))];
  return [
    "estimatex-server: story-point estimation for teams, on a machine of your own",
    "",
    "Usage: estimatex-server [flags]",
    ...Object.entries(commands).flatMap(([name, { usage, about }], index) => [
      ...index === 0
        ? ["       estimatex-server COMMAND", "", "Commands (--help behind one tells more):"]
        : [],
      ...entry(`${name} ${usage}`, about),
    ]),
    ...groups.flatMap((group) => [
      "",
      `${group}:`,
      ...all.filter((flag) => flag.group === group).flatMap((flag) =>
        entry(usage(flag), `${flag.about} ${together(`(default: ${flag.fallback_text})`)}`)
      ),
    ]),
    "",
    "Other:",
    ...entry("-h, --help", "print this and exit"),
    ...entry("-V, --version", "print the version and exit"),
    "",
    ...paragraph(
      "For each of the limits but --max-room-capacity, 0 means no limit. A TIME is a whole number",
      `with a unit, ${DURATION_FORM} (ms and d work too).`,
    ),
    "",
    ...paragraph(
      "Each flag is also an environment variable: ESTIMATEX_ and its name in capitals, with",
      "underscores, such as ESTIMATEX_MAX_ROOMS. A flag wins over its variable; one that is empty",
      "counts as not set. There --trust-proxy is true, false, 1 or 0, and several origins are",
      "separated by commas. PORT is read where neither --port nor ESTIMATEX_PORT is given.",
    ),
    "",
    "Examples:",
    "  estimatex-server --port 9000",
    "  estimatex-server --trust-proxy --allowed-origin https://points.example.com",
    "  ESTIMATEX_MAX_ROOMS=500 ESTIMATEX_LOG_FORMAT=json estimatex-server",
  ].join("\n");
}

function usage(flag: AnyFlag): string {
  return flag.placeholder === null ? `--${flag.name}` : `--${flag.name} ${flag.placeholder}`;
}

function entry(left: string, right: string): string[] {
  return wrap(right, WIDTH - COLUMN).map((line, index) =>
    `${(index === 0 ? `  ${left}` : "").padEnd(COLUMN)}${line}`
  );
}

function paragraph(...parts: string[]): string[] {
  return wrap(parts.join(" "), WIDTH);
}

/** Words that stay on one line. */
function together(text: string): string {
  return text.replaceAll(" ", NO_BREAK_SPACE);
}

/** Lines of whole words, each at most `width` long. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((line) => line.replaceAll(NO_BREAK_SPACE, " "));
}
